/**
 * Makes a file of many pairs and plans their judging, as `hyper judge FILE --judge J --plan` does.
 *
 *     npx tsx bench/plan-pairs.ts [PAIRS]
 *
 * Prints seconds, processor seconds and the largest resident memory of the plan, the making of the file left out.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeJsonLines } from '../src/backends/index.ts'
import { processIo } from '../src/cli/io.ts'
import { runCli } from '../src/cli/main.ts'
import { createRandom, drawIndex, type Random } from '../src/kit/index.ts'

const pairs = Number(process.argv[2] ?? 1_000_000)
const folder = mkdtempSync(join(tmpdir(), 'hyper-plan-'))
const words =
  'the answer of a model holds words that are long or short and says what was asked'.split(' ')

function text(count: number, random: Random): string {
  return Array.from({ length: count }, () => words[drawIndex(words.length, random)]!).join(' ')
}

function* makePairs(random: Random): Generator<unknown> {
  for (let index = 0; index < pairs; index++) {
    yield {
      id: `pair-${index}`,
      source: 'made',
      prompt: `${index} ${text(20 + drawIndex(60, random), random)}`,
      response_a: text(10 + drawIndex(90, random), random),
      response_b: text(10 + drawIndex(90, random), random),
      human: [],
      lm: [],
      meta: {},
    }
  }
}

try {
  const file = join(folder, 'pairs.jsonl')
  await writeJsonLines(file, null, makePairs(createRandom(1)))
  const judge = join(folder, 'judge.yaml')
  writeFileSync(
    judge,
    'id: made\nmodel: gpt-4o-mini\nbaseUrl: http://127.0.0.1:9/v1\nprice: {inputPerMillion: 0.15, outputPerMillion: 0.6}\n',
  )
  const before = process.cpuUsage()
  const startedAt = Date.now()
  const output = join(folder, 'judged.jsonl')
  const args = ['judge', file, '--judge', judge, '--plan', '--json', '-o', output]
  const status = await runCli(args, { ...processIo(new AbortController().signal), out: () => {} })
  const { user, system } = process.cpuUsage(before)
  const peak = process.resourceUsage().maxRSS / 1024
  console.log(
    `${pairs} pairs planned with status ${status}: ${((Date.now() - startedAt) / 1000).toFixed(1)} s, ${((user + system) / 1e6).toFixed(1)} s of the processor, ${peak.toFixed(0)} MiB at most`,
  )
} finally {
  rmSync(folder, { recursive: true, force: true })
}
