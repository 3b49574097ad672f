import type pg from 'pg'

/** Why no mail leaves, in words for people; undefined when it may. Any role may ask. */
export async function whySendingIsFrozen(client: Pick<pg.Client, 'query'>): Promise<string | undefined> {
  const { rows } = await client.query<{ why: string | null }>('select app.why_sending_is_frozen() as why')
  return rows[0]?.why ?? undefined
}

/** From now on no message is claimed; those in a worker's hands still leave. For administrators. */
export async function freezeSending(admin: Pick<pg.Client, 'query'>): Promise<void> {
  await admin.query('update restore_guard set frozen_by_hand = true')
}

/**
 * Lets mail leave from where the database is now. For administrators.
 *
 * @param alreadySent Message-IDs that must not leave (again): whoever claims one of them notes it as sent
 * @returns how many of them were news
 */
export async function thawSending(admin: Pick<pg.Client, 'query'>, alreadySent: string[]): Promise<number> {
  await admin.query('begin')
  try {
    const { rowCount } = await admin.query(
      'insert into sent_before_restore select distinct unnest($1::text[]) on conflict do nothing',
      [alreadySent],
    )
    await admin.query('delete from restore_guard')
    await admin.query('insert into restore_guard default values')
    await admin.query('commit')
    return rowCount ?? 0
  } catch (error) {
    await admin.query('rollback')
    throw error
  }
}
