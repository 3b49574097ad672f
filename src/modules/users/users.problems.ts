import { defineProblem } from '../../errors.ts'

/** One answer for an unknown address, a wrong password and a practice that is not theirs. */
export const credentialsRefused = defineProblem('credentials_refused', 401, 'The e-mail address or password is wrong')
export const refreshTokenRefused = defineProblem('refresh_token_refused', 401, 'The refresh token is no longer good')
export const tooManyAttempts = defineProblem('too_many_attempts', 429, 'There were too many attempts')
export const emailTaken = defineProblem('email_taken', 409, 'Somebody has signed up with this e-mail address')
export const emailUnverified = defineProblem('email_unverified', 409, 'Confirm your e-mail address first')
export const emailVerifiedAlready = defineProblem(
  'email_verified_already',
  409,
  'The e-mail address is confirmed already',
)
