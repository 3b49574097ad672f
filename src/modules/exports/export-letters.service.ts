import type { PracticeTrx } from '../../infra/db/scope.ts'
import { firstName } from '../announcements/first-name.rules.ts'
import { getClient } from '../clients/clients.service.ts'
import type { Office } from '../links/office.service.ts'
import { getMemberIfThere } from '../members/members.service.ts'
import { queueMessage } from '../messages/messages.service.ts'
import { getPractice } from '../practices/practices.service.ts'
import { letterFor } from '../templates/letters.service.ts'
import type { Export } from './exports.repository.ts'

const formatWords: Readonly<Record<Export['format'], string>> = {
  json: 'as one JSON file',
  csv: 'as one CSV file',
  vcard: 'as vCards',
  ics: 'as a calendar',
}

/** Mails whoever asked for an export that it is ready, with the link to it. A member who has left is not told. */
export async function mailExportReady(
  trx: PracticeTrx,
  office: Office,
  { id, clientId, format, askedByMemberId }: Export,
  { validMinutes, expiresAt }: { validMinutes: number; expiresAt: Date },
): Promise<void> {
  const client = await getClient(trx, clientId)
  const member = askedByMemberId === null ? undefined : await getMemberIfThere(trx, askedByMemberId)
  if (askedByMemberId !== null && !member) return
  const reader = member ?? client
  const { name: practiceName } = await getPractice(trx)
  const link = office.linkTo(trx, 'download', { holderId: clientId, subjectId: id, until: expiresAt })
  const letter = await letterFor(
    trx,
    'export_ready',
    {
      link,
      validMinutes,
      firstName: firstName(reader.name),
      clientName: member ? client.name : null,
      format: formatWords[format],
      practiceName,
    },
    { seed: id, locale: client.locale },
  )
  await queueMessage(trx, {
    ...letter,
    kind: 'export_ready',
    lane: 'transactional',
    about: { kind: 'export', id },
    clientId,
    ...(member && { userId: member.userId }),
    from: { name: practiceName, address: office.mailFrom },
    to: { name: reader.name, address: reader.email },
    secret: link.slice(link.lastIndexOf('/') + 1),
    expiresAt,
  })
}
