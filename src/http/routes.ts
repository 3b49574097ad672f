import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import type { AtAGlance } from './at-a-glance.ts'
import type { InPractice } from './in-practice.ts'
import type { Pages } from './pagination.ts'
import type { Piecewise } from './piecewise.ts'

/** What every module's routes are given. */
export interface Edge {
  inPractice: InPractice
  atAGlance: AtAGlance
  pages: Pages
  piecewise: Piecewise
}

export type Routes = FastifyPluginAsyncZod
