import type { DigestFactsOf } from './digest-facts.rules.ts'

const page = 'https://app.example.test/l'

/** A digest of each kind, with nearly all that it can say. */
export const digestSamples: DigestFactsOf = {
  client_digest: {
    clientFirstName: 'Nadia',
    coachName: 'Ruth Okafor',
    writtenOn: '2026-03-09',
    people: [
      {
        name: 'Amara Diallo',
        job: 'Head of Logistics, Northwind',
        why: 'You last talked ninety-one days ago; your rhythm with her is 90 days.',
        lastTalk: 'how she found her feet after the merger',
        advice: 'lead with turnaround results',
        remember: 'Her daughter starts college',
        doneLink: `${page}/done.1`,
        logLink: `${page}/log.1`,
        laterLink: `${page}/later.1`,
      },
      {
        name: 'Jonas Weber',
        why: 'You told him your news on Monday, December 7, and have not talked since.',
        doneLink: `${page}/done.2`,
        laterLink: `${page}/later.2`,
      },
    ],
    calls: [{ title: 'Call Lucie Marchand', dueOn: '2026-03-13' }],
    bars: [
      { done: '2 of 3 conversations', achieved: 2, target: 3, until: '2026-03-15' },
      { done: '1 of 2 conversations with somebody new', achieved: 1, target: 2, until: '2026-03-15' },
    ],
    deeds: [
      { kind: 'introduced', by: 'Amara Diallo', to: 'Sam Adeyemi' },
      { kind: 'told_of', by: 'Jonas Weber', role: 'Head of Operations', company: 'Kestrel Hearing Inc.' },
    ],
    story: null,
    becomesQuarterly: true,
    stopLink: `${page}/stop.1`,
  },
  coach_digest: {
    coachFirstName: 'Ruth',
    writtenOn: '2026-03-09',
    decisions: [{ clientName: 'Omar Haddad', what: 'Suspend or go on', since: '2026-03-06' }],
    slipping: [
      {
        clientName: 'Vera Sommer',
        reason:
          'warned since Monday, March 2; 2 of three periods missed in the last four weeks; last conversation on Tuesday, February 17',
      },
    ],
    atRisk: [{ clientName: 'Tomás Rey', reason: '0 of 3 conversations' }],
    coverage: [{ clientName: 'Nadia Brandt', settled: 31, total: 34 }],
    landings: [{ clientName: 'Nadia Brandt', position: 'Head of Operations', company: 'Kestrel Hearing Inc.' }],
    keptWord: ['Ines Roth', 'Piotr Lis'],
    stopLink: `${page}/stop.2`,
  },
}
