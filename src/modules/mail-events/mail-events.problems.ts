import { defineProblem } from '../../errors.ts'

/** The same for every reason, so that nobody learns which it was. */
export const signatureRefused = defineProblem('signature_refused', 401, 'The signature is missing, wrong or too old')
