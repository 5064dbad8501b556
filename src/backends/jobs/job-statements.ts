/** Statements of a queue beside those of pg-boss; `$1` is the name of the queue in all of them. */
export interface JobStatements {
  /** `$2` ids: how many of them are there. */
  readonly known: string
  readonly count: string
  readonly failures: string
  /** `$2` id, `$3` try, `$4` seconds: goes on holding a job; no row when it was taken over. */
  readonly hold: string
  /** `$2` id, `$3` try: gives a job back as if it had not been taken. */
  readonly giveBack: string
  readonly failedIds: string
  /** `$2` code, `$3` message, `$4` hint. */
  readonly stop: string
  readonly readStop: string
  readonly clearStop: string
}

/** Returns the statements of a queue; `schema` is ours, `jobs` that of pg-boss 10. */
export function jobStatements(schema: string, jobs: string): JobStatements {
  const mine = `name = $1 and id = $2::uuid and state = 'active' and retry_count = $3`
  return {
    known: `select count(*)::int as count from ${jobs}.job where name = $1 and id = any($2::uuid[])`,
    count: `select state::text as state, count(*)::int as count from ${jobs}.job where name = $1 group by state`,
    failures: `select id, data, output, retry_count as retries from ${jobs}.job
      where name = $1 and state = 'failed' order by created_on, id limit $2`,
    hold: `update ${jobs}.job set expire_in = now() - started_on + $4::float8 * interval '1 second' where ${mine} returning id`,
    // A job that never started does not count a try when it starts.
    giveBack: `update ${jobs}.job set state = 'created', started_on = null, start_after = now() where ${mine}`,
    failedIds: `select id from ${jobs}.job where name = $1 and state = 'failed'`,
    stop: `insert into ${schema}.stops (queue, code, message, hint) values ($1, $2, $3, $4) on conflict do nothing`,
    readStop: `select code, message, hint from ${schema}.stops where queue = $1`,
    clearStop: `delete from ${schema}.stops where queue = $1`,
  }
}
