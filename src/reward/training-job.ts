import { HyperError, type Json, show } from '../kit/index.ts'

/** What an external trainer is asked to do; one JSON file. Paths are relative to that file. */
export interface TrainingJob {
  readonly format: 'hyper/training-job@1'
  /** Stable id, also the name of its files: `mix-0007-seed-1`. */
  readonly id: string
  /** Mix id, or the name of a control. */
  readonly mix: string
  readonly seed: number
  /** Name of the trainer in the config. */
  readonly trainer: string
  /** Base model to start from; null where the trainer needs none. */
  readonly baseModel: string | null
  /** Human-routed rows. */
  readonly budget: number
  /** 0 to 1. */
  readonly humanShare: number
  /** Training rows as JSON Lines of `TrainingRow`. */
  readonly trainFile: string
  readonly trainRows: number
  /** Suites as JSON Lines of `EvaluationRow`. */
  readonly evaluations: readonly EvaluationFile[]
  /** Where the result is expected. */
  readonly resultFile: string
  /** Whatever the config passes on. */
  readonly parameters: Readonly<Record<string, Json>>
  /** Digest of everything above and of the rows; the result repeats it. */
  readonly hash: string
}

/** One training that an external program is asked for, before its files are written. */
export interface TrainingRequest {
  /** Unique among the requests; names the folder of its files. */
  readonly id: string
  readonly mix: string
  readonly seed: number
  readonly baseModel: string | null
  /** Human-routed rows. */
  readonly budget: number
  /** 0 to 1. */
  readonly humanShare: number
  readonly parameters: Readonly<Record<string, Json>>
  /** Returns the training rows; asked when the job starts, so that many jobs need not lie in memory. */
  readonly rows: () => readonly TrainingRow[]
}

/** One suite of a job. */
export interface EvaluationFile {
  readonly name: string
  readonly file: string
  readonly rows: number
}

/** One training pair; better completion first. */
export interface TrainingRow {
  readonly id: string
  readonly prompt: string
  readonly chosen: string
  readonly rejected: string
  /** Least wanted lead; absent where the strength is not used. */
  readonly margin?: number
  readonly weight: number
  readonly source: 'human' | 'lm'
}

/** One evaluation pair. */
export interface EvaluationRow {
  readonly id: string
  readonly subset: string
  readonly prompt: string
  readonly chosen: string
  readonly rejected: string
}

/** Checks a job read from a file and returns it. @throws HyperError `data/bad-job` naming the field */
export function parseTrainingJob(value: unknown): TrainingJob {
  const read = fieldReader('data/bad-job', 'training job', value)
  read.literal('format', 'hyper/training-job@1')
  for (const field of ['id', 'mix', 'trainer', 'trainFile', 'resultFile', 'hash']) read.text(field)
  read.number('seed')
  read.number('budget', 0)
  read.number('humanShare', 0, 1)
  read.number('trainRows', 0)
  read.textOrNull('baseModel')
  read.record('parameters')
  read.list('evaluations', (item, field) => {
    const inner = fieldReader('data/bad-job', 'training job', item, `${field}.`)
    inner.text('name')
    inner.text('file')
    inner.number('rows', 0)
  })
  return value as TrainingJob
}

/** Checks of single fields; each throws a HyperError that names the field. */
export interface FieldReader {
  literal(field: string, expected: string): void
  text(field: string): void
  textOrNull(field: string): void
  number(field: string, lowest?: number, highest?: number): void
  numberOrNull(field: string, lowest?: number): void
  record(field: string): void
  list(field: string, check: (item: unknown, field: string) => void): void
  has(field: string): boolean
}

/** Returns the checks for one JSON object. @throws HyperError `code` where it is no object */
export function fieldReader(
  code: `${'data' | 'trainer'}/${string}`,
  what: string,
  value: unknown,
  prefix = '',
): FieldReader {
  const fail = (field: string, got: unknown, expected: string): never => {
    const name = `${prefix}${field}`
    throw new HyperError(code, `${what} field "${name}": got ${show(got)}, expected ${expected}`, {
      details: { field: name, got: show(got), expected },
    })
  }
  if (!isRecord(value)) {
    throw new HyperError(code, `${what} ${prefix}: got ${show(value)}, expected an object`, {
      details: { field: prefix === '' ? '(whole)' : prefix.slice(0, -1) },
    })
  }
  const isNumber = (got: unknown, lowest: number, highest: number): boolean =>
    typeof got === 'number' && got >= lowest && got <= highest && Number.isFinite(got)
  const range = (lowest: number, highest: number): string =>
    lowest === -Infinity
      ? 'a finite number'
      : `a number from ${lowest}${highest === Infinity ? '' : ` to ${highest}`}`
  return {
    has: (field) => value[field] !== undefined,
    literal: (field, expected) => {
      if (value[field] !== expected) fail(field, value[field], `"${expected}"`)
    },
    text: (field) => {
      const got = value[field]
      if (typeof got !== 'string' || got === '') fail(field, got, 'a text that is not empty')
    },
    textOrNull: (field) => {
      const got = value[field]
      if (got !== null && typeof got !== 'string') fail(field, got, 'a text or null')
    },
    number: (field, lowest = -Infinity, highest = Infinity) => {
      if (!isNumber(value[field], lowest, highest))
        fail(field, value[field], range(lowest, highest))
    },
    numberOrNull: (field, lowest = -Infinity) => {
      const got = value[field]
      if (got !== null && !isNumber(got, lowest, Infinity)) {
        fail(field, got, `${range(lowest, Infinity)} or null`)
      }
    },
    record: (field) => {
      if (!isRecord(value[field])) fail(field, value[field], 'an object')
    },
    list: (field, check) => {
      const got = value[field]
      if (!Array.isArray(got)) return fail(field, got, 'a list')
      got.forEach((item, index) => {
        check(item, `${prefix}${field}[${index}]`)
      })
    },
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
}
