/** Where an error belongs; it decides the exit status of the command line. */
export type ErrorKind =
  | 'usage'
  | 'config'
  | 'data'
  | 'remote'
  | 'trainer'
  | 'cap'
  | 'gate'
  | 'interrupted'
  | 'internal'

/** Facts an error may carry beside its message; all are optional and all are safe to print. */
export interface ErrorFacts {
  /** What the user can do next, one sentence. */
  readonly hint?: string
  readonly cause?: unknown
  /** Everything else callers may want to branch on or print as JSON: file, line, field, got, expected. */
  readonly details?: Readonly<Record<string, unknown>>
}

/**
 * The one error that HyPER throws for what a user can cause. `code` is `kind/what`, for example
 * `data/bad-row`. Messages follow the grammar `WHAT: got X, expected Y`, lower case, no full stop.
 */
export class HyperError extends Error {
  readonly code: string
  readonly hint: string | undefined
  readonly details: Readonly<Record<string, unknown>>

  constructor(code: `${ErrorKind}/${string}`, message: string, facts: ErrorFacts = {}) {
    super(message, facts.cause === undefined ? undefined : { cause: facts.cause })
    this.name = 'HyperError'
    this.code = code
    this.hint = facts.hint
    this.details = facts.details ?? {}
  }
}

/** Tells whether a value is a HyperError, and of this code when one is given. Survives two copies of the package. */
export function isHyperError(value: unknown, code?: string): value is HyperError {
  return (
    value instanceof Error &&
    value.name === 'HyperError' &&
    (code === undefined || (value as HyperError).code === code)
  )
}

const EXIT_STATUS: Readonly<Record<ErrorKind, number>> = {
  usage: 2,
  config: 2,
  data: 3,
  remote: 4,
  trainer: 5,
  cap: 6,
  gate: 100,
  interrupted: 130,
  internal: 1,
}

/** Returns the exit status of an error: 1 for everything that is not a HyperError. */
export function exitStatus(error: unknown): number {
  if (!isHyperError(error)) return 1
  return EXIT_STATUS[error.code.split('/')[0] as ErrorKind] ?? 1
}

/** Shows a value inside an error message: JSON, cut to 80 characters, never a whole text of a pair. */
export function show(value: unknown): string {
  const text = value === undefined ? 'nothing' : (JSON.stringify(value) ?? String(value))
  return text.length > 80 ? `${text.slice(0, 77)}...` : text
}

/** Returns the candidate nearest to a word by edit distance, or undefined when none is near (more than a third differs). */
export function nearestName(word: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined
  let bestDistance = Math.max(2, Math.ceil(word.length / 3)) + 1
  for (const candidate of candidates) {
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase())
    if (distance < bestDistance) {
      best = candidate
      bestDistance = distance
    }
  }
  return best
}

function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const current = [i]
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1
      current[j] = Math.min(previous[j]! + 1, current[j - 1]! + 1, previous[j - 1]! + cost)
    }
    previous = current
  }
  return previous[b.length]!
}
