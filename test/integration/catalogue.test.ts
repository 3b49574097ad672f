import { afterAll, beforeAll, describe, expect, inject, it, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'

/*
 * The walls, read from the migrated database itself: a table, grant or function that leaves a gap fails here by name.
 */

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

/** The one column that a query names, sorted. */
async function found(query: string): Promise<string[]> {
  const { rows } = await database.admin.query<{ found: string }>(query)
  return rows.map((row) => row.found).toSorted()
}

const runtimeRoles = `('cadre_app', 'cadre_relay', 'cadre_queue')`
const tables = `pg_class t where t.relnamespace = 'public'::regnamespace and t.relkind in ('r', 'p')`
const hasColumn = (table: string, column: string) =>
  `exists (select from pg_attribute a where a.attrelid = ${table} and a.attname = '${column}' and not a.attisdropped)`
const columnNumber = (table: string, column: string) =>
  `(select a.attnum from pg_attribute a where a.attrelid = ${table} and a.attname = '${column}')`

describe('row-level security', () => {
  it('is on and forced for every table but these, which belong to no practice', async () => {
    const withoutWalls = `select t.relname as found from ${tables} and not (t.relrowsecurity and t.relforcerowsecurity)`
    expect(await found(withoutWalls)).toEqual([
      'kysely_migration',
      'kysely_migration_lock',
      'restore_guard',
      'sent_before_restore',
      'sign_in_failures',
      'signing_keys',
    ])
    const withoutPractice = `select t.relname as found from ${tables} and not ${hasColumn('t.oid', 'practice_id')}`
    expect(await found(`${withoutPractice} and t.relrowsecurity`)).toEqual(['practices', 'users'])
  })

  it('has one wall around the practice, for reading and for writing', async () => {
    const wall = '(practice_id = ( SELECT app.practice_id() AS practice_id))'
    const walled = `exists (select from pg_policies p
      where p.schemaname = 'public' and p.tablename = t.relname and p.policyname = 'practice_wall'
        and p.cmd = 'ALL' and p.roles = '{cadre_app}' and p.qual = '${wall}' and p.with_check = '${wall}')`
    expect(
      await found(
        `select t.relname as found from ${tables} and ${hasColumn('t.oid', 'practice_id')} and not ${walled}`,
      ),
    ).toEqual([])
  })

  it('has a second wall around the client, which nothing opens; only the table that the wall itself asks lacks it', async () => {
    const walled = `exists (select from pg_policies p
      where p.schemaname = 'public' and p.tablename = t.relname and p.policyname = 'client_wall'
        and p.cmd = 'ALL' and p.permissive = 'RESTRICTIVE' and p.roles = '{cadre_app}'
        and p.qual like '%app.sees_all_clients()%app.client_scope()%' and p.with_check like '%app.sees_all_clients()%app.client_scope()%')`
    expect(
      await found(
        `select t.relname as found from ${tables}
         and (${hasColumn('t.oid', 'client_id')} or t.relname = 'clients') and not ${walled}`,
      ),
    ).toEqual(['client_access'])
  })

  it('has no other doors than these', async () => {
    const doors = `select tablename || ': ' || policyname || ' for ' || lower(cmd) || ' to ' || array_to_string(roles, ', ') as found
      from pg_policies where policyname not in ('practice_wall', 'client_wall')`
    expect(await found(doors)).toEqual([
      'access_handles: look_up for select to cadre_owner',
      'access_handles: own_handles for select to cadre_app',
      'access_handles: own_handles_end for delete to cadre_app',
      'agenda: across_practices for all to cadre_relay',
      'client_access: look_up for select to cadre_owner',
      'clients: look_up for select to cadre_owner',
      'events: erase for all to cadre_owner',
      'members: own_memberships for select to cadre_app',
      'messages: count_uncertain for select to cadre_owner',
      'messages: look_up for select to cadre_owner',
      'outbox: across_practices for all to cadre_relay',
      'practices: look_up for select to cadre_owner',
      'practices: own_memberships for select to cadre_app',
      'sessions: own_sessions for select to cadre_app',
      'sessions: own_sessions_end for update to cadre_app',
      'users: look_up for select to cadre_owner',
      'users: own_or_colleague for all to cadre_app',
    ])
  })
})

describe('roles', () => {
  it('have no special powers and belong to no other role', async () => {
    expect(
      await found(`select rolname as found from pg_roles where rolname like 'cadre_%'
        and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication)`),
    ).toEqual([])
    expect(
      await found(
        `select member::regrole::text as found from pg_auth_members where member::regrole::text like 'cadre_%'`,
      ),
    ).toEqual([])
  })

  it('own nothing, but for the queue its own schema', async () => {
    const owned = `
      select distinct n.nspname || ' of ' || c.relowner::regrole as found from pg_class c
        join pg_namespace n on n.oid = c.relnamespace where c.relowner::regrole::text in ${runtimeRoles}
      union select p.pronamespace::regnamespace || ' of ' || p.proowner::regrole from pg_proc p
        where p.proowner::regrole::text in ${runtimeRoles}
      union select nspname || ' of ' || nspowner::regrole from pg_namespace where nspowner::regrole::text in ${runtimeRoles}`
    expect((await found(owned)).filter((one) => !one.startsWith('pg_toast'))).toEqual(['bullmq of cadre_queue'])
    expect(
      await found(`select c.relname as found from pg_class c
        where c.relnamespace in ('public'::regnamespace, 'app'::regnamespace) and c.relowner <> 'cadre_owner'::regrole`),
    ).toEqual([])
  })

  it('may not make anything, but for the queue in its own schema', async () => {
    expect(
      await found(`select r || ' in ' || n.nspname as found from unnest(array['cadre_app', 'cadre_relay', 'cadre_queue', 'public']) r
        cross join pg_namespace n where has_schema_privilege(r, n.oid, 'create') and n.nspname !~ '^pg_'`),
    ).toEqual(['cadre_queue in bullmq'])
    expect(
      await found(`select r || ': ' || p as found from unnest(array['cadre_app', 'cadre_relay', 'cadre_queue', 'public']) r
        cross join unnest(array['create', 'temporary']) p where has_database_privilege(r, '${inject('template')}', p)`),
    ).toEqual(['cadre_queue: temporary'])
  })

  it('may not truncate, refer to, put triggers on, or maintain anything', async () => {
    expect(
      await found(`select distinct c.relname || ' ' || acl.privilege_type || ' to ' || acl.grantee::regrole as found
        from pg_class c cross join aclexplode(c.relacl) acl
        where acl.privilege_type in ('TRUNCATE', 'REFERENCES', 'TRIGGER', 'MAINTAIN')
          and acl.grantee <> c.relowner and c.relnamespace::regnamespace::text !~ '^(pg_|information_schema)'`),
    ).toEqual([])
  })

  it('see nothing of each other: the relay two tables, the queue its schema, the application all but that', async () => {
    const readable = (role: string) =>
      found(`select c.oid::regclass::text as found from pg_class c
        where c.relkind in ('r', 'p', 'v', 'm', 'f') and c.relnamespace::regnamespace::text in ('public', 'app', 'bullmq')
          and has_any_column_privilege('${role}', c.oid, 'select, insert, update')`)
    expect(await readable('cadre_relay')).toEqual(['agenda', 'outbox'])
    expect((await readable('cadre_queue')).filter((table) => !table.startsWith('bullmq.'))).toEqual([])
    expect((await readable('cadre_app')).filter((table) => /bullmq\.|kysely/.test(table))).toEqual(['kysely_migration'])
    expect(await readable('public')).toEqual([])
  })
})

describe('the application', () => {
  it('is cut off when a statement, a lock or an idle transaction takes too long', async () => {
    expect(
      await found(`select unnest(setconfig) as found from pg_db_role_setting
        where setrole = 'cadre_app'::regrole
          and setdatabase = (select oid from pg_database where datname = '${inject('template')}')`),
    ).toEqual(['idle_in_transaction_session_timeout=30s', 'lock_timeout=2500ms', 'statement_timeout=15s'])
  })
})

describe('what could step around the walls', () => {
  test('only eight functions act with their owner’s rights, on a fixed search path, and not for everybody', async () => {
    const definers = `select p.oid::regprocedure::text as found from pg_proc p
      where p.prosecdef and p.pronamespace::regnamespace::text !~ '^(pg_|information_schema)'`
    expect(await found(definers)).toEqual([
      'app.count_uncertain()',
      'app.erase_events(uuid,uuid[],text)',
      'app.find_clients_by_email(text)',
      'app.find_mail(text)',
      'app.find_practice_of_client(uuid)',
      'app.find_user_by_email(text)',
      'app.is_allowed_origin(text,uuid)',
      'app.resolve_handle(text,bytea)',
      'app.why_sending_is_frozen()',
    ])
    expect(
      await found(`${definers} and not coalesce(p.proconfig @> '{"search_path=public, pg_temp"}', false)
        or p.prosecdef and has_function_privilege('public', p.oid, 'execute')`),
    ).toEqual([])
  })

  test('views look with the rights of who asks', async () => {
    expect(
      await found(`select c.oid::regclass::text as found from pg_class c
        where c.relnamespace::regnamespace::text in ('public', 'app')
          and (c.relkind = 'm' or c.relkind = 'v' and not coalesce(c.reloptions @> '{security_invoker=true}', false))`),
    ).toEqual([])
  })

  const foreignKeys = `pg_constraint c where c.contype = 'f' and c.connamespace = 'public'::regnamespace`
  const bothHave = (column: string) => `${hasColumn('c.conrelid', column)} and ${hasColumn('c.confrelid', column)}`
  const pairs = (column: string) => `exists (select from unnest(c.conkey, c.confkey) as pair(here, there)
    where here = ${columnNumber('c.conrelid', column)} and there = ${columnNumber('c.confrelid', column)})`

  test.each(['practice_id', 'client_id'])('foreign keys never leave their %s', async (column) => {
    expect(
      await found(`select c.conrelid::regclass || '.' || c.conname as found from ${foreignKeys}
        and ${bothHave(column)} and not ${pairs(column)}`),
    ).toEqual([])
  })

  test('every foreign key has an index, so that nothing waits for a scan of a table', async () => {
    const covered = `exists (select from pg_index i where i.indrelid = c.conrelid
      and (i.indpred is null or pg_get_expr(i.indpred, i.indrelid) ~ '^\\([a-z_]+ IS NOT NULL\\)$')
      and (i.indkey::int2[])[0:cardinality(c.conkey) - 1] @> c.conkey)`
    expect(
      await found(`select c.conrelid::regclass || '.' || c.conname as found from ${foreignKeys} and not ${covered}`),
    ).toEqual([])
  })

  test('nothing is unique across practices, but for the hashes of secrets', async () => {
    expect(
      await found(`select i.indexrelid::regclass::text as found from pg_index i
        join ${tables.replace(' where ', ' on t.oid = i.indrelid where ')} and i.indisunique
        and ${hasColumn('t.oid', 'practice_id')} and i.indkey[0] <> ${columnNumber('t.oid', 'practice_id')}`),
    ).toEqual(['access_handles_pkey'])
  })
})
