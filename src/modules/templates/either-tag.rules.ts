import { createHash } from 'node:crypto'
import { Tag } from 'liquidjs'
import type { Context, Emitter, Liquid, Parser, TagToken, Template, TopLevelToken } from 'liquidjs'

/**
 * `{% either thanks %} … {% or %} … {% endeither %}`: one of several hand-written texts, so that fifty letters do not
 * read the same. The seed (in `globals.seed`) and the slot's name decide, so that a letter rendered again keeps its
 * words; within a loop the slot moves on, so that one letter does not repeat them, and so it does with the number that a
 * seed ends in (`series#7`): letters of one series do not repeat each other.
 */
export class EitherTag extends Tag {
  private readonly slot: string
  private readonly variants: Template[][] = [[]]

  constructor(token: TagToken, remaining: TopLevelToken[], liquid: Liquid, parser: Parser) {
    super(token, remaining, liquid)
    this.slot = token.args.trim()
    if (!/^\w+$/.test(this.slot)) throw new Error(`tag ${token.getText()} needs a name`)
    const { variants } = this
    parser
      .parseStream(remaining)
      .on('tag:or', () => void variants.push([]))
      .on('tag:endeither', function () {
        this.stop()
      })
      .on('template', (template: Template) => void variants.at(-1)!.push(template))
      .on('end', () => {
        throw new Error(`tag ${token.getText()} not closed`)
      })
      .start()
  }

  *render(ctx: Context, emitter: Emitter): Generator<unknown, void, unknown> {
    const turns = ctx.getRegister<Record<string, number>>('either', {})
    const turn = turns[this.slot] ?? 0
    turns[this.slot] = turn + 1
    const [series, number = '0'] = String(ctx.globals.seed).split(/#(?=\d+$)/)
    const start = hash(`${series}\n${this.slot}`) + Number(number)
    const chosen = this.variants[(start + turn) % this.variants.length]!
    yield this.liquid.renderer.renderTemplates(chosen, ctx, emitter)
  }
}

function hash(text: string): number {
  return createHash('sha256').update(text).digest().readUInt32BE()
}
