/** What the groups of operations are about, in the order in which a front end meets them. */
export const tags = [
  {
    name: 'auth',
    description: 'Signing up, in and out. Everything else needs the access token that these answer with.',
  },
  { name: 'me', description: 'The signed-in person: their account and their places in practices.' },
  { name: 'practice', description: 'The coaching practice itself and the people who work in it.' },
  { name: 'clients', description: 'The people who are coached. Everything below belongs to one of them.' },
  { name: 'contacts', description: 'The people a client knows, and how they came to know each other.' },
  { name: 'imports', description: 'Address books that are brought in, row by row, and taken back if need be.' },
  { name: 'introductions', description: 'Who introduced whom, and when: dated, and never in a circle.' },
  { name: 'interactions', description: 'Calls, e-mails and meetings with contacts, and the advice given in them.' },
  { name: 'searches', description: 'A job search from its first day to the landing that ends it.' },
  { name: 'opportunities', description: 'The jobs that a search turned up, and where each came from.' },
  { name: 'interviews', description: 'The rounds of an opportunity, and who sat on the other side.' },
  { name: 'enforcement', description: 'The ladder from a reminder to a suspension, and the steps taken on it.' },
  { name: 'landings', description: 'The new job, and the story of how the network led to it.' },
  {
    name: 'commitments',
    description: 'What clients promise to do, period by period: progress while it runs, a verdict once it is over.',
  },
  {
    name: 'announcements',
    description:
      'The news of a landing, told once to everybody who helped: drafted, approved, sent, followed to the end.',
  },
  { name: 'help offers', description: 'The help a client offered in return, and what became of it.' },
  {
    name: 'follow-ups',
    description: 'Keeping in touch: how often with whom, when next, and what to say then.',
  },
  {
    name: 'digests',
    description: 'The mail that says, every week or month, whom to be in touch with or where to look.',
  },
  { name: 'tasks', description: 'What a person has to do by hand: calls, and messages to look at.' },
  { name: 'templates', description: 'What letters say: the built-in texts, and those a practice writes itself.' },
  { name: 'messages', description: 'Every e-mail from intent to outcome.' },
  { name: 'integration', description: 'Where mail providers tell what became of mails, and hand in what came back.' },
  { name: 'suppressions', description: 'Addresses that must not be written to.' },
  { name: 'data', description: 'Taking a network along, and forgetting people for good.' },
  {
    name: 'sandbox',
    description: 'Practices to try things out in: their mail never leaves, their clock is moved by hand.',
  },
]
