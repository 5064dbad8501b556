import { readFile, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { HyperError, mapBounded, noProgress } from '../../kit/index.ts'
import {
  parseTrainingResult,
  priceSeconds,
  type TrainingJob,
  type TrainingRequest,
  type TrainingResult,
} from '../../reward/index.ts'
import type { CommandOutcome, CommandTrainerOptions } from './command-job.ts'
import { type ProcessEnd, readLastLines, runProcess } from './run-process.ts'
import { trainerEnvironment } from './trainer-environment.ts'
import { type WrittenSuite, writeJob, writeSuites } from './write-job.ts'

/**
 * Runs a program once per job, several at a time, and returns the checked results in the order of the jobs. The first failure stops new
 * jobs from starting and is thrown when those in flight have ended; their results count when it is tried again.
 *
 * @throws HyperError `trainer/failed` (exit, signal, timeout, no such program, no result file) with the last 20 lines of the output in
 * `details.lastLines`; `trainer/bad-result` naming the field; whatever `signal` was aborted with
 */
export async function runCommandTrainer(options: CommandTrainerOptions): Promise<CommandOutcome[]> {
  checkOptions(options)
  const suites = await writeSuites(options.folder, options.suites)
  const { progress = noProgress, stage = 'train', jobs } = options
  let done = 0
  return mapBounded(
    jobs,
    options.concurrency,
    async (job) => {
      const outcome = await runJob(job, suites, options)
      await options.onOutcome?.(outcome)
      done++
      progress({ type: 'stage-advance', stage, done, total: jobs.length, unit: 'models' })
      return outcome
    },
    options.signal,
  )
}

function checkOptions(options: CommandTrainerOptions): void {
  const { command, jobs, timeoutSeconds } = options
  if (command.length === 0 || command[0] === '') {
    throw new HyperError(
      'config/bad-trainer',
      `trainer ${options.trainer} command: got nothing, expected a program with its arguments`,
    )
  }
  // Longer than setTimeout can count would fire at once.
  if (!(timeoutSeconds > 0 && timeoutSeconds <= 2_000_000)) {
    throw new HyperError(
      'config/bad-trainer',
      `trainer ${options.trainer} timeoutSeconds: got ${timeoutSeconds}, expected more than 0 and at most 2000000`,
    )
  }
  const ids = new Set(jobs.map((job) => job.id))
  if (ids.size !== jobs.length) {
    throw new RangeError(
      `trainer jobs: got ${jobs.length} jobs with ${ids.size} ids, expected unique ids`,
    )
  }
}

async function runJob(
  asked: TrainingRequest,
  suites: readonly WrittenSuite[],
  options: CommandTrainerOptions,
): Promise<CommandOutcome> {
  const { folder, trainer, command } = options
  const { job, jobFile, resultFile } = await writeJob(asked, { folder, trainer, command, suites })
  const known = await readKnownResult(resultFile, job)
  if (known !== null) return outcomeOf(job, known, { resumed: true, options })
  await rm(resultFile, { force: true })
  const logFile = join(dirname(jobFile), 'output.log')
  const end = await runProcess({
    command: [...command, jobFile],
    logFile,
    cwd: options.cwd ?? process.cwd(),
    env: trainerEnvironment(process.env, options.environment),
    timeoutSeconds: options.timeoutSeconds,
    graceSeconds: options.graceSeconds ?? 5,
    signal: options.signal,
  })
  if (end.reason === 'abort') throw options.signal!.reason
  if (end.reason !== 'exit' || end.exitCode !== 0)
    throw await failure(job, end, { logFile, options })
  const result = await readResult(resultFile, job, { logFile, options })
  return outcomeOf(job, result, { resumed: false, options })
}

// A result that cannot be read, or of another job, is no result: the job runs again.
async function readKnownResult(file: string, job: TrainingJob): Promise<TrainingResult | null> {
  try {
    return parseTrainingResult(JSON.parse(await readFile(file, 'utf8')), job)
  } catch {
    return null
  }
}

interface FailureFacts {
  readonly logFile: string
  readonly options: CommandTrainerOptions
}

async function readResult(
  file: string,
  job: TrainingJob,
  facts: FailureFacts,
): Promise<TrainingResult> {
  const text = await readFile(file, 'utf8').catch(() => null)
  if (text === null) {
    throw await failure(job, { reason: 'exit', exitCode: 0 }, facts, `no ${job.resultFile}`)
  }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw new HyperError(
      'trainer/bad-result',
      `result of job ${job.id} field "(whole)": got text that is not JSON, expected an object`,
      { cause, details: { job: job.id, field: '(whole)', lastLines: await lastLines(facts) } },
    )
  }
  return parseTrainingResult(value, job)
}

async function failure(
  job: TrainingJob,
  end: ProcessEnd,
  facts: FailureFacts,
  got: string = describeEnd(end, facts.options.timeoutSeconds),
): Promise<HyperError> {
  return new HyperError(
    'trainer/failed',
    `trainer ${job.trainer} job ${job.id}: got ${got}, expected exit status 0 and ${job.resultFile}`,
    {
      hint: `read ${facts.logFile}; the job can be tried by hand: ${facts.options.command.join(' ')} JOB.json`,
      details: { job: job.id, ...end, lastLines: await lastLines(facts), logFile: facts.logFile },
    },
  )
}

function lastLines(facts: FailureFacts): Promise<string[]> {
  return readLastLines(facts.logFile, 20).catch(() => [])
}

function describeEnd(end: ProcessEnd, timeoutSeconds: number): string {
  switch (end.reason) {
    case 'exit':
      return `exit status ${end.exitCode}`
    case 'signal':
      return `an end by ${end.signal}`
    case 'timeout':
      return `no end within ${timeoutSeconds} s`
    case 'abort':
      return 'an interruption'
    case 'spawn':
      return `no start (${end.message})`
  }
}

function outcomeOf(
  job: TrainingJob,
  result: TrainingResult,
  how: { readonly resumed: boolean; readonly options: CommandTrainerOptions },
): CommandOutcome {
  const { mix, seed, trainer, baseModel } = job
  const { rows, seconds, device } = result
  const costUsd = result.costUsd ?? priceSeconds(seconds, how.options.usdPerHour ?? null)
  const entry = { mix, seed, trainer, baseModel, rows, seconds, device, costUsd }
  return { job, result, resumed: how.resumed, entry }
}
