/** Runs statements; the same text works on PostgreSQL and on PGlite. */
export interface Sql {
  /** Returns the rows of one statement with values for `$1`, `$2`, .... */
  query<Row>(text: string, values?: readonly unknown[]): Promise<Row[]>
  /** Runs several statements without values, separated by semicolons. */
  script(text: string): Promise<void>
}

/** A database that is open: PostgreSQL by URL, or PGlite in a folder. What was committed is kept when the promise resolves. */
export interface Database extends Sql {
  readonly kind: 'postgres' | 'pglite'
  /** Where it is, for people: without user, password and parameters. */
  readonly place: string
  /** Schema that holds our tables; the queue's are in `SCHEMA_jobs`. */
  readonly schema: string
  /** Whether no other process can have it open. */
  readonly exclusive: boolean
  /** Runs statements as one: all are kept, or none when `work` rejects. */
  transaction<T>(work: (sql: Sql) => Promise<T>): Promise<T>
  /** Runs work while no other process runs work under the same name; the work uses the database as it likes. */
  alone<T>(name: string, work: () => Promise<T>): Promise<T>
  close(): Promise<void>
}
