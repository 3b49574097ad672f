import { escapeHtml as text } from '../../infra/mail/letter.ts'
import type { Checkbox, Choice, Entry, Field, Form, Group, Mistake } from './page.ts'

/** A form, each of its fields with its label, its hint, and what was wrong with it, told to whoever cannot see it as well. */
export function formHtml({ fields, button, does = 'act', hidden = {}, quiet }: Form, mistakes: Mistake[]): string {
  const saying = new Map(mistakes.map(({ field, says }) => [field, says]))
  const html = (field: Field) => fieldHtml(field, saying.get(field.name))
  return `<form method="post"${quiet ? ' class="quiet"' : ''}>
${Object.entries(hidden)
  .map(([name, value]) => `<input type="hidden" name="${text(name)}" value="${text(value)}">`)
  .join('\n')}
${fields.map((field) => ('legend' in field ? groupHtml(field, html) : html(field))).join('\n')}
<button name="do" value="${does}">${text(button)}</button>
</form>`
}

const groupHtml = ({ legend, hint, fields }: Group, html: (field: Field) => string): string => `<fieldset>
<legend>${text(legend)}${hintHtml(hint)}</legend>
${fields.map(html).join('\n')}
</fieldset>`

function fieldHtml(field: Field, mistake: string | undefined): string {
  if (field.kind === 'checkbox') return checkboxHtml(field)
  return field.kind === 'radio' ? radioHtml(field, mistake) : labelledHtml(field, mistake)
}

const hintHtml = (hint: string | undefined, id?: string): string =>
  hint ? `<small${id ? ` id="${id}"` : ''}>${text(hint)}</small>` : ''

const optionally = ({ label, optional }: { label: string; optional?: boolean }): string =>
  `${text(label)}${optional ? ' (optional)' : ''}`

const checkboxHtml = ({ name, label, hint, value }: Checkbox): string =>
  optionHtml({ type: 'checkbox', name, value: 'yes', label, hint, checked: value === 'yes' })

function radioHtml(field: Choice, mistake: string | undefined): string {
  const { name, hint, value, options } = field
  const choices = options.map((option) =>
    optionHtml({ type: 'radio', name, checked: option.value === value, required: !field.optional, ...option }),
  )
  // A link to the field leads to its first choice.
  return `<fieldset>
<legend id="${text(name)}" tabindex="-1">${optionally(field)}${hintHtml(hint)}${mistakeHtml(mistake)}</legend>
${choices.join('\n')}
</fieldset>`
}

function optionHtml(option: {
  type: 'radio' | 'checkbox'
  name: string
  value: string
  label: string
  hint?: string | undefined
  checked: boolean
  required?: boolean
}): string {
  const { type, name, value, label, hint, checked, required } = option
  return `<label class="option"><input type="${type}" name="${text(name)}" value="${text(value)}"${checked ? ' checked' : ''}${required ? ' required' : ''}><span>${text(label)}${hintHtml(hint)}</span></label>`
}

const mistakeHtml = (mistake: string | undefined, id?: string): string =>
  mistake ? `<small class="mistake"${id ? ` id="${id}"` : ''}>${text(mistake)}</small>` : ''

function labelledHtml(field: Entry | Choice, mistake: string | undefined): string {
  const id = text(field.name)
  const described = [field.hint && `${id}-hint`, mistake && `${id}-mistake`].filter(Boolean).join(' ')
  const attributes = [
    `id="${id}" name="${id}"`,
    field.optional ? '' : 'required',
    described ? `aria-describedby="${described}"` : '',
    mistake ? 'aria-invalid="true"' : '',
  ]
  return `<label for="${id}">${optionally(field)}</label>
${hintHtml(field.hint, `${id}-hint`)}${mistakeHtml(mistake, `${id}-mistake`)}
${controlHtml(field, attributes.filter(Boolean).join(' '))}`
}

function controlHtml(field: Entry | Choice, attributes: string): string {
  const { kind, value = '' } = field
  if (kind === 'textarea') return `<textarea ${attributes}>\n${text(value)}</textarea>`
  if (kind === 'select') {
    const options = field.options.map(
      (option) =>
        `<option value="${text(option.value)}"${option.value === value ? ' selected' : ''}>${text(option.label)}</option>`,
    )
    return `<select ${attributes}>${options.join('')}</select>`
  }
  const { autocomplete = 'off', min, max } = field as Entry
  const bounds = `${min === undefined ? '' : ` min="${text(min)}"`}${max === undefined ? '' : ` max="${text(max)}"`}`
  return `<input ${attributes} type="${kind}" value="${text(value)}" autocomplete="${autocomplete}"${bounds}${kind === 'number' ? ' inputmode="numeric"' : ''}>`
}
