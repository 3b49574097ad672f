import { environmentOfProcess } from '../config.ts'
import { endOnCrash } from '../infra/process/end-on-crash.ts'
import { runUntilStopped } from '../infra/process/run-until-stopped.ts'
import { startAllInOne } from './all-in-one.ts'

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
