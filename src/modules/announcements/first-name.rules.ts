const titles = /^(?:dr|prof|professor|mr|mrs|ms|mx|miss|sir|dame|herr|frau|ing|dipl|rev|hon|capt|col|lt|sgt|mag|med)$/i

/**
 * What to call somebody in a letter: the first word of their name that is no title and no initial.
 * "Dr. Anna Weiss" is Anna; somebody of whom only "Prof. Weiss" is known stays "Prof. Weiss".
 */
export function firstName(name: string): string | null {
  const words = name.trim().split(/\s+/).filter(Boolean)
  const isTitle = (word: string) => titles.test(word.replace(/[.,]/g, ''))
  const given = words.find((word) => !isTitle(word) && !/^\p{L}\.$/u.test(word))
  if (given === undefined) return name.trim() || null
  const alone = words.length > 1 && words.slice(0, -1).every(isTitle)
  return alone ? words.join(' ') : given.replace(/,$/, '')
}
