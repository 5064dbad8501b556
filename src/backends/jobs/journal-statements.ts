/** Statements of a journal; `$1` is its name, or the id of the worker in `beat` and `leave`. A batch travels as one JSON parameter. */
export interface JournalStatements {
  readonly openWallet: string
  readonly setCap: string
  readonly reserve: string
  readonly settle: string
  readonly add: string
  readonly states: string
  readonly read: string
  readonly totals: string
  readonly beat: string
  readonly leave: string
  readonly sweep: string
}

/**
 * Returns the statements of a journal in a schema. All of them touch answers and reservations in the order of their keys and the wallet
 * last, so that none waits for another in a circle.
 */
export function journalStatements(schema: string): JournalStatements {
  return {
    openWallet: `insert into ${schema}.wallets (journal) values ($1) on conflict do nothing`,
    setCap: `update ${schema}.wallets set cap_nano = $2::bigint where journal = $1`,
    reserve: reserve(schema),
    settle: settle(schema),
    add: add(schema),
    states: `select key, failed from ${schema}.answers where journal = $1 and key = any($2::text[])`,
    read: `select key, body from ${schema}.answers where journal = $1 and key = any($2::text[])`,
    totals: `select cap_nano::text as cap, spent_nano::text as spent, uncertain_nano::text as uncertain,
        reserved_nano::text as reserved, answers::float8 as answers, failures::float8 as failures,
        lost::float8 as lost, unpriced::float8 as unpriced
      from ${schema}.wallets where journal = $1`,
    beat: `insert into ${schema}.workers (id, alive_until) values ($1, now() + $2::float8 * interval '1 second')
      on conflict (id) do update set alive_until = excluded.alive_until`,
    leave: `delete from ${schema}.workers where id = $1`,
    sweep: sweep(schema),
  }
}

// The smallest bounds come first, so that as many calls as possible get their money. Everything that depends on the wallet is computed inside
// the one UPDATE, from the row as it is after waiting for others. A batch that is sent again after a broken connection gets what it had.
function reserve(schema: string): string {
  const room = 'coalesce(w.cap_nano - w.spent_nano - w.uncertain_nano - w.reserved_nano, 9e18)'
  return `
    with asked as (
      select * from json_to_recordset($2::json) as x (place integer, id text, key text, bound bigint)
    ), had as (
      select r.id from ${schema}.reservations r join asked a on r.journal = $1 and r.id = a.id
    ), wanted as (
      select *, row_number() over this as rank, sum(coalesce(bound, 0)) over this as upto
      from asked where id not in (select id from had)
      window this as (order by coalesce(bound, 0), place)
    ), taken as (
      update ${schema}.wallets w set
        reserved_nano = w.reserved_nano + coalesce((select max(upto) from wanted where upto <= ${room}), 0)::bigint,
        taken = (select count(*) from wanted where upto <= ${room})
      where w.journal = $1
      returning w.taken
    ), given as (
      insert into ${schema}.reservations (journal, id, worker, key, bound_nano)
      select $1, wanted.id, $3, wanted.key, wanted.bound from wanted, taken where wanted.rank <= taken.taken
      returning id
    )
    select id from given union all select id from had`
}

