import { HyperError } from '../../kit/index.ts'
import type { Database } from './database.ts'

/** Changes of our tables in order; a database keeps how many of them it has. What was published is never edited, only followed. */
const STEPS: readonly ((schema: string) => string)[] = [
  (schema) => `
    create table ${schema}.wallets (
      journal text primary key,
      cap_nano bigint,
      spent_nano bigint not null default 0,
      uncertain_nano bigint not null default 0,
      reserved_nano bigint not null default 0,
      answers bigint not null default 0,
      failures bigint not null default 0,
      lost bigint not null default 0,
      unpriced bigint not null default 0,
      taken integer not null default 0
    );
    comment on column ${schema}.wallets.taken is 'reservations that the last batch got';
    create table ${schema}.answers (
      journal text not null,
      key text not null,
      failed boolean not null,
      cost_nano bigint,
      body text not null,
      primary key (journal, key)
    );
    comment on column ${schema}.answers.body is 'JSON; not jsonb, which refuses texts with NUL or half a surrogate pair';
    create table ${schema}.reservations (
      journal text not null,
      id text not null,
      worker text not null,
      key text not null,
      bound_nano bigint,
      lost text,
      primary key (journal, id)
    );
    comment on column ${schema}.reservations.lost is 'why no answer came; null while the call is in flight';
    create index reservations_in_flight on ${schema}.reservations (journal, worker) where lost is null;
    create table ${schema}.workers (
      id text primary key,
      alive_until timestamptz not null
    );
    create table ${schema}.stops (
      queue text primary key,
      code text not null,
      message text not null,
      hint text
    );`,
]

/**
 * Makes our tables, or brings them up to date. Two processes may do it at the same time.
 *
 * @throws HyperError `config/newer-database` when a newer version of HyPER made them
 */
export async function ensureTables(database: Database): Promise<void> {
  const { schema } = database
  await database.alone(`hyper tables ${schema}`, () =>
    database.transaction(async (sql) => {
      await sql.script(`
        create schema if not exists ${schema};
        create table if not exists ${schema}.steps (done integer primary key)`)
      const [row] = await sql.query<{ done: number }>(
        `select coalesce(max(done), 0)::int as done from ${schema}.steps`,
      )
      const done = row!.done
      if (done > STEPS.length) {
        throw new HyperError(
          'config/newer-database',
          `database ${database.place} schema ${schema}: got tables of step ${done}, expected at most ${STEPS.length}`,
          { hint: 'use the newer version of HyPER that made them' },
        )
      }
      for (let index = done; index < STEPS.length; index++) {
        await sql.script(STEPS[index]!(schema))
        await sql.query(`insert into ${schema}.steps (done) values ($1)`, [index + 1])
      }
    }),
  )
}
