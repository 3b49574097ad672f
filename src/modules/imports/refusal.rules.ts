import { invalidField } from '../../errors.ts'

/** 422: a file is not taken, as a whole. The words are for whoever sent it. */
export const fileRefused = (detail: string) => invalidField('/file', detail)
