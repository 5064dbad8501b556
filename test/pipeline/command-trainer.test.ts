import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  buildCli,
  digestRun,
  makeFolder,
  readManifestOf,
  readRows,
  runInside,
  stagesDone,
  startCli,
  type Tree,
  writeConfig,
  writeSmallWorld,
} from './support.ts'

/** Learns how much longer the chosen answers are and scores by length: little, but it hears its labels. Notes every start. */
const TRAINER = `
import { appendFileSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
const [starts, jobFile] = process.argv.slice(2)
const job = JSON.parse(readFileSync(jobFile, 'utf8'))
appendFileSync(starts, job.id + '\\n')
const at = (file) => join(dirname(jobFile), file)
const rows = (file) => readFileSync(at(file), 'utf8').trim().split('\\n').map((line) => JSON.parse(line))
const marks = ['\\n', '.', 'the ', '- ', '1.']
const describe = ({ chosen, rejected }) =>
  [(chosen.length - rejected.length) / 300, ...marks.map((mark) => (chosen.split(mark).length - rejected.split(mark).length) / 10)]
const weights = new Array(marks.length + 1).fill(0)
const train = rows(job.trainFile)
for (const row of train) describe(row).forEach((value, index) => { weights[index] += (row.weight * value) / train.length })
if (job.mix === process.env.FAIL_MIX) {
  for (let line = 1; line <= 30; line++) console.error('loss of step ' + line + ' is not a number')
  process.exit(3)
}
const score = (row) => describe(row).reduce((sum, value, index) => sum + weights[index] * value, 0)
const margins = Object.fromEntries(job.evaluations.map(({ name, file }) => [name, rows(file).map(score)]))
const result = { format: 'hyper/training-result@1', job: job.id, hash: job.hash, rows: job.trainRows, margins, seconds: 0.5, device: 'abacus', costUsd: 0.01 }
writeFileSync(at(job.resultFile) + '.tmp', JSON.stringify(result))
renameSync(at(job.resultFile) + '.tmp', at(job.resultFile))
`

