import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import type { InPractice } from './in-practice.ts'
import type { Pages } from './pagination.ts'

/** What every module's routes are given. */
export interface Edge {
  inPractice: InPractice
  pages: Pages
}

export type Routes = FastifyPluginAsyncZod
