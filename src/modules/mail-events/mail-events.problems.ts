import { defineProblem } from '../../errors.ts'

/** Who sends it tries again. */
export const certificateUnavailable = defineProblem(
  'certificate_unavailable',
  503,
  'The certificate cannot be had right now',
)

/** The same for every reason, so that nobody learns which it was. */
export const signatureRefused = defineProblem('signature_refused', 401, 'The signature is missing, wrong or too old')
