import { parentPort } from 'node:worker_threads'
import { threadIsReady } from '../../infra/threads/thread-pool.ts'
import { doTemplateWork, type TemplateWork } from './template-work.rules.ts'

/*
 * A thread in which practices' own templates are read and rendered: nothing that they do holds up anybody else.
 */
parentPort!.on('message', (work: TemplateWork) => parentPort!.postMessage(doTemplateWork(work)))
// The first letter is not to be the one for which everything has to be loaded.
doTemplateWork({
  do: 'check',
  source: { subject: 'x', body: '**x**', language: 'en' },
  variables: [],
  views: [{}],
  writing: { seed: '', stationery: {} },
})
parentPort!.postMessage(threadIsReady)
