import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  type CommandOutcome,
  type CommandTrainerOptions,
  runCommandTrainer,
  trainerEnvironment,
} from '../../../src/backends/trainer-command/index.ts'
import { type HyperError, isHyperError } from '../../../src/kit/index.ts'
import {
  type EvaluationRow,
  parseTrainingJob,
  type TrainingRequest,
  type TrainingRow,
} from '../../../src/reward/index.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hyper-trainer-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

// Reads the job as a trainer would and calls BODY with it; `answer(job, changes)` writes a good result.
const PRELUDE = `
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
const jobFile = process.argv.at(-1)
const job = JSON.parse(readFileSync(jobFile, 'utf8'))
const lines = (file) => readFileSync(join(dirname(jobFile), file), 'utf8').split('\\n').filter(Boolean).map((line) => JSON.parse(line))
const good = () => ({
  format: 'hyper/training-result@1', job: job.id, hash: job.hash, rows: lines(job.trainFile).length,
  margins: Object.fromEntries(job.evaluations.map((suite) => [suite.name, lines(suite.file).map((row) => row.chosen.length - row.rejected.length)])),
  marginScale: 1, seconds: 0.01, device: 'cpu', costUsd: null,
})
const answer = (changes = {}) => writeFileSync(join(dirname(jobFile), job.resultFile), JSON.stringify({ ...good(), ...changes }))
`

function makeCommand(body: string): string[] {
  const file = join(folder, `trainer-${Math.abs(hashOf(body))}.mjs`)
  writeFileSync(file, `${PRELUDE}\n${body}\n`)
  return [process.execPath, file]
}

function hashOf(text: string): number {
  let hash = 0
  for (let index = 0; index < text.length; index++) hash = (hash * 31 + text.charCodeAt(index)) | 0
  return hash
}

const trainingRows: TrainingRow[] = ['good long', 'fine text', 'sound words'].map(
  (text, index) => ({
    id: `r${index}`,
    prompt: 'Say\nsomething "quoted" \u2028 here',
    chosen: `${text} answer`,
    rejected: 'bad',
    weight: 1,
    source: index === 0 ? 'human' : 'lm',
  }),
)
const suiteRows: EvaluationRow[] = [
  { id: 's0', subset: 'one', prompt: 'p', chosen: 'good', rejected: 'b' },
  { id: 's1', subset: 'two', prompt: 'p', chosen: 'x', rejected: 'bad' },
]

function makeJob(index: number, change: Partial<TrainingRequest> = {}): TrainingRequest {
  return {
    id: `mix-${index}-seed-1`,
    mix: `mix-${index}`,
    seed: 1,
    baseModel: null,
    budget: index,
    humanShare: 0.5,
    parameters: {},
    rows: () => trainingRows,
    ...change,
  }
}

function run(body: string, change: Partial<CommandTrainerOptions> = {}): Promise<CommandOutcome[]> {
  return runCommandTrainer({
    command: makeCommand(body),
    trainer: 'mine',
    jobs: [makeJob(0)],
    suites: [{ name: 'a suite/1', rows: suiteRows }],
    concurrency: 2,
    timeoutSeconds: 20,
    graceSeconds: 0.3,
    folder: join(folder, 'jobs'),
    ...change,
  })
}

async function failureOf(promise: Promise<unknown>): Promise<HyperError> {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  )
  if (!isHyperError(error)) throw new Error(`got ${String(error)}, expected a HyperError`)
  return error
}

