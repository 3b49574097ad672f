import { enableCompileCache } from 'node:module'
import { fileURLToPath } from 'node:url'

// Before anything else is imported: a third of a start would go into reading sources that were read last time.
enableCompileCache(fileURLToPath(new URL('../../node_modules/.cache/cadre', import.meta.url)))
const [{ environmentOfProcess }, { endOnCrash }, { runUntilStopped }, { startAllInOne }] = await Promise.all([
  import('../config.ts'),
  import('../infra/process/end-on-crash.ts'),
  import('../infra/process/run-until-stopped.ts'),
  import('./all-in-one.ts'),
])

/** `npm start`: Cadre on a bare machine. DATABASE_URL, REDIS_URL and SMTP_URL replace each part. */
const say = (message: string) => console.log(message)
say('Cadre is starting …')
const cadre = await startAllInOne('.cadre', { LOG_LEVEL: 'warn', ...environmentOfProcess() }, say)
say(`
  API        ${cadre.apiUrl}
  Reference  ${cadre.docsUrl}
  Inbox      ${cadre.inboxUrl ?? 'mail goes to SMTP_URL'}
  Figures    ${cadre.metricsUrl ?? 'nowhere'}

  Ctrl-C ends it. The data stays under .cadre/.`)
endOnCrash(cadre.logger)
runUntilStopped(cadre.stop, say)
