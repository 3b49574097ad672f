/** The claims of an access token; `role` and `clientId` are for front ends to read, never trusted here. */
export interface AccessTokenClaims {
  /** The member or client. */
  sub: string
  /** The session. */
  sid: string
  practiceId: string
  role: string
  clientId?: string
}

/** Signs an access token that is good for `accessTokenMinutes`. */
export type SignAccessToken = (claims: AccessTokenClaims) => string

export const accessTokenMinutes = 15