describe('runCommandTrainer', () => {
  it('hands over rows and suites, and returns checked results in the order of the jobs', async () => {
    const jobs = [0, 1, 2, 3, 4].map((index) => makeJob(index))
    const events: number[] = []
    const outcomes = await run(
      `await new Promise((done) => setTimeout(done, job.budget === 0 ? 200 : 0)); answer()`,
      {
        jobs,
        usdPerHour: 3600,
        progress: (event) => {
          if (event.type === 'stage-advance') events.push(event.done)
        },
      },
    )
    expect(outcomes.map((outcome) => outcome.job.mix)).toEqual(jobs.map((job) => job.mix))
    expect(outcomes[0]!.result.margins).toEqual({ 'a suite/1': [3, -2] })
    expect(outcomes[0]!.entry).toEqual({
      mix: 'mix-0',
      seed: 1,
      trainer: 'mine',
      baseModel: null,
      rows: 3,
      seconds: 0.01,
      device: 'cpu',
      costUsd: 0.01,
    })
    expect(events).toEqual([1, 2, 3, 4, 5])
    const jobFile = join(folder, 'jobs', 'mix-0-seed-1', 'job.json')
    expect(parseTrainingJob(JSON.parse(readFileSync(jobFile, 'utf8'))).trainRows).toBe(3)
  })

  it('runs at most so many jobs at a time', async () => {
    const body = `
      const log = join(dirname(dirname(jobFile)), 'running.log')
      appendFileSync(log, '+'); await new Promise((done) => setTimeout(done, 150)); appendFileSync(log, '-'); answer()`
    await run(body, { jobs: [0, 1, 2, 3, 4, 5].map((index) => makeJob(index)) })
    let running = 0
    let most = 0
    for (const mark of readFileSync(join(folder, 'jobs', 'running.log'), 'utf8')) {
      running += mark === '+' ? 1 : -1
      most = Math.max(most, running)
    }
    expect(most).toBe(2)
  })

  it('does not run a finished job again, and runs it again when rows, parameters or results change', async () => {
    const body = `appendFileSync(join(dirname(jobFile), 'count'), 'x'); answer()`
    const counted = (): number =>
      readFileSync(join(folder, 'jobs', 'mix-0-seed-1', 'count'), 'utf8').length
    const first = await run(body)
    const second = await run(body)
    expect([first[0]!.resumed, second[0]!.resumed, counted()]).toEqual([false, true, 1])
    expect(second[0]!.result).toEqual(first[0]!.result)
    await run(body, { jobs: [makeJob(0, { parameters: { epochs: 2 } })] })
    await run(body, { jobs: [makeJob(0, { rows: () => trainingRows.slice(1) })] })
    await run(body, { suites: [{ name: 'a suite/1', rows: suiteRows.slice(1) }] })
    expect(counted()).toBe(4)
    writeFileSync(join(folder, 'jobs', 'mix-0-seed-1', 'result.json'), '{"format": "hyp')
    await run(body, { suites: [{ name: 'a suite/1', rows: suiteRows.slice(1) }] })
    expect(counted()).toBe(5)
  })

  it('reports a bad exit with its status and the last 20 lines of both outputs', async () => {
    const error = await failureOf(
      run(
        `for (let i = 0; i < 40; i++) console.log('line ' + i); console.error('boom'); process.exit(7)`,
      ),
    )
    expect(error.code).toBe('trainer/failed')
    expect(error.message).toContain('trainer mine job mix-0-seed-1: got exit status 7')
    expect(error.details).toMatchObject({ reason: 'exit', exitCode: 7 })
    const lastLines = error.details.lastLines as string[]
    expect(lastLines).toHaveLength(20)
    expect(lastLines.at(-1)).toBe('boom')
    expect(lastLines[0]).toBe('line 21')
  })

  it('ends a program that runs too long, with its children, even when it ignores the request', async () => {
    const body = `
      process.on('SIGTERM', () => console.log('not now'))
      const { spawn } = await import('node:child_process')
      const child = spawn(process.execPath, ['-e', "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)"])
      writeFileSync(join(dirname(jobFile), 'child'), String(child.pid))
      setInterval(() => {}, 1000)`
    const started = performance.now()
    const error = await failureOf(run(body, { timeoutSeconds: 3 }))
    expect(performance.now() - started).toBeLessThan(10_000)
    expect(error.details).toMatchObject({ reason: 'timeout', lastLines: ['not now'] })
    expect(error.message).toContain('got no end within 3 s')
    const child = Number(readFileSync(join(folder, 'jobs', 'mix-0-seed-1', 'child'), 'utf8'))
    expect(await isGone(child)).toBe(true)
  })

  it('leaves no child of a finished program behind', async () => {
    const body = `
      const { spawn } = await import('node:child_process')
      const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
      writeFileSync(join(dirname(jobFile), 'child'), String(child.pid)); answer(); process.exit(0)`
    expect(await run(body)).toHaveLength(1)
    const child = Number(readFileSync(join(folder, 'jobs', 'mix-0-seed-1', 'child'), 'utf8'))
    expect(await isGone(child)).toBe(true)
  })

  it('reports a death by signal, a program that is not there, and a missing result', async () => {
    const killed = await failureOf(run(`process.kill(process.pid, 'SIGKILL')`))
    expect(killed.details).toMatchObject({ reason: 'signal', signal: 'SIGKILL' })
    const absent = await failureOf(run('', { command: ['/nowhere/trainer'] }))
    expect(absent.details).toMatchObject({ reason: 'spawn' })
    expect(absent.message).toContain('ENOENT')
    const silent = await failureOf(run(`console.log('done')`))
    expect(silent.message).toContain('got no result.json')
    expect(silent.details.lastLines).toEqual(['done'])
  })

  it('names the field of a malformed result', async () => {
    const cases: readonly (readonly [string, string])[] = [
      [`answer({ rows: 2 })`, 'rows'],
      [`answer({ hash: 'x' })`, 'hash'],
      [`answer({ margins: { 'a suite/1': [1, 'b'] } })`, 'margins.a suite/1[1]'],
      [`answer({ margins: undefined })`, 'scores.a suite/1'],
      [`answer({ seconds: -1 })`, 'seconds'],
      [`writeFileSync(join(dirname(jobFile), job.resultFile), '[1, 2]')`, '(whole)'],
      [`writeFileSync(join(dirname(jobFile), job.resultFile), 'NaN, sorry')`, '(whole)'],
    ]
    for (const [body, field] of cases) {
      const error = await failureOf(run(body))
      expect([error.code, error.details.field]).toEqual(['trainer/bad-result', field])
    }
  })

  it('starts no further job after a failure, keeps what is finished, and goes on from there', async () => {
    const body = `
      appendFileSync(join(dirname(dirname(jobFile)), 'started'), job.mix + ' ')
      if (job.budget === 1) process.exit(1)
      await new Promise((done) => setTimeout(done, 300)); answer()`
    const jobs = [0, 1, 2, 3, 4, 5].map((index) => makeJob(index))
    await failureOf(run(body, { jobs }))
    const started = readFileSync(join(folder, 'jobs', 'started'), 'utf8')
      .trim()
      .split(' ')
    expect(started.sort()).toEqual(['mix-0', 'mix-1'])
    const again = await run(`${body}\n`.replace('budget === 1', 'budget === 99'), { jobs })
    expect(again).toHaveLength(6)
  })

  it('stops at once when aborted, leaving nothing behind', async () => {
    const stop = new AbortController()
    const body = `writeFileSync(join(dirname(jobFile), 'pid'), String(process.pid)); setInterval(() => {}, 1000)`
    const running = run(body, { signal: stop.signal })
    const caught = running.catch((reason: unknown) => reason)
    const pidFile = join(folder, 'jobs', 'mix-0-seed-1', 'pid')
    while (!existsSync(pidFile) || readFileSync(pidFile, 'utf8') === '') await wait(20)
    stop.abort(new Error('ctrl-c'))
    expect(await caught).toEqual(new Error('ctrl-c'))
    expect(await isGone(Number(readFileSync(pidFile, 'utf8')))).toBe(true)
  })

  it('keeps ids apart that would be one file name, and inside the folder', async () => {
    const ids = ['../../escape', '.._.._escape', 'a/b', 'a_b', '..']
    const outcomes = await run('answer()', { jobs: ids.map((id, index) => makeJob(index, { id })) })
    expect(outcomes.map((outcome) => outcome.job.id)).toEqual(ids)
    expect(existsSync(resolve(folder, '..', 'escape'))).toBe(false)
  })

  it('refuses an empty command, a timeout that cannot be and ids that are not unique', async () => {
    expect((await failureOf(run('', { command: [] }))).code).toBe('config/bad-trainer')
    expect((await failureOf(run('', { timeoutSeconds: 0 }))).message).toContain('timeoutSeconds')
    await expect(run('', { jobs: [makeJob(0), makeJob(0)] })).rejects.toThrow(/unique ids/)
  })

  it('hands over no secrets, and one OpenMP thread', async () => {
    const environment = {
      PATH: '/bin',
      OPENAI_API_KEY: 'k',
      HF_TOKEN: 't',
      DATABASE_URL: 'postgres://user:word@host/db',
      WANDB_MODE: 'offline',
    }
    expect(trainerEnvironment(environment)).toEqual({
      PATH: '/bin',
      WANDB_MODE: 'offline',
      OMP_NUM_THREADS: '1',
    })
    expect(trainerEnvironment(environment, ['HF_TOKEN']).HF_TOKEN).toBe('t')
    expect(trainerEnvironment({ OMP_NUM_THREADS: '4' }).OMP_NUM_THREADS).toBe('4')
    process.env.HYPER_TEST_TOKEN = 'hidden'
    try {
      const body = `if (process.env.HYPER_TEST_TOKEN) process.exit(3); answer()`
      expect(await run(body)).toHaveLength(1)
      const named = run(`${body}\n`, { environment: ['HYPER_TEST_TOKEN'] })
      expect((await failureOf(named)).details.exitCode).toBe(3)
    } finally {
      delete process.env.HYPER_TEST_TOKEN
    }
  })
})

