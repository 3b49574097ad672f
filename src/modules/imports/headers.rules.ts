import type { CsvFormat, Target } from './columns.rules.ts'

/** Headers as they are written, without their case, spaces and signs; the first of them that is there counts most. */
export type Headers = Partial<Record<Target, string[]>>

const upTo = (count: number, header: (n: number) => string) => Array.from({ length: count }, (_, n) => header(n + 1))

/** What each program calls its columns, in English, German and French where it speaks the language of its user. */
export const headersOf: Record<CsvFormat, Headers> = {
  linkedin: {
    firstName: ['firstname', 'vorname', 'prenom'],
    lastName: ['lastname', 'nachname', 'nom'],
    profileUrl: ['url', 'profileurl'],
    email: ['emailaddress', 'emailadresse', 'adresseemail'],
    company: ['company', 'unternehmen', 'entreprise'],
    title: ['position', 'poste'],
  },
  google: {
    name: ['name'],
    firstName: ['givenname', 'firstname'],
    middleName: ['additionalname', 'middlename'],
    lastName: ['familyname', 'lastname'],
    knownAs: ['fileas', 'nickname'],
    email: upTo(5, (n) => `email${n}value`),
    phone: upTo(5, (n) => `phone${n}value`),
    company: ['organization1name', 'organizationname'],
    title: ['organization1title', 'organizationtitle'],
    profileUrl: upTo(3, (n) => `website${n}value`),
    location: ['address1city', 'location'],
    tags: ['labels', 'groupmembership'],
    notes: ['notes'],
  },
  outlook: {
    firstName: ['firstname', 'vorname', 'prenom'],
    middleName: ['middlename', 'weiterevornamen', 'deuxiemeprenom'],
    lastName: ['lastname', 'nachname', 'nom'],
    email: [
      'emailaddress', 'email2address', 'email3address',
      'emailadresse', 'email2adresse', 'email3adresse',
      'adressedemessagerie', 'adressedemessagerie2', 'adressedemessagerie3',
    ],
    phone: [
      'mobilephone', 'businessphone', 'primaryphone', 'homephone', 'businessphone2', 'homephone2',
      'mobiltelefon', 'telefongeschaftlich', 'haupttelefon', 'telefonprivat',
      'telmobile', 'telephonebureau', 'telephoneprincipal', 'telephonedomicile',
    ],
    company: ['company', 'firma', 'societe'],
    title: ['jobtitle', 'position', 'profession', 'fonction'],
    profileUrl: ['webpage', 'personalwebpage', 'webseite', 'pageweb'],
    location: [
      'businesscity', 'homecity', 'othercity',
      'ortgeschaftlich', 'ortprivat', 'villebureau', 'villedomicile',
    ],
    tags: ['categories', 'kategorien'],
    notes: ['notes', 'notizen'],
  },
  csv: {
    name: ['name', 'fullname', 'displayname', 'contact', 'contactname', 'vollstandigername', 'nomcomplet'],
    firstName: ['firstname', 'givenname', 'forename', 'vorname', 'prenom'],
    middleName: ['middlename'],
    lastName: ['lastname', 'familyname', 'surname', 'nachname', 'familienname', 'nom', 'nomdefamille'],
    email: [
      'email', 'emailaddress', 'mail', 'primaryemail', 'workemail', 'businessemail', 'secondaryemail', 'personalemail',
      'homeemail', 'emailadresse', 'adresseemail', 'courriel',
    ],
    phone: [
      'phone', 'phonenumber', 'telephone', 'mobile', 'mobilephone', 'mobilenumber', 'cell', 'cellphone', 'workphone',
      'businessphone', 'homephone', 'telefon', 'mobiltelefon', 'handy',
    ],
    company: ['company', 'companyname', 'organization', 'organisation', 'employer', 'firma', 'unternehmen', 'entreprise', 'societe'],
    title: ['title', 'jobtitle', 'position', 'role', 'funktion', 'poste', 'fonction'],
    profileUrl: ['profileurl', 'linkedin', 'linkedinurl', 'url', 'website', 'webseite', 'siteweb'],
    location: ['location', 'city', 'ort', 'stadt', 'ville'],
    timeZone: ['timezone'],
    tier: ['tier'],
    tags: ['tags', 'labels', 'categories', 'groups', 'kategorien'],
    preferredChannel: ['preferredchannel'],
    howMet: ['howmet', 'howwemet'],
    notes: ['notes', 'note', 'comments', 'notizen', 'remarques'],
    thingsToRemember: ['thingstoremember'],
    doNotContact: ['donotcontact'],
    nextFollowUpOn: ['nextfollowupon', 'nextfollowup'],
  },
} // prettier-ignore

const connectedOn = ['connectedon', 'verknupftam', 'connectele']

/** What only the exports of one program have. */
export const signs: [CsvFormat, (headers: string[]) => boolean][] = [
  ['linkedin', (headers) => headers.some((one) => connectedOn.includes(one))],
  ['google', (headers) => headers.some((one) => /^email1(type|label|value)$/.test(one) || one === 'groupmembership')],
  [
    'outlook',
    (headers) =>
      headers.some((one) => /^(email2?displayname|email2address|businessphone)$/.test(one)) ||
      headers.some((one) => /^(email2?angezeigtername|email2adresse|telefongeschaftlich)$/.test(one)) ||
      headers.some((one) => /^(adressedemessagerie|telephonebureau)$/.test(one)),
  ],
]
