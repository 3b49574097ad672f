/** A column that names a contact, and what a merge has to know to let it name another. */
export interface ContactReference {
  table: string
  column: string
  /** What tells the rows of one contact apart, beside the practice and the column itself. */
  key: readonly string[]
  /** A contact stands there once for each of these. */
  oncePer?: readonly string[]
  /** Of two rows that would stand there for one contact the one that is worth more stays: SQL over the row `r`. */
  worth?: string
  /** A column of the same row that must name somebody else. */
  apartFrom?: string
  /** Names nobody from then on: what is said there is of the one contact alone. */
  detached?: boolean
  /** Not moved: what stands there follows from the contact itself. */
  derived?: boolean
}

/** How far a recipient has come; whoever was told stays told. */
const progress = ['pending', 'needs_input', 'ready', 'skipped', 'call_due', 'suppressed', 'failed', 'bounced']
const furthest = [...progress, 'uncertain', 'queued', 'sent', 'told']
const recipientWorth = `array_position(array[${furthest.map((status) => `'${status}'`).join(', ')}], r.status)`

/** What somebody chose goes before what was earlier. */
const introductionWorth = `(r.made_primary_at is not null)::integer * 1000000 - (r.introduced_on - date '1900-01-01')`

/**
 * Everything that refers to a contact. The test of merges reads the foreign keys from the database and fails when one
 * of them is missing here.
 */
export const contactReferences: readonly ContactReference[] = [
  {
    table: 'interaction_contacts',
    column: 'contact_id',
    key: ['interaction_id'],
    oncePer: ['interaction_id'],
    worth: '(r.advice_about is not null)::integer',
  },
  {
    table: 'introductions',
    column: 'introducer_contact_id',
    key: ['id'],
    oncePer: ['introduced_contact_id'],
    worth: introductionWorth,
    apartFrom: 'introduced_contact_id',
  },
  {
    table: 'introductions',
    column: 'introduced_contact_id',
    key: ['id'],
    oncePer: ['introducer_contact_id'],
    worth: introductionWorth,
    apartFrom: 'introducer_contact_id',
  },
  { table: 'opportunities', column: 'source_contact_id', key: ['id'] },
  { table: 'interviewers', column: 'contact_id', key: ['interview_id', 'position'] },
  {
    table: 'announcement_recipients',
    column: 'contact_id',
    key: ['id'],
    oncePer: ['announcement_id'],
    worth: recipientWorth,
  },
  { table: 'help_offers', column: 'contact_id', key: ['id'] },
  { table: 'messages', column: 'contact_id', key: ['id'] },
  { table: 'tasks', column: 'contact_id', key: ['id'] },
  // Made of the contact's own tags, which the survivor gets.
  { table: 'contact_tags', column: 'contact_id', key: ['tag_key'], derived: true },
  // Taking an import back is about whom it brought, not about who they became.
  { table: 'import_rows', column: 'contact_id', key: ['import_id', 'number'], detached: true },
  { table: 'merges', column: 'contact_id', key: ['id'] },
  { table: 'merged_contacts', column: 'survivor_contact_id', key: ['contact_id'] },
  {
    table: 'dismissed_duplicates',
    column: 'contact_id',
    key: ['other_contact_id'],
    oncePer: ['other_contact_id'],
    apartFrom: 'other_contact_id',
  },
  {
    table: 'dismissed_duplicates',
    column: 'other_contact_id',
    key: ['contact_id'],
    oncePer: ['contact_id'],
    apartFrom: 'contact_id',
  },
]
