import type { Acquaintance, Ending } from './story.rules.ts'

export interface Person extends Acquaintance {
  ending: Ending
}

/** Maya's network: made-up people, each with a reason to be in the story. */
export const people = {
  // The chain that led to the job.
  'Henrik Olsen': {
    ending: 'call',
    title: 'Plant manager',
    company: 'Weldon Glass',
    phone: '+1 312 555 0110',
    tier: 'inner',
    tags: ['former colleague'],
    howMet: 'Shared an office for three years.',
  },
  'Priya Raman': {
    ending: 'call',
    title: 'Head of supply chain',
    company: 'Corvid Foods',
    phone: '+1 312 555 0111',
    tier: 'active',
  },
  'Walter Okafor': {
    ending: 'call',
    title: 'Investor',
    company: 'Okafor & Daughters',
    phone: '+1 312 555 0112',
    tier: 'active',
    thingsToRemember: 'Restores wooden boats. His granddaughter starts school in autumn.',
  },

  // Advisers, each of whom gets a note.
  'Amara Diallo': {
    ending: 'note',
    title: 'Turnaround consultant',
    company: 'Diallo Partners',
    tier: 'inner',
    tags: ['mentor'],
    thingsToRemember: 'Her daughter starts college.',
  },
  'Jonas Weber': { ending: 'note', title: 'Finance director', company: 'Brightwater Paper', tier: 'active' },
  'Mei Tanaka': { ending: 'note', title: 'Product lead', company: 'Sixpence Software', tags: ['alumni'] },
  'Callum Reid': { ending: 'note', title: 'Employment lawyer', company: 'Reid & Moor' },
  'Ingrid Solberg': { ending: 'note', title: 'Head of people', company: 'Fjellstrom Shipping', tier: 'active' },
  'Samuel Osei': { ending: 'note', title: 'Production manager', company: 'Weldon Glass', tags: ['former colleague'] },
  'Leila Haddad': { ending: 'note', title: 'Actor and speaking coach', tier: 'active' },
  'Owen Pritchard': { ending: 'note', title: 'Editor', company: 'The Trade Gazette' },
  'Daniel Abara': { ending: 'note', title: 'Banker', company: 'Third Street Bank' },
  'Hannah Kessler': { ending: 'note', title: 'Operations director', company: 'Pelican Pumps', tags: ['book club'] },
  'Viktor Novak': { ending: 'note', title: 'Engineer', company: 'Pelican Pumps', tags: ['book club'] },
  'Yusuf Demir': { ending: 'note', title: 'Founder', company: 'Demir Logistics', tags: ['alumni'] },
  'Clara Whitcombe': { ending: 'bounced', title: 'Physician', location: 'Portland' },

  // They were there, without a piece of advice to quote.
  'Piotr Zielinski': { ending: 'note', title: 'Accountant', company: 'Zielinski & Sons' },
  'Nora Byrne': { ending: 'note', title: 'Buyer', company: 'Corvid Foods' },
  'Beatriz Lopes': { ending: 'note', title: 'Architect', howMet: 'Neighbours until 2019.' },

  // Not much help, and told all the same.
  'Gordon Pell': { ending: 'note', title: 'Vice president', company: 'Meridian Freight' },
  'Sheila Vance': { ending: 'note', title: 'Recruiter', company: 'Vance Talent' },

  // Of the company itself: they read a text of their own.
  'Eleanor Marsh': { ending: 'insider_note', title: 'Chief executive', company: 'Alder & Finch', tier: 'active' },
  'Rafael Costa': { ending: 'insider_note', title: 'Chair of the board', company: 'Costa Ventures' },
  'Tobias Lindgren': { ending: 'insider_note', title: 'Head of logistics', company: 'Alder & Finch' },

  // Told in a voice: no address, a wish for calls, or Maya's own choice.
  'Bill Tanner': { ending: 'call', email: false, title: 'Retired foreman', phone: '+1 312 555 0114' },
  'Dorothy Lane': { ending: 'call', email: false, title: 'Retired teacher', howMet: 'Taught me mathematics.' },
  'Margaret Quinn': {
    ending: 'call',
    title: 'Purchasing director',
    company: 'Harbour Mills',
    phone: '+1 312 555 0115',
    preferredChannel: 'call',
  },
  'Rosa Delgado': { ending: 'changed_to_call', title: 'Nurse', phone: '+1 312 555 0116', tier: 'inner' },

  // Everybody else has a reason, too.
  'Joan Sandoval': { ending: 'told_already', howMet: 'My sister.', tier: 'inner' },
  'Miriam Katz': { ending: 'added', title: 'Professor emerita', howMet: 'Supervised my thesis.' },
  'Kevin Strand': { ending: 'skipped', title: 'Operations manager', company: 'Pelican Pumps' },
  'Frank Doyle': { ending: 'left_alone', title: 'Consultant', doNotContact: true },
  'Ursula Meyer': { ending: 'not_told', title: 'Notary', notes: 'We last spoke before this search.' },
  'Philip Grant': { ending: 'not_told', title: 'Surveyor', notes: 'Met at a wedding; never in touch.' },
} satisfies Record<string, Person>

export type Name = keyof typeof people

export const names = Object.keys(people) as Name[]

export const person = (name: Name): Person => people[name]

/** Everybody for whom the story ends in one of these ways, in the order in which they appear. */
export const thoseWho = (...endings: Ending[]): Name[] => names.filter((name) => endings.includes(person(name).ending))
