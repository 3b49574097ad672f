import { isCommonPassword } from './common-passwords.rules.ts'

const runs = [
  'abcdefghijklmnopqrstuvwxyz',
  '0123456789',
  'qwertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  'qwertzuiop',
  'azertyuiop',
]

/**
 * Why a password of the right length would soon be guessed, in words for whoever chose it; undefined when it will do.
 *
 * @param personal what is known of them: address, name, practice
 */
export function weaknessOf(password: string, personal: string[]): string | undefined {
  const plain = password.toLowerCase()
  if (/^(.{1,3})\1+$/su.test(plain)) return 'repeats the same few characters'
  if (isRun(plain)) return 'is a sequence that anybody would try'
  if (personal.some((known) => isSame(known, plain))) return 'is your own name, address or practice'
  if (isCommonPassword(password)) return 'is among the passwords most often used'
  return undefined
}

/** Along the alphabet, the digits or a keyboard's rows, in either direction, over the end and on. */
function isRun(text: string): boolean {
  const backwards = Array.from(text).toReversed().join('')
  return runs.some((run) => {
    const endless = run.repeat(Math.ceil(text.length / run.length) + 1)
    return endless.includes(text) || endless.includes(backwards)
  })
}

function isSame(known: string, password: string): boolean {
  const letters = (text: string) => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')
  const own = letters(known)
  return own !== '' && (own === letters(password) || letters(known.split('@')[0]!) === letters(password))
}