// A reservation that is gone was settled before, by the same batch over a connection that broke: it moves no money again. One that was
// counted as lost although its worker lives (its lease ran out) is corrected.
function settle(schema: string): string {
  return `
    with ended as (
      select * from json_to_recordset($2::json)
        as x (place integer, id text, kind text, key text, failed boolean, cost bigint, body text, lost text)
    ), locked as (
      select r.id, r.bound_nano, r.lost, e.kind, e.cost, e.lost as reason
      from ${schema}.reservations r join ended e on r.id = e.id
      where r.journal = $1
      order by r.id
      for update of r
    ), closed as (
      delete from ${schema}.reservations r using locked l
      where r.journal = $1 and r.id = l.id and l.kind <> 'lost'
      returning l.bound_nano, l.lost, l.cost
    ), lost as (
      update ${schema}.reservations r set lost = l.reason from locked l
      where r.journal = $1 and r.id = l.id and l.kind = 'lost' and l.lost is null
      returning l.bound_nano
    ), ${put(schema, "select * from ended where kind = 'answer'")}
    update ${schema}.wallets w set
      spent_nano = w.spent_nano + money.spent,
      reserved_nano = w.reserved_nano - money.freed - money.lost,
      uncertain_nano = w.uncertain_nano + money.lost - money.found,
      lost = w.lost + money.lost_count - money.found_count,
      answers = w.answers + written.answers,
      failures = w.failures + written.failures,
      unpriced = w.unpriced + written.unpriced
    from (
      select
        (select coalesce(sum(cost), 0) from closed)::bigint as spent,
        (select coalesce(sum(bound_nano), 0) from closed where lost is null)::bigint as freed,
        (select coalesce(sum(bound_nano), 0) from closed where lost is not null)::bigint as found,
        (select count(*) from closed where lost is not null) as found_count,
        (select coalesce(sum(bound_nano), 0) from lost)::bigint as lost,
        (select count(*) from lost) as lost_count
    ) as money, written
    where w.journal = $1`
}

function add(schema: string): string {
  return `
    with bought as (
      select * from json_to_recordset($2::json)
        as x (place integer, key text, failed boolean, cost bigint, body text)
    ), ${put(schema, 'select * from bought')}
    update ${schema}.wallets w set
      spent_nano = w.spent_nano + written.spent,
      answers = w.answers + written.answers,
      failures = w.failures + written.failures,
      unpriced = w.unpriced + written.unpriced
    from written
    where w.journal = $1`
}

// The first answer of a key stays; a failure makes room for an answer or for a newer failure. xmax is 0 in a row that is new; one that
// replaced another replaced a failure.
function put(schema: string, rows: string): string {
  return `put as (
      insert into ${schema}.answers as a (journal, key, failed, cost_nano, body)
      select distinct on (key) $1, key, failed, cost, body from (${rows}) as r
      order by key, failed, case when failed then -place else place end
      on conflict (journal, key) do update
        set failed = excluded.failed, cost_nano = excluded.cost_nano, body = excluded.body
        where a.failed
      returning a.xmax = 0 as fresh, a.failed, a.cost_nano
    ), written as (
      select
        count(*) filter (where not failed) as answers,
        count(*) filter (where failed and fresh) - count(*) filter (where not failed and not fresh) as failures,
        count(*) filter (where not failed and cost_nano is null) as unpriced,
        coalesce(sum(cost_nano), 0)::bigint as spent
      from put
    )`
}

// `$2` says that no other process can be alive; `$3` are the workers of this one, who live while it does.
function sweep(schema: string): string {
  return `
    with gone as (
      select r.id from ${schema}.reservations r
      where r.journal = $1 and r.lost is null and r.worker <> all($3::text[]) and not exists (
        select from ${schema}.workers w where w.id = r.worker and w.alive_until > now() and not $2::boolean
      )
      order by r.id
      for update of r
    ), lost as (
      update ${schema}.reservations r set lost = 'the process that called ended' from gone
      where r.journal = $1 and r.id = gone.id and r.lost is null
      returning r.bound_nano
    ), forgotten as (
      delete from ${schema}.workers w
      where w.id <> all($3::text[]) and ($2::boolean or w.alive_until < now() - interval '1 day')
    )
    update ${schema}.wallets w set
      reserved_nano = w.reserved_nano - money.lost,
      uncertain_nano = w.uncertain_nano + money.lost,
      lost = w.lost + money.count
    from (select coalesce(sum(bound_nano), 0)::bigint as lost, count(*) as count from lost) as money
    where w.journal = $1 and money.count > 0`
}
