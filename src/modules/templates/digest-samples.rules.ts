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
        phone: '+1 312 555 0110',
        job: 'Head of Logistics, Northwind',
        why: 'You last talked three months ago, in a call on Monday, December 8.',
        lastTalk: 'how she found her feet after the merger',
        advice: 'lead with turnaround results',
        remember: 'Her daughter starts college',
        doneLink: `${page}/done.1`,
        logLink: `${page}/log.1`,
        laterLink: `${page}/later.1`,
      },
      {
        name: 'Jonas Weber',
        email: 'jonas.weber@example.test',
        why: 'You told him your news on Monday, December 7, and have not talked since.',
        doneLink: `${page}/done.2`,
        laterLink: `${page}/later.2`,
      },
    ],
    calls: [{ name: 'Lucie Marchand', phone: '+1 312 555 0111', toldLink: `${page}/told.1` }],
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
    searchLink: `${page}/search.1`,
    exportLink: `${page}/export.1`,
    stopLink: `${page}/stop.1`,
  },
  coach_digest: {
    coachFirstName: 'Ruth',
    writtenOn: '2026-03-09',
    decisions: [
      {
        clientName: 'Omar Haddad',
        what: 'stop for now, or go on',
        since: '2026-03-06',
        decideLink: `${page}/decide.1`,
      },
    ],
    slipping: [
      {
        clientName: 'Vera Sommer',
        reason:
          'warned since Monday, March 2; two of three weeks missed in the last four; last conversation on Tuesday, February 17',
      },
    ],
    atRisk: [{ clientName: 'Tomás Rey', reason: '0 of 3 conversations' }],
    coverage: [{ clientName: 'Nadia Brandt', settled: 31, total: 34, callsDue: 3 }],
    landings: [{ clientName: 'Nadia Brandt', position: 'Head of Operations', company: 'Kestrel Hearing Inc.' }],
    keptWord: ['Ines Roth', 'Piotr Lis'],
    stopLink: `${page}/stop.2`,
  },
}
