import { type Check, findingsOf } from './finding.ts'

const about = 'secret'
const { good, bad } = findingsOf(about)
const todo = 'make one with `openssl rand -base64 32`, before there is data: what is sealed with one no other opens'

/** Words that no random text holds. */
const madeByHand = /change[-_ ]?me|secret|password|example|default|cadre/i

export const secret: Check = {
  about,
  of: ['CADRE_SECRET'],
  guardsStart: true,
  look({ secret }) {
    const repeats = /^(.{1,16})\1+.{0,15}$/s.test(secret)
    if (repeats || new Set(secret).size < 8 || madeByHand.test(secret)) {
      return bad('CADRE_SECRET can be guessed: it looks like an example, or repeats itself', todo)
    }
    return good('CADRE_SECRET is long and looks random')
  },
}
