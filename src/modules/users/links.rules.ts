/** The pages of a practice's own apps that links lead to. */
export type LinkPage = 'verify-email' | 'reset-password' | 'accept-invitation' | 'sign-in'

/** Where a link in a mail leads: to the practice's app if it has one, else to a page of ours. */
export function linkTo(
  page: LinkPage,
  token: string,
  { appUrl, publicUrl }: { appUrl: string | null; publicUrl: string },
): string {
  return appUrl ? `${appUrl}/${page}?token=${token}` : `${publicUrl}/l/${token}`
}
