import type { Printed } from './run-program.ts'

/** Seconds of the work alone and the largest resident size of the process. */
export interface Side {
  readonly seconds: number
  readonly cpuSeconds?: number
  /** Seconds of the first call of the process; our side is timed after `warmUps` calls of the same work. */
  readonly coldSeconds?: number
  readonly warmUps?: number
  readonly peakMb: number
}

/** One comparison of one bench. */
export interface BenchCase {
  readonly label: string
  readonly size: Readonly<Record<string, number>>
  readonly ours: { readonly program: string; readonly args: readonly string[] }
  readonly baseline?: BaselineProgram
  /** Why there is no baseline. */
  readonly without?: string
  /** Returns figures of both sides that show that they did the same work. */
  quality(ours: Printed, baseline: Printed | null): Readonly<Record<string, unknown>>
}

/** A Python program to run beside ours. */
export interface BaselineProgram {
  /** What is compared, for people. */
  readonly name: string
  readonly program: string
  readonly args: readonly string[]
  readonly takesThreads: boolean
  /** Whether the program lies in `bench/python` instead of the folder of baselines. */
  readonly own?: boolean
  /** Factor on its seconds where it does only part of our work. */
  readonly scale?: number
  readonly note?: string
}

/** A bench: what both sides read, and its cases, the main one first. */
export interface Bench {
  readonly modules: readonly string[]
  /** Arguments of `bench/python/dump.py`, which writes the data of the baseline for our side; absent where both read files. */
  readonly dump?: readonly string[]
  readonly cases: readonly BenchCase[]
}
