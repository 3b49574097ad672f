import type { z } from 'zod'
import { type FieldError, invalid } from '../../errors.ts'
import type { FormValues } from './page.ts'

/**
 * What a form says, by its schema. A field that was left empty counts as not there.
 *
 * @throws 422 with each field that does not fit
 */
export function readForm<Schema extends z.ZodType>(schema: Schema, form: FormValues): z.output<Schema> {
  const filled = Object.fromEntries(Object.entries(form).filter(([, value]) => value.trim() !== ''))
  const read = schema.safeParse(filled)
  if (read.success) return read.data
  const errors: FieldError[] = read.error.issues.map(({ path, message }) => ({
    pointer: `/${path.join('/')}`,
    detail: message,
  }))
  throw invalid(undefined, { errors })
}
