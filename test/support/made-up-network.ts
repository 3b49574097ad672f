import { chainTo, type Person } from '../../src/modules/network/network.rules.ts'
import { drawNetwork, type Scheme } from '../../src/modules/network/picture.rules.ts'
import { seededRandom } from './random.ts'

const firstNames =
  'Amara Henrik Priya Walter Ines Karl Rosa Omar Paula Hugo Sven Lucía Mei Tomasz Aisha Björn Noor Fergus Ana-Maria Idris Yuki Clara Ravi Zoë Leif Marta Kwame Elif Pierre Dana'.split(
    ' ',
  )
const lastNames =
  'Diallo Olsen Raman Okafor Ferro Nowak Lind Haddad Brandt Lindqvist Marsh Reyes Tanaka Wójcik Bello Strand Rahman Campbell Vasquez-Ortega Adeyemi Iyer Conti Novák Sandoval Björklund Petrov Mensah Yılmaz Dubois Whitfield'.split(
    ' ',
  )
const odd = ['שירה בן־עמי', 'محمد عبد الرحمن', '田中 美咲', 'Dr. Maximiliana Bartholomäa von und zu Oberammergau-Lichtenfels', '<script>alert("x")</script> O’Neil & Sons'] // prettier-ignore

/** So many made-up people, a third of them introduced by others; the same ones every time. */
export function madeUpPeople(count: number): Person[] {
  const random = seededRandom(count)
  const below = (limit: number) => Math.floor(random() * limit)
  const people: Person[] = []
  const depths: number[] = []
  for (let index = 0; index < count; index += 1) {
    // The first three are a chain; most of those who come early know somebody who was there before them.
    const knows = index < 3 ? index - 1 : below(index)
    const isIntroduced = index < 3 ? index > 0 : index < count / 2 && depths[knows]! < 4 && random() < 0.75
    depths.push(isIntroduced ? depths[knows]! + 1 : 0)
    const oddName = index % 60 === 31 ? odd[Math.floor(index / 60) % odd.length] : undefined
    const name = `${firstNames[(index * 7) % 30]} ${lastNames[(index * 11 + Math.floor(index / 30)) % 30]}`
    people.push({
      contactId: `contact-${index}`,
      name: oddName ?? name,
      company: 'Weldon Glass',
      title: 'Plant manager',
      tier: index % 11 === 0 ? 'inner' : random() < 0.3 ? 'active' : 'extended',
      effort: { interactions: below(9), calls: 2, emails: 1, meetings: 0, minutes: 45 },
      introducerContactId: isIntroduced ? `contact-${knows}` : null,
      introducedOn: isIntroduced ? '2025-10-27' : null,
    })
  }
  return people
}

/** Their picture, with the way to a job. */
export function drawMadeUp(count: number, scheme: Scheme): string {
  const people = madeUpPeople(count)
  const all = new Map(people.map((person) => [person.contactId, person]))
  const source = count > 3 ? people.findLast(({ contactId }) => chainTo(all, contactId).length > 3)! : people.at(-1)!
  const landing = {
    position: 'Director of Operations',
    company: 'Alder & Finch',
    path: chainTo(all, source.contactId),
  }
  return drawNetwork({ clientName: 'Maya Sandoval', people, total: count, landing, scheme })
}
