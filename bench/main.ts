/**
 * Times our side of a bench beside the matching Python program, alternately and in processes of their own.
 *
 *     npx tsx bench/main.ts NAME [--json] [--runs 3] [--threads both|one|own] [--case TEXT]
 *
 * Our side is compiled as users get it (into `.cache/bench-dist`) and timed as a long-running program sees it: after `warmUps` calls of the
 * same work in the same process; `coldSeconds` is the first of these. `seconds` is the work alone (imports are left out on the Python side
 * too); `peakMb` the largest resident size of the whole process. Where Python is there, both sides work on the same numbers. With `--json` one object on standard output:
 * the main comparison, all others under `also`.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Bench } from './harness/bench-case.ts'
import { BENCHES, hasOurs } from './harness/benches.ts'
import { buildOurs } from './harness/build-ours.ts'
import { type BenchResult, compareSides } from './harness/compare.ts'
import { findPython, type PythonSide } from './harness/find-python.ts'
import { formatResult } from './harness/print-result.ts'
import { runProgram, type Threads } from './harness/run-program.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    runs: { type: 'string', default: '3' },
    threads: { type: 'string', default: 'both' },
    case: { type: 'string' },
  },
})

async function dumpData(bench: Bench, python: PythonSide): Promise<string | null> {
  if (bench.dump === undefined || python.python === undefined) return null
  const folder = mkdtempSync(join(tmpdir(), 'hyper-bench-'))
  const args = ['bench/python/dump.py', python.folder, folder, ...bench.dump]
  await runProgram(python.python, args, 'one')
  return folder
}

async function runBench(name: string, bench: Bench): Promise<BenchResult[]> {
  const python = findPython(bench.modules)
  const data = await dumpData(bench, python)
  const threadings: Threads[] =
    values.threads === 'both' ? ['one', 'own'] : [values.threads as Threads]
  const results: BenchResult[] = []
  try {
    for (const threads of threadings) {
      for (const one of bench.cases) {
        if (values.case !== undefined && !one.label.includes(values.case)) continue
        const options = { name, threads, runs: Number(values.runs), python, data }
        results.push(await compareSides(one, options))
        if (!values.json) console.log(formatResult(results.at(-1)!))
      }
    }
  } finally {
    if (data !== null) rmSync(data, { recursive: true })
  }
  return results
}

const name = positionals[0] ?? ''
const bench = BENCHES[name]
if (bench === undefined) {
  console.error(`bench: got "${name}", expected one of ${Object.keys(BENCHES).join(', ')}`)
  process.exitCode = 2
} else if (!['both', 'one', 'own'].includes(values.threads) || !(Number(values.runs) >= 1)) {
  console.error(
    `bench: got --threads ${values.threads} --runs ${values.runs}, expected both, one or own, and at least 1`,
  )
  process.exitCode = 2
} else if (!hasOurs(bench)) {
  console.error(`bench ${name}: our side is not there yet`)
  process.exitCode = 1
} else {
  buildOurs()
  const [main, ...also] = await runBench(name, bench)
  if (values.json) console.log(JSON.stringify({ ...main, also }))
}
