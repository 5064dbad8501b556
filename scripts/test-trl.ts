/**
 * Trains tiny models with TRL's own trainers on our exports and compares rows in with rows trained.
 *
 *     python3 -m venv .venv-trl && .venv-trl/bin/pip install -r test/python/requirements-trl.txt   # 6 GB
 *     npm run test:trl [-- --python PATH]
 *
 * Prints a table in Markdown and ends with status 1 where a trainer kept fewer rows than we wrote. One case is meant to lose rows: it shows
 * what a trainer does to long rows that were not cut.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'

const root = resolve(import.meta.dirname, '..')
const { values } = parseArgs({ options: { python: { type: 'string' } } })
const python = resolve(root, values.python ?? '.venv-trl/bin/python')

interface Case {
  readonly name: string
  readonly kind: 'reward' | 'dpo'
  readonly options: readonly string[]
  readonly maxLength: number
  /** The trainer is expected to leave rows out. */
  readonly loses?: boolean
}

const CASES: readonly Case[] = [
  { name: 'reward, implicit conversations', kind: 'reward', options: [], maxLength: 2048 },
  {
    name: 'reward, explicit conversations',
    kind: 'reward',
    options: ['--prompt', 'explicit'],
    maxLength: 2048,
  },
  { name: 'reward, implicit texts', kind: 'reward', options: ['--plain'], maxLength: 2048 },
  {
    name: 'reward, explicit texts',
    kind: 'reward',
    options: ['--plain', '--prompt', 'explicit'],
    maxLength: 2048,
  },
  {
    name: 'reward, ties in both orders',
    kind: 'reward',
    options: ['--ties', 'half'],
    maxLength: 2048,
  },
  {
    name: 'reward, soft labels as rows',
    kind: 'reward',
    options: ['--soft', 'rows', '--copies', '4'],
    maxLength: 2048,
  },
  {
    name: 'reward, long rows as they are',
    kind: 'reward',
    options: [],
    maxLength: 256,
    loses: true,
  },
  {
    name: 'reward, long rows cut by us',
    kind: 'reward',
    options: ['--max-chars', '240'],
    maxLength: 256,
  },
  { name: 'DPO, conversations', kind: 'dpo', options: ['--format', 'trl-dpo'], maxLength: 2048 },
  { name: 'DPO, texts', kind: 'dpo', options: ['--format', 'trl-dpo', '--plain'], maxLength: 2048 },
]

const STEPS = '10'

interface Trained {
  readonly rows: number
  readonly trained: number
  readonly steps: number
  readonly firstLoss: number
  readonly lastLoss: number
}

function call(command: string, args: readonly string[]): string {
  const env = { ...process.env, HYPER_PSEUDONYM_KEY: 'a key for this check alone' }
  const done = spawnSync(command, args, { cwd: root, env, encoding: 'utf8', maxBuffer: 1 << 26 })
  if (done.status === 0) return done.stdout
  throw new Error(
    `${command} ${args.join(' ')}: status ${done.status}\n${done.stderr.slice(-2000)}`,
  )
}

function train(one: Case, folder: string): Trained {
  const file = join(folder, one.name.replace(/\W+/g, '-'), 'train.jsonl')
  const hyper = ['dist/cli/main.js', 'export', join(folder, 'pairs.jsonl'), ...one.options]
  call(process.execPath, [...hyper, '-o', file, '--quiet'])
  const args = ['test/python/train_trl.py', one.kind, file, String(one.maxLength), STEPS]
  return JSON.parse(call(python, args).trim().split('\n').at(-1)!) as Trained
}

if (!existsSync(python)) {
  console.log(`skipped: no ${python}; the first lines of scripts/test-trl.ts say how to make it`)
  process.exit(0)
}
const folder = mkdtempSync(join(tmpdir(), 'hyper-trl-'))
let bad = 0
try {
  call(process.execPath, ['dist/cli/main.js', 'simulate', '-n', '200', '-o', folder, '--quiet'])
  console.log('| case | max_length | rows in | rows trained | steps | first loss | last loss |')
  console.log('| --- | ---: | ---: | ---: | ---: | ---: | ---: |')
  for (const one of CASES) {
    const { rows, trained, steps, firstLoss, lastLoss } = train(one, folder)
    const isRight = one.loses === true ? trained < rows : trained === rows && rows > 0
    if (!isRight || steps !== Number(STEPS) || !Number.isFinite(lastLoss)) bad++
    console.log(
      `| ${one.name} | ${one.maxLength} | ${rows} | ${trained} | ${steps} | ${firstLoss.toFixed(3)} | ${lastLoss.toFixed(3)} |`,
    )
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
console.log(bad === 0 ? 'every row in was trained' : `${bad} cases failed`)
process.exit(bad === 0 ? 0 : 1)