describe('examples/trainer-sklearn', () => {
  const root = resolve(import.meta.dirname, '../../..')
  const python = [
    process.env.HYPER_PYTHON,
    join(root, '.venv/bin/python'),
    '/usr/bin/python3',
    'python3',
  ].find((program) => program !== undefined && hasSklearn(program))

  it.skipIf(python === undefined)(
    'trains on a job and tells good from bad (needs Python with scikit-learn: HYPER_PYTHON)',
    async () => {
      const rows = Array.from({ length: 40 }, (_, index): TrainingRow => {
        const flipped = index % 8 === 0
        const [chosen, rejected] = flipped
          ? ['awful rude', 'kind clear']
          : ['kind clear', 'awful rude']
        return {
          id: `r${index}`,
          prompt: 'p',
          chosen: `${chosen} word${index % 5}`,
          rejected: `${rejected} word${index % 3}`,
          weight: 1,
          source: 'lm',
        }
      })
      const suite = [
        { id: 'a', subset: 's', prompt: 'p', chosen: 'kind words', rejected: 'rude words' },
        { id: 'b', subset: 's', prompt: 'p', chosen: 'awful', rejected: 'clear' },
        { id: 'c', subset: 's', prompt: 'p', chosen: 'unseen', rejected: 'unknown' },
      ]
      const [outcome] = await run('', {
        command: [python!, join(root, 'examples/trainer-sklearn/train.py')],
        jobs: [makeJob(0, { rows: () => rows, parameters: { c: 10 } })],
        suites: [
          { name: 'suite', rows: suite },
          { name: 'empty', rows: [] },
        ],
        timeoutSeconds: 60,
      })
      const [good, bad, level] = outcome!.result.margins!.suite!
      expect(good).toBeGreaterThan(0)
      expect(bad).toBeLessThan(0)
      expect(level).toBe(0)
      expect(outcome!.result.margins!.empty).toEqual([])
      expect(outcome!.result.marginScale).toBeGreaterThan(0)
      expect(outcome!.entry).toMatchObject({ rows: 40, device: 'cpu', costUsd: null })
    },
  )
})

function hasSklearn(program: string): boolean {
  return spawnSync(program, ['-c', 'import sklearn'], { stdio: 'ignore' }).status === 0
}

async function isGone(pid: number): Promise<boolean> {
  for (let attempt = 0; attempt < 100; attempt++) {
    try {
      process.kill(pid, 0)
    } catch {
      return true
    }
    if (isZombie(pid)) return true
    await wait(20)
  }
  return false
}

// Without an init process that reaps it, a dead orphan stays in the table.
function isZombie(pid: number): boolean {
  try {
    return / Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}