describe('a run with an external trainer', () => {
  const home = makeFolder('command')
  const cache = join(home, 'cache')
  const program = join(home, 'trainer.mjs')
  let entry = ''

  const configFor = (name: string): { config: string; starts: string; output: string } => {
    // Of one name everywhere: the command stands in the report.
    const starts = join(home, `starts-${name}`, 'starts')
    mkdirSync(dirname(starts), { recursive: true })
    writeFileSync(starts, '')
    const parts: Tree = {
      candidates: { mixes: 12, baselineMixes: 2 },
      train: {
        trainer: {
          kind: 'command',
          command: [process.execPath, program, starts],
          timeoutSeconds: 60,
        },
      },
      ppm: { folds: 3, repeats: 1 },
      prices: { human: 0.5, lm: 0.001 },
    }
    return { config: writeConfig(home, parts, `${name}.yaml`), starts, output: join(home, name) }
  }
  const linesOf = (file: string): string[] =>
    readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
  const finishedJobs = (output: string): string[] =>
    existsSync(join(output, 'jobs'))
      ? readdirSync(join(output, 'jobs')).filter((job) =>
          existsSync(join(output, 'jobs', job, 'result.json')),
        )
      : []

  beforeAll(() => {
    entry = buildCli()
    writeSmallWorld(home, { instances: 80, suite: 60 })
    writeFileSync(program, TRAINER)
  })
  afterAll(() => rmSync(home, { recursive: true, force: true }))

  it('trains every mix once and names the trainer, its jobs and their price', async () => {
    const { config, starts, output } = configFor('whole')
    const end = await runInside(['run', '-c', config, '-o', output], { cache })
    expect(`${end.status} ${end.status === 0 ? '' : end.err}`).toBe('0 ')
    const started = linesOf(starts)
    expect(new Set(started).size).toBe(started.length)
    const scores = readRows<{ mix: string; trainer: string }>(join(output, 'scores.jsonl')).slice(1)
    expect(scores.filter((row) => row.mix.startsWith('mix-'))).toHaveLength(12)
    // Without the folder that the program lies in: artifacts hold no path of the machine.
    expect(new Set(scores.map((row) => row.trainer))).toEqual(new Set(['command:node']))
    for (const file of Object.keys(digestRun(output))) {
      const text = readFileSync(join(output, file))
      expect({ file, found: text.includes(home) || text.includes(process.execPath) }).toEqual({
        file,
        found: false,
      })
    }
    const { ledger } = readManifestOf(output)
    const jobs = ledger.filter((line) => line.what.startsWith('job '))
    expect(jobs).toHaveLength(started.length)
    expect(jobs.every((line) => line.seconds === 0.5 && line.costUsd === 0.01)).toBe(true)
  })

  it('takes up the finished jobs after a kill, and ends in the same bytes', async () => {
    const whole = digestRun(join(home, 'whole'))
    const { config, starts, output } = configFor('killed')
    const args = ['run', '-c', config, '-o', output]
    for (const count of [5, 12]) {
      const running = startCli(entry, args, { cache })
      const watch = setInterval(() => {
        if (finishedJobs(output).length >= count) running.kill()
      }, 5)
      const end = await running.ended
      clearInterval(watch)
      expect(end.status).toBe(null)
      // A program that was under way outlives the kill; its result counts too.
      await wait(1500)
      const finished = finishedJobs(output)
      expect(finished.length).toBeGreaterThanOrEqual(count)
      writeFileSync(join(home, `finished-${count}`), finished.join('\n'))
      appendFileSync(starts, `life ${count}\n`)
    }
    const end = await startCli(entry, args, { cache }).ended
    expect(end.status).toBe(0)
    expect(digestRun(output)).toEqual(whole)
    const started = linesOf(starts)
    for (const count of [5, 12]) {
      const finished = linesOf(join(home, `finished-${count}`))
      const after = started.slice(started.indexOf(`life ${count}`) + 1)
      expect(after.filter((job) => finished.includes(job))).toEqual([])
    }
  })

  it('runs no job again when another option has changed', async () => {
    const { config, starts, output } = configFor('whole')
    writeFileSync(config, readFileSync(config, 'utf8').replace('repeats: 1', 'repeats: 2'))
    const end = await runInside(['run', '-c', config, '-o', output], { cache })
    expect(end.status).toBe(0)
    expect(stagesDone(end.err)).toContain('fit')
    const again = linesOf(starts)
    expect(again.every((job) => !job.startsWith('mix-'))).toBe(true)
  })

  it('ends with status 5 and the last lines of a program that fails, and goes on when it is mended', async () => {
    const { config, starts, output } = configFor('failing')
    process.env.FAIL_MIX = 'mix-0006'
    try {
      const json = await runInside(['run', '-c', config, '-o', output, '--json'], { cache })
      expect(json.status).toBe(5)
      const { error } = JSON.parse(json.out) as {
        error: { code: string; message: string; details: { lastLines: string[] } }
      }
      expect(error.code).toBe('trainer/failed')
      expect(error.message).toContain('got exit status 3')
      expect(error.details.lastLines).toHaveLength(20)
      expect(error.details.lastLines.at(-1)).toBe('loss of step 30 is not a number')
      const text = await runInside(['run', '-c', config, '-o', output], { cache })
      expect(text.status).toBe(5)
      expect(text.err).toContain('loss of step 30 is not a number')
    } finally {
      delete process.env.FAIL_MIX
    }
    const before = finishedJobs(output)
    expect(before.length).toBeGreaterThan(0)
    writeFileSync(starts, '')
    const end = await runInside(['run', '-c', config, '-o', output], { cache })
    expect(end.status).toBe(0)
    expect(linesOf(starts).filter((job) => before.includes(job))).toEqual([])
  })
})
