/*
 * The few pages of our own, for links in mails: plain HTML without scripts, readable on a phone, by day and night, large
 * and aloud. This is what they can say; how it looks is page-html.ts, how it travels send-page.ts. Everything is plain text.
 */

import type { AppError } from '../../errors.ts'

export interface Page extends Section {
  title: string
  sections?: Section[]
  /** Why a form has to be filled in again. */
  mistakes?: Mistake[]
}

export interface Section {
  heading?: string
  paragraphs?: string[]
  list?: string[]
  /** A text as somebody wrote it, with its lines. */
  letter?: string
  form?: Form
  /** Whether only the heading shows until its reader opens it. */
  folded?: boolean
}

/** Sent to the page's own address. */
export interface Form {
  fields: (Field | Group)[]
  button: string
  /** What its button asks for: what the page is for, unless said otherwise. To find and to check change nothing. */
  does?: 'act' | 'find' | 'check' | 'undo' | 'renew'
  hidden?: Record<string, string>
  /** Whether it stands back behind another. */
  quiet?: boolean
}

/** Fields that belong together. */
export interface Group {
  legend: string
  hint?: string
  fields: Field[]
}

interface AnyField {
  name: string
  label: string
  hint?: string
  /** What is in it when the page opens; of a box, `yes`. */
  value?: string
}

/** To be filled in. */
export interface Entry extends AnyField {
  kind: 'text' | 'search' | 'password' | 'email' | 'number' | 'date' | 'textarea'
  autocomplete?: 'name' | 'email' | 'new-password' | 'current-password'
  optional?: boolean
  min?: string
  max?: string
}

/** One of several. */
export interface Choice extends AnyField {
  kind: 'radio' | 'select'
  options: { value: string; label: string; hint?: string }[]
  optional?: boolean
}

/** A box that may be ticked; the form then says `yes`. */
export interface Checkbox extends AnyField {
  kind: 'checkbox'
}

export type Field = Entry | Choice | Checkbox

export interface Mistake {
  /** The field it is about, unless it is about the whole. */
  field?: string
  says: string
}

/** What a browser sent of a form, the last of each name. */
export type FormValues = Readonly<Record<string, string>>

const isGroup = (field: Field | Group): field is Group => 'legend' in field

/** The page with what was typed into it before, but for passwords. */
export function withValues(page: Page, values: FormValues): Page {
  const filled = (field: Field): Field => {
    const value = values[field.name]
    return field.kind === 'password' || value === undefined ? field : { ...field, value }
  }
  const inForm = (form: Form): Form => ({
    ...form,
    fields: form.fields.map((field) =>
      isGroup(field) ? { ...field, fields: field.fields.map(filled) } : filled(field),
    ),
  })
  return mapForms(page, inForm)
}

/** The page saying what is wrong with what was sent: at each field, or about the whole. */
export function withMistakes(page: Page, { errors, detail, problem }: AppError): Page {
  const labels = new Map(formsOf(page).flatMap(({ fields }) => fields.flatMap(labelled)))
  const ofFields = (errors ?? []).map((error) => {
    const field = error.pointer.slice(1)
    const label = labels.get(field)
    return label ? { field, says: `“${label}” ${error.detail}.` } : { says: `It ${error.detail}.` }
  })
  const ofWhole = { says: [`${problem.title}.`, detail].filter(Boolean).join(' ') }
  return { ...page, mistakes: ofFields.length > 0 ? ofFields : [ofWhole] }
}

const labelled = (field: Field | Group): [string, string][] =>
  isGroup(field) ? field.fields.flatMap(labelled) : [[field.name, field.label]]

const formsOf = (page: Page): Form[] => [page, ...(page.sections ?? [])].flatMap(({ form }) => form ?? [])

/** The page with each of its forms made another. */
export function mapForms(page: Page, change: (form: Form) => Form): Page {
  const inSection = <S extends Section>(section: S): S =>
    section.form ? { ...section, form: change(section.form) } : section
  return { ...inSection(page), ...(page.sections && { sections: page.sections.map(inSection) }) }
}
