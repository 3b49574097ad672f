/** Why two contacts may be one person, the surest first. */
export const reasons = [
  'same_profile_url',
  'same_mailbox_and_name',
  'same_name_and_company',
  'same_phone',
  'similar_name_and_company',
  'same_name',
] as const
