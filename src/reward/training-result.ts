import { HyperError, show } from '../kit/index.ts'
import { fieldReader, type TrainingJob } from './training-job.ts'

/** What an external trainer answers; one JSON file. Each suite of the job has margins or tallies. */
export interface TrainingResult {
  readonly format: 'hyper/training-result@1'
  /** Id of the job. */
  readonly job: string
  /** Digest of the job, repeated. */
  readonly hash: string
  /** Rows trained on; must be those of the job, so that a trainer which drops rows is noticed. */
  readonly rows: number
  /** Per suite, score(chosen) - score(rejected) of every row in file order. */
  readonly margins?: Readonly<Record<string, readonly number[]>>
  /** Per suite and subset, tallies; where the trainer keeps its margins to itself. */
  readonly scores?: Readonly<Record<string, Readonly<Record<string, SubsetTally>>>>
  /** Standard deviation of the margins on the training rows, each read in both orders; null or absent where unknown. */
  readonly marginScale?: number | null
  readonly seconds: number
  readonly device: string
  /** Null when unknown, never zero for unknown. */
  readonly costUsd: number | null
  /** Where the trained model lies, as the trainer says. */
  readonly model?: string
}

/** Tallies of one subset. */
export interface SubsetTally {
  readonly correct: number
  readonly ties: number
  readonly count: number
  /** Soft accuracy, points; null where unknown. */
  readonly soft?: number | null
}

/**
 * Checks a result against its job and returns it.
 *
 * @throws HyperError `trainer/bad-result` naming the field
 */
export function parseTrainingResult(value: unknown, job: TrainingJob): TrainingResult {
  const read = fieldReader('trainer/bad-result', `result of job ${job.id}`, value)
  read.literal('format', 'hyper/training-result@1')
  read.literal('job', job.id)
  read.literal('hash', job.hash)
  read.number('rows', job.trainRows, job.trainRows)
  read.number('seconds', 0)
  read.text('device')
  read.numberOrNull('costUsd', 0)
  if (read.has('marginScale')) read.numberOrNull('marginScale', 0)
  if (read.has('model')) read.text('model')
  if (read.has('margins')) read.record('margins')
  if (read.has('scores')) read.record('scores')
  const result = value as TrainingResult
  for (const suite of job.evaluations) {
    if (result.margins?.[suite.name] !== undefined) checkMargins(result, job, suite)
    else checkTallies(result, job, suite)
  }
  return result
}

type Suite = TrainingJob['evaluations'][number]

function checkMargins(result: TrainingResult, job: TrainingJob, suite: Suite): void {
  const margins: unknown = result.margins![suite.name]
  const field = `margins.${suite.name}`
  if (!Array.isArray(margins) || margins.length !== suite.rows) {
    failField(
      job,
      field,
      Array.isArray(margins) ? `${margins.length} values` : margins,
      `${suite.rows} numbers`,
    )
  }
  const bad = (margins as unknown[]).findIndex((margin) => !Number.isFinite(margin))
  if (bad >= 0) failField(job, `${field}[${bad}]`, (margins as unknown[])[bad], 'a finite number')
}

function checkTallies(result: TrainingResult, job: TrainingJob, suite: Suite): void {
  const field = `scores.${suite.name}`
  const tallies: unknown = result.scores?.[suite.name]
  if (tallies === null || typeof tallies !== 'object' || Array.isArray(tallies)) {
    failField(
      job,
      field,
      tallies,
      `tallies per subset here, or ${suite.rows} numbers in margins.${suite.name}`,
    )
  }
  let count = 0
  for (const [subset, tally] of Object.entries(tallies as Record<string, unknown>)) {
    const read = fieldReader(
      'trainer/bad-result',
      `result of job ${job.id}`,
      tally,
      `${field}.${subset}.`,
    )
    read.number('count', 0)
    const known = tally as SubsetTally
    read.number('correct', 0, known.count)
    read.number('ties', 0, known.count - known.correct)
    if (read.has('soft')) read.numberOrNull('soft', 0)
    count += known.count
  }
  if (count !== suite.rows) failField(job, field, `${count} rows counted`, `${suite.rows}`)
}

function failField(job: TrainingJob, field: string, got: unknown, expected: string): never {
  throw new HyperError(
    'trainer/bad-result',
    `result of job ${job.id} field "${field}": got ${show(got)}, expected ${expected}`,
    { details: { field, got: show(got), expected, job: job.id } },
  )
}
