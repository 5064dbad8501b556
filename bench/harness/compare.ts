import type { BenchCase, Side } from './bench-case.ts'
import type { PythonSide } from './find-python.ts'
import { type Printed, runOurs, runProgram, type Threads } from './run-program.ts'

/** One line of the result: our side beside theirs, medians over the runs. */
export interface BenchResult {
  readonly name: string
  readonly case: string
  readonly size: Readonly<Record<string, number>>
  readonly threads: Threads
  readonly runs: number
  readonly ours: Side
  readonly baseline: (Side & { readonly name: string; readonly note?: string }) | null
  /** Baseline seconds over our seconds; null without a baseline. */
  readonly ratio: number | null
  /** The same in processor seconds, which other work on the machine disturbs less; null where a side does not tell. */
  readonly cpuRatio: number | null
  readonly quality: Readonly<Record<string, unknown>>
  readonly note?: string
}

/** What a comparison needs beside its case. */
export interface CompareOptions {
  readonly name: string
  readonly threads: Threads
  readonly runs: number
  readonly python: PythonSide
  /** Folder with the data that both sides read; null without Python. */
  readonly data: string | null
}

/** Returns the medians of alternating runs of both sides. */
export async function compareSides(
  bench: BenchCase,
  options: CompareOptions,
): Promise<BenchResult> {
  const { name, threads, runs, python, data } = options
  const ours: Printed[] = []
  const theirs: Printed[] = []
  const usable = python.missing === undefined ? bench.baseline : undefined
  for (let run = 0; run < runs; run++) {
    const shared = data === null ? [] : ['--data', data]
    ours.push(await runOurs(bench.ours.program, [...bench.ours.args, ...shared], threads))
    if (usable === undefined || python.python === undefined) continue
    const script =
      usable.own === true ? `bench/python/${usable.program}` : `${python.folder}/${usable.program}`
    const limit = usable.takesThreads ? ['--threads', threads === 'one' ? '1' : '0'] : []
    theirs.push(await runProgram(python.python, [script, ...usable.args, ...limit], threads))
  }
  const mine = summarise(ours, 1)
  const other = usable === undefined ? null : summarise(theirs, usable.scale ?? 1)
  const reason = python.missing ?? bench.without
  return {
    name,
    case: bench.label,
    size: bench.size,
    threads,
    runs,
    ours: mine,
    baseline:
      other === null || usable === undefined
        ? null
        : {
            name: usable.name,
            ...other,
            ...(usable.note === undefined ? {} : { note: usable.note }),
          },
    ratio: other === null ? null : round(other.seconds / mine.seconds),
    cpuRatio:
      other?.cpuSeconds === undefined || mine.cpuSeconds === undefined
        ? null
        : round(other.cpuSeconds / mine.cpuSeconds),
    quality: bench.quality(ours.at(-1)!, theirs.at(-1) ?? null),
    ...(other === null && reason !== undefined ? { note: `our side only: ${reason}` } : {}),
  }
}

function summarise(runs: readonly Printed[], scale: number): Side {
  const read = (key: string): number[] => runs.map((run) => Number(run[key]))
  const cpu = median(read('cpu_seconds')) * scale
  return {
    seconds: round(median(read('seconds')) * scale),
    ...(Number.isFinite(cpu) ? { cpuSeconds: round(cpu) } : {}),
    ...(runs.every((run) => 'cold_seconds' in run)
      ? { coldSeconds: round(median(read('cold_seconds'))), warmUps: read('warm_ups')[0]! }
      : {}),
    peakMb: round(median(read('peak_mb'))),
  }
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

function round(value: number): number {
  return Number(value.toPrecision(4))
}
