import { styleText } from 'node:util'
import { bar, clip, frame, hanging, wrap } from './typesetting.ts'

type Style = Parameters<typeof styleText>[0]

/** A letter as it is shown. */
export interface ShownLetter {
  from: string
  to: string
  subject: string
  text: string
}

/** Where the story is shown: a terminal, or a pipe that gets the same lines without movement and colour. */
export interface Stage {
  title(name: string, underneath: string): void
  chapter(name: string): void
  /** Something that is so. */
  tell(text: string): void
  aside(text: string): void
  /** Shows what is being done while it is, and what was done afterwards. */
  during<T>(text: string, work: () => Promise<T>, done?: (result: T) => string): Promise<T>
  /** As `during`, with a bar that `work` moves. */
  counting(
    text: string,
    total: number,
    work: (reach: (done: number) => void) => Promise<void>,
    done?: string,
  ): Promise<void>
  failed(text: string, details: string[]): void
  framed(text: string): void
  letter(letter: ShownLetter): void
  table(rows: [string, string][]): void
}

/** Colours follow the terminal, NO_COLOR and FORCE_COLOR; the width follows the window. */
export function openStage(output: NodeJS.WriteStream): Stage {
  const width = () => Math.min(output.columns ?? 80, 96) - margin.length
  const ink = (style: Style, text: string) => styleText(style, text, { stream: output })
  const line = (text = '') => void output.write(text === '' ? '\n' : `${margin}${text}\n`)
  const lines = (all: string[], style?: Style) => all.forEach((one) => line(style ? ink(style, one) : one))
  const marked = (mark: string, style: Style, text: string) => {
    const [first = '', ...rest] = hanging(`${mark} `, text, width())
    lines([ink(style, mark) + first.slice(mark.length), ...rest])
  }
  /** The line that is still moving; only a terminal has one. */
  const moving = (text: string) => {
    if (output.isTTY) output.write(`\r\u001b[2K${margin}${ink('dim', clip(text, width()))}`)
  }
  const settled = () => void (output.isTTY && output.write('\r\u001b[2K'))

  const during: Stage['during'] = async (text, work, done = () => text) => {
    moving(`· ${text} …`)
    const result = await work().finally(settled)
    marked('✓', 'green', done(result))
    return result
  }

  return {
    title(name, underneath) {
      line()
      line(ink('bold', name))
      lines(wrap(underneath, width()), 'dim')
    },
    chapter(name) {
      line()
      line(ink('bold', name))
    },
    tell: (text) => marked('✓', 'green', text),
    aside: (text) => lines(hanging('  ', text, width()), 'dim'),
    during,
    counting: (text, total, work, done = text) => {
      const reach = (count: number) => {
        const inFigures = `${count} of ${total}`
        const room = width() - text.length - inFigures.length - 6
        moving(`· ${text}  ${bar(count, total, Math.max(0, Math.min(40, room)))}  ${inFigures}`)
      }
      return during(
        text,
        () => work(reach),
        () => done,
      )
    },
    failed(text, details) {
      marked('✗', 'red', text)
      for (const detail of details) lines(hanging('    · ', detail, width()))
    },
    framed(text) {
      line()
      lines(frame(text, width()), 'cyan')
    },
    letter({ from, to, subject, text }) {
      const rule = ink('dim', '│ ')
      line()
      line(`${rule}${ink('dim', clip(`${from} → ${to}`, width() - 2))}`)
      line(`${rule}${ink('bold', clip(subject, width() - 2))}`)
      line(rule.trimEnd())
      for (const one of wrap(text.trim(), width() - 2)) line(`${rule}${one}`.trimEnd())
    },
    table(rows) {
      const first = Math.max(...rows.map(([name]) => name.length))
      for (const [name, value] of rows) line(`${ink('dim', name.padEnd(first))}  ${value}`)
    },
  }
}

const margin = '  '
