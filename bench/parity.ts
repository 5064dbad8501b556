/**
 * Compares our numbers with those of the reference files, file by file.
 *
 *     npx tsx bench/parity.ts [--json]
 *
 * `maxDifference` belongs to the comparison that uses up most of its tolerance, scaled as the fixture says (absolute, or by max(1, |b|)).
 * A file that is absent, or whose comparison cannot be loaded, is `missing` and never ok. Exit status 1 unless every file is ok.
 */
import { existsSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { readFixture, sharedFolder } from '../test/parity/fixtures.ts'

interface Compared {
  readonly maxDifference: number
  readonly tolerance: number
  readonly checked: number
  readonly ok?: boolean
}

interface ParityLine {
  readonly file: string
  readonly status: 'ok' | 'differs' | 'missing'
  readonly ok: boolean
  readonly maxDifference: number | null
  readonly tolerance: number | null
  readonly checked: number
  readonly reason?: string
}

/** Comparison of each reference file: module in `test/parity` and its function. */
const COMPARISONS: Readonly<Record<string, readonly [module: string, name: string]>> = {
  'agreement.json': ['agreement', 'compareAgreement'],
  'bradley-terry.json': ['bradley-terry', 'compareBradleyTerry'],
  'counts.json': ['counts', 'compareCounts'],
  'ppm.json': ['ppm', 'comparePpm'],
  'rank-metrics.json': ['rank-metrics', 'compareRankMetrics'],
  'rewardbench-26-runs.json': ['rewardbench', 'compareRewardBench'],
  'sampling.json': ['sampling', 'compareSampling'],
  'stats.json': ['stats', 'compareStats'],
  'text.json': ['text', 'compareText'],
}

async function compareFile(file: string): Promise<ParityLine> {
  const blank = { file, ok: false, maxDifference: null, tolerance: null, checked: 0 } as const
  const known = COMPARISONS[file]
  if (known === undefined)
    return { ...blank, status: 'missing', reason: 'no comparison for this file' }
  const [module, name] = known
  if (!existsSync(join(sharedFolder(), 'fixtures', file))) {
    return { ...blank, status: 'missing', reason: 'the reference file is absent' }
  }
  let compare: (fixture: unknown) => Compared | Promise<Compared>
  try {
    const path = resolve(import.meta.dirname, `../test/parity/${module}.ts`)
    compare = ((await import(path)) as Record<string, typeof compare>)[name]!
    if (typeof compare !== 'function') throw new TypeError(`got no ${name}, expected a function`)
  } catch (error) {
    return { ...blank, status: 'missing', reason: `comparison not there: ${messageOf(error)}` }
  }
  try {
    const { maxDifference, tolerance, checked, ok } = await compare(readFixture(file))
    const within = checked > 0 && (ok ?? true) && maxDifference <= tolerance
    return {
      file,
      status: within ? 'ok' : 'differs',
      ok: within,
      maxDifference,
      tolerance,
      checked,
    }
  } catch (error) {
    return { ...blank, status: 'differs', reason: messageOf(error) }
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message.split('\n')[0]! : String(error)
}

/** Reference files of the folder and those that we know of, so that neither can be forgotten. */
function listFiles(): string[] {
  const folder = join(sharedFolder(), 'fixtures')
  const present = existsSync(folder)
    ? readdirSync(folder).filter((name) => name.endsWith('.json'))
    : []
  return [...new Set([...Object.keys(COMPARISONS), ...present])].sort()
}

function format(line: ParityLine): string {
  const numbers =
    line.maxDifference === null
      ? (line.reason ?? '')
      : `largest difference ${line.maxDifference.toExponential(2)}, tolerance ${line.tolerance}, ${line.checked} numbers`
  return `${line.status.padEnd(8)}${line.file.padEnd(27)}${numbers}`
}

const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } })
const lines: ParityLine[] = []
for (const file of listFiles()) {
  lines.push(await compareFile(file))
  if (!values.json) console.log(format(lines.at(-1)!))
}
const ok = lines.every((line) => line.ok)
if (values.json) console.log(JSON.stringify({ ok, files: lines }))
process.exitCode = ok ? 0 : 1
