import { created } from '../../http/answer.ts'
import { operation, owners } from '../../http/operation.ts'
import type { Edge, Routes } from '../../http/routes.ts'
import { practiceHasClients, practiceIsLive } from './sandbox-story.problems.ts'
import { SandboxStoryResponse } from './sandbox-story.schemas.ts'
import { fillSandbox } from './sandbox-story.service.ts'

export const sandboxStoryRoutes =
  ({ inPractice }: Edge): Routes =>
  async (app) => {
    app.post('/v1/sandbox/story', {
      schema: operation({
        operationId: 'fillSandbox',
        tag: 'sandbox',
        summary: 'Fill an empty sandbox with clients and their stories',
        description:
          'Three made-up clients of yours, told up to the present of the test clock: one has landed and her announcement waits as a draft, one is in the middle of a search, one is paused and knows nobody yet. All of it or nothing, and only while the practice has no clients.',
        roles: owners,
        response: { 201: SandboxStoryResponse },
        problems: [practiceIsLive, practiceHasClients],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => ({
          ...created('/v1/clients', await fillSandbox(trx)),
          resource: false,
        })),
    })
  }
