import { z } from 'zod'
import { id, localDate } from '../../http/schemas.ts'
import { UpdateContactBody } from '../contacts/contacts.schemas.ts'
import { LogInteractionBody } from '../interactions/interactions.schemas.ts'

/*
 * What an export of version 1 says of one thing, as docs/network-file.md has it: by the rules of the API. Whatever else
 * stands there follows from the rest, or belongs to what does not come back.
 */

type Said = Record<string, unknown>
const isSaid = (thing: unknown): thing is Said => typeof thing === 'object' && thing !== null

/** These fields of an object; null is as good as absent. */
function only(thing: unknown, fields: readonly string[]): unknown {
  if (!isSaid(thing)) return thing
  return Object.fromEntries(fields.flatMap((field) => ((thing[field] ?? null) === null ? [] : [[field, thing[field]]])))
}

const contactFields = ['id', ...Object.keys(UpdateContactBody.shape)]
/** What was planned is planned anew; only what somebody chose comes back. */
const asChosen = (thing: unknown) =>
  isSaid(thing) && 'followUpChosenOn' in thing ? { ...thing, nextFollowUpOn: thing['followUpChosenOn'] } : thing

export const FiledContact = z.preprocess(
  (thing) => only(asChosen(thing), contactFields),
  UpdateContactBody.extend({ id, name: UpdateContactBody.shape.name.unwrap() }),
)

const interactionFields = ['id', 'type', 'direction', 'occurredAt', 'minutes', 'summary', 'outcome', 'contacts']
const attendance = (thing: unknown) => only(thing, ['contactId', 'advice'])

export const FiledInteraction = z.preprocess(
  (thing) => {
    const said = only(thing, interactionFields)
    return isSaid(said) && Array.isArray(said['contacts'])
      ? { ...said, contacts: said['contacts'].map(attendance) }
      : said
  },
  LogInteractionBody.omit({ searchId: true, opportunityId: true }).extend({ id }),
)
export type FiledInteraction = z.output<typeof FiledInteraction>

const introductionFields = {
  id,
  introducerContactId: id,
  introducedContactId: id,
  introducedOn: localDate,
  interactionId: id.optional(),
  chosen: z.boolean().default(false),
}

export const FiledIntroduction = z.preprocess(
  (thing) => only(thing, Object.keys(introductionFields)),
  z.strictObject(introductionFields),
)
export type FiledIntroduction = z.output<typeof FiledIntroduction>
