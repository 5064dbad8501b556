import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

/** Returns the value of an option of this process, or undefined. */
export function readOption(name: string): string | undefined {
  const at = process.argv.indexOf(`--${name}`)
  return at < 0 ? undefined : process.argv[at + 1]
}

/** Returns a whole-number option. */
export function readCount(name: string, otherwise: number): number {
  return Number(readOption(name) ?? otherwise)
}

/** Returns threads to use: 1 where limited, else undefined (as the library chooses). */
export function threadLimit(): number | undefined {
  return process.env.HYPER_BENCH_THREADS === '1' ? 1 : undefined
}

/** Returns the folder of real data beside the checkout (the working folder), or null. */
export function dataFolder(): string | null {
  const shared = process.env.HYPER_SHARED ?? resolve('../shared')
  const folder = join(shared, 'data')
  return existsSync(folder) ? folder : null
}

/** Arrays that `bench/python/dump.py` wrote. */
export interface Dump {
  readonly shape: (name: string) => readonly number[]
  readonly doubles: (name: string) => Float64Array
  readonly bytes: (name: string) => Uint8Array
}

/** Returns the arrays of the folder named by `--data`, or null without it. */
export function openDump(): Dump | null {
  const folder = readOption('data')
  if (folder === undefined) return null
  const facts = JSON.parse(readFileSync(join(folder, 'facts.json'), 'utf8')) as Record<
    string,
    number[]
  >
  const bytes = (name: string): Uint8Array => new Uint8Array(readFileSync(join(folder, name)))
  return {
    shape: (name) => facts[name]!,
    bytes,
    doubles: (name) => new Float64Array(bytes(name).slice().buffer),
  }
}
