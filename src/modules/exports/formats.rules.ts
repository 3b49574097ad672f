import type { NetworkPart } from '../imports/network-file.rules.ts'
import type { Export } from './exports.repository.ts'
import { csvFormat } from './csv-format.rules.ts'
import { icsFormat } from './ics-format.rules.ts'
import { jsonFormat } from './json-format.rules.ts'
import { vcardFormat } from './vcard-format.rules.ts'

export type PartName = NetworkPart | 'landings' | 'interactionDrafts'

/** One of a part, as JSON: instants and days are text. */
export type PartRow = { id: string } & Record<string, unknown>

/** A contact as it is exported. */
export interface ExportedContact {
  id: string
  name: string
  email: string | null
  phone: string | null
  company: string | null
  title: string | null
  profileUrl: string | null
  location: string | null
  timeZone: string | null
  tier: string
  tags: string[]
  preferredChannel: string | null
  howMet: string | null
  notes: string | null
  thingsToRemember: string | null
  doNotContact: boolean
  nextFollowUpOn: string | null
}

/** An interaction as it is exported. */
export interface ExportedInteraction {
  id: string
  type: string
  occurredAt: string
  updatedAt: string
  minutes: number | null
  summary: string | null
  outcome: string | null
  contacts: { name: string; advice: { about: string } | null }[]
}

/** Whose network it is. */
export interface Whose {
  clientId: string
  name: string
  exportedAt: string
}

/** How a file is written, so that no more than a few rows of it are ever held. */
export interface Format {
  parts: readonly PartName[]
  mediaType: string
  extension: string
  begin(whose: Whose): string
  /** What stands before the rows of a part; `index` counts parts. */
  beginPart(name: PartName, index: number): string
  rows(rows: PartRow[], place: { isFirst: boolean; part: PartName }): string
  end(): string
}

export const formats: Record<Export['format'], Format> = {
  json: jsonFormat,
  csv: csvFormat,
  vcard: vcardFormat,
  ics: icsFormat,
}
