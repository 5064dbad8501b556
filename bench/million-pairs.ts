/**
 * Makes a large file of labelled pairs, imports it and writes it for trainers, each step as `hyper` in a process of its own.
 *
 *     npx tsx bench/million-pairs.ts [PAIRS] [FOLDER]
 *
 * Prints for each step seconds and the largest resident memory of its process, all threads together; the making of the file is left out.
 */
import { spawn } from 'node:child_process'
import { copyFileSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeJsonLines } from '../src/backends/index.ts'
import { createRandom, drawIndex, type Random } from '../src/kit/index.ts'
import { buildOurs, builtProgram } from './harness/build-ours.ts'
import { repoRoot } from './harness/find-python.ts'

const pairs = Number(process.argv[2] ?? 1_000_000)
const folder = mkdtempSync(join(process.argv[3] ?? tmpdir(), 'hyper-million-'))
const words =
  'the answer of a model holds words that are long or short, "quoted" or not, and says what was asked: for, if, Zürich, 東京.'.split(
    ' ',
  )

function text(count: number, random: Random): string {
  return Array.from({ length: count }, () => words[drawIndex(words.length, random)]!).join(' ')
}

const SIDES = ['a-is-clearly-better', 'a-is-slightly-better', 'tie', 'b-is-better']

function* makePairs(random: Random): Generator<unknown> {
  const side = (): string => SIDES[drawIndex(SIDES.length, random)]!
  for (let index = 0; index < pairs; index++) {
    yield {
      id: `pair-${index}`,
      source: 'made',
      prompt: `${index} ${text(40 + drawIndex(60, random), random)}`,
      response_a: text(60 + drawIndex(120, random), random),
      response_b: text(60 + drawIndex(120, random), random),
      human: [{ annotator: `h${drawIndex(40, random)}`, preference: side() }],
      lm: [{ annotator: 'judge', preference: side(), p_a: 0.4 }],
      meta: { category: words[drawIndex(words.length, random)]! },
    }
  }
}

interface Step {
  readonly seconds: number
  readonly peakMb: number
}

function run(args: readonly string[]): Promise<Step> {
  const startedAt = performance.now()
  const env = { ...process.env, HYPER_PSEUDONYM_KEY: 'a key for the bench alone' }
  const child = spawn(process.execPath, [builtProgram('../../src/cli/main'), ...args], {
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  let peakKb = 0
  // VmHWM is the high-water mark: the last reading before the end is the peak.
  const timer = setInterval(() => {
    try {
      const status = readFileSync(`/proc/${child.pid}/status`, 'utf8')
      peakKb = Math.max(peakKb, Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0))
    } catch {}
  }, 100)
  return new Promise((settle, fail) => {
    child.on('close', (status) => {
      clearInterval(timer)
      if (status !== 0) return fail(new Error(`hyper ${args.join(' ')}: status ${status}`))
      settle({ seconds: (performance.now() - startedAt) / 1000, peakMb: peakKb / 1024 })
    })
  })
}

try {
  buildOurs()
  // The command line reads its version two folders above itself.
  copyFileSync(join(repoRoot, 'package.json'), join(repoRoot, '.cache/bench-dist/package.json'))
  const file = join(folder, 'pairs.jsonl')
  await writeJsonLines(file, null, makePairs(createRandom(1)))
  const made = statSync(file).size
  console.log(`${pairs} pairs, ${(made / 1e9).toFixed(2)} GB of JSON Lines`)
  const imported = join(folder, 'pairs.parquet')
  const steps: readonly (readonly [string, readonly string[]])[] = [
    ['import to Parquet', ['import', file, '-o', imported, '--quiet']],
    [
      'export as TRL rows',
      ['export', imported, '-o', join(folder, 'trl', 'train.jsonl'), '--quiet'],
    ],
    [
      'export as Parquet',
      [
        'export',
        imported,
        '--format',
        'parquet',
        '-o',
        join(folder, 'flat', 'train.parquet'),
        '--quiet',
      ],
    ],
  ]
  let total = 0
  for (const [name, args] of steps) {
    const { seconds, peakMb } = await run(args)
    total += seconds
    console.log(`${name}: ${seconds.toFixed(1)} s, ${peakMb.toFixed(0)} MiB at most`)
  }
  console.log(`together: ${total.toFixed(1)} s`)
} finally {
  rmSync(folder, { recursive: true, force: true })
}
