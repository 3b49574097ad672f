import { type CadreClient, unwrap } from '../../../openapi/client.ts'
import { until } from './inbox.ts'

/** Moves the sandbox's clock, and waits until everything that falls due on the way is done. */
export async function goTo(cadre: CadreClient, to: string): Promise<void> {
  await unwrap(cadre.POST('/v1/test-clock/advance', { body: { to } }))
  await until('the test clock', async () => {
    const { status } = await unwrap(cadre.GET('/v1/test-clock'))
    if (status === 'failed') throw new Error('The clock of the sandbox stands still: something due cannot be done.')
    return status === 'ready'
  })
}
