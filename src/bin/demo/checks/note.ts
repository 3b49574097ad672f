import type { Letter } from '../inbox.ts'
import { claim, type Claim } from './claim.ts'
import type { Reader } from './reader.ts'

/** A letter with the person it is for. */
export interface Note {
  reader: Reader
  letter: Letter
  /** As mail programs without HTML show it. */
  text: string
  /** What the HTML says, without its tags. */
  shown: string
}

export const noteOf = (reader: Reader, letter: Letter): Note => ({
  reader,
  letter,
  text: letter.text ?? '',
  shown: withoutTags(letter.html ?? ''),
})

/** That something holds for each of them; what speaks against it are the letters of which it does not. */
export const everyNote =
  (notes: Note[]) =>
  (says: string, holds: (note: Note) => boolean): Claim =>
    claim(
      says,
      notes.filter((note) => !holds(note)).map(({ reader, letter }) => `${reader.name} (mail ${letter.id})`),
    )

/** The only value of a header; undefined when it is missing or repeated. */
export function header({ letter }: Note, name: string): string | undefined {
  const values = letter.headers[name] ?? []
  return values.length === 1 ? values[0] : undefined
}

/** Words alone, however they were broken into lines. */
export const words = (text: string): string => text.trim().split(/\s+/).join(' ')

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" }

const withoutTags = (html: string) =>
  words(
    html
      .replace(/<head>.*?<\/head>/s, '')
      .replace(/<[^>]*>/g, ' ')
      .replace(/&(#?\w+);/g, (entity, name: string) => entities[name] ?? entity),
  )
