import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative, resolve } from 'node:path'
import { PassThrough } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { stringify } from 'yaml'
import { runCli } from '../../src/cli/main.ts'
import { toPairRow } from '../../src/dataset/index.ts'
import { createRandom } from '../../src/kit/index.ts'
import type { RunManifest } from '../../src/pipeline/index.ts'
import { type SimulatedWorld, simulateWorld } from '../../src/simulate/index.ts'

export const ROOT: string = resolve(dirname(fileURLToPath(import.meta.url)), '../..')

/** Returns a new folder outside the checkout. */
export function makeFolder(name: string): string {
  return mkdtempSync(join(tmpdir(), `hyper-${name}-`))
}

/** Returns the path of the command line, built from the sources as they are; equal sources are built once. */
export function buildCli(): string {
  const hash = createHash('sha256')
  for (const file of filesBelow(join(ROOT, 'src')))
    hash.update(`${file}\n`).update(readFileSync(join(ROOT, 'src', file)))
  const home = join(ROOT, '.cache', 'test-cli', hash.digest('hex').slice(0, 16))
  const entry = join(home, 'dist', 'cli', 'main.js')
  if (existsSync(entry)) return entry
  rmSync(dirname(home), { recursive: true, force: true })
  const draft = `${home}-${process.pid}`
  mkdirSync(draft, { recursive: true })
  copyFileSync(join(ROOT, 'package.json'), join(draft, 'package.json'))
  const compiler = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc')
  const flags = ['-p', 'tsconfig.build.json', '--noCheck', '--sourceMap', 'false']
  execFileSync(process.execPath, [compiler, ...flags, '--outDir', join(draft, 'dist')], {
    cwd: ROOT,
  })
  renameSync(draft, home)
  return entry
}

/** Writes a small simulated world and returns it. */
export function writeSmallWorld(
  folder: string,
  {
    instances = 150,
    suite = 120,
    seed = 5,
  }: { readonly instances?: number; readonly suite?: number; readonly seed?: number } = {},
): SimulatedWorld {
  const world = simulateWorld({
    instances,
    suite,
    seedStream: createRandom(seed).fork('world'),
  })
  writeRows(join(folder, 'pairs.jsonl'), world.instances.map(toPairRow))
  writeRows(join(folder, 'suite.jsonl'), world.suite)
  return world
}

/** Writes JSON Lines. */
export function writeRows(file: string, rows: readonly unknown[]): void {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, rows.map((row) => `${JSON.stringify(row)}\n`).join(''))
}

/** Reads JSON Lines, the first line with the format included. */
export function readRows<T>(file: string): T[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as T)
}

export type Tree = { readonly [key: string]: unknown }

/** A config that runs in a second or two; parts are merged into it section by section. */
export function smallConfig(parts: Tree = {}): Tree {
  const base: Record<string, unknown> = {
    seed: 11,
    data: { files: ['pairs.jsonl'] },
    suite: { files: ['suite.jsonl'], humanPairs: 0.2 },
    features: { encoder: { kind: 'none' }, minimumCount: 5 },
    candidates: { mixes: 40, baselineMixes: 3 },
    train: { l2: 0.01 },
    ppm: { folds: 4, repeats: 1 },
    route: { router: 'top-k', shares: [0.5], compare: [], seeds: 1, simulations: 30 },
  }
  for (const [key, part] of Object.entries(parts)) {
    const held = base[key]
    base[key] = isTree(held) && isTree(part) ? { ...held, ...part } : part
  }
  return base
}

const isTree = (value: unknown): value is Tree =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Writes a config and returns its path. */
export function writeConfig(folder: string, parts: Tree = {}, name = 'hyper.yaml'): string {
  const file = join(folder, name)
  writeFileSync(file, stringify(smallConfig(parts)))
  return file
}

/** What a command line gave. */
export interface CliEnd {
  /** Exit status; null when it was killed. */
  readonly status: number | null
  readonly out: string
  readonly err: string
}

/** Runs a command line in this process; its cache lies in `cache`, and `env` is all else that it hears of the environment. */
export async function runInside(
  args: readonly string[],
  {
    cache,
    cwd = tmpdir(),
    env = {},
  }: {
    readonly cache: string
    readonly cwd?: string
    readonly env?: Readonly<Record<string, string>>
  },
): Promise<CliEnd> {
  let out = ''
  let err = ''
  const stdin = new PassThrough()
  stdin.end()
  const status = await runCli(args, {
    out: (text) => {
      out += text
    },
    err: (text) => {
      err += text
    },
    stdin,
    interactive: false,
    env: { ...env, HYPER_CACHE: cache },
    cwd,
    signal: new AbortController().signal,
  })
  return { status, out, err }
}

/** A command line in a process group of its own. */
export interface RunningCli {
  readonly child: ChildProcess
  readonly ended: Promise<CliEnd>
  /** Calls back for every line on standard error. */
  readonly onLine: (listen: (line: string) => void) => void
  /** Ends the whole process group at once. */
  readonly kill: () => void
}

/** Starts the built command line. */
export function startCli(
  entry: string,
  args: readonly string[],
  { cache, cwd = tmpdir() }: { readonly cache: string; readonly cwd?: string },
): RunningCli {
  const child = spawn(process.execPath, [entry, ...args], {
    cwd,
    env: { ...process.env, HYPER_CACHE: cache },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  const listeners: ((line: string) => void)[] = []
  let out = ''
  let err = ''
  let rest = ''
  child.stdout!.setEncoding('utf8').on('data', (text: string) => {
    out += text
  })
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    err += text
    const lines = (rest + text).split('\n')
    rest = lines.pop()!
    for (const line of lines) for (const listen of listeners) listen(line)
  })
  return {
    child,
    ended: new Promise((resolve, reject) => {
      child.once('error', reject)
      child.once('close', (status) => resolve({ status, out, err }))
    }),
    onLine: (listen) => void listeners.push(listen),
    kill: () => {
      try {
        process.kill(-child.pid!, 'SIGKILL')
      } catch {}
    },
  }
}

/** Runs the built command line to its end. */
export function runOutside(
  entry: string,
  args: readonly string[],
  where: { readonly cache: string; readonly cwd?: string },
): Promise<CliEnd> {
  return startCli(entry, args, where).ended
}

/** Facts that may differ between equal runs, and the folder where jobs of external trainers lie. */
const MAY_DIFFER = /^(manifest\.json|events\.jsonl|jobs\/.*)$/
/** What a killed process may leave behind until the next one has finished. */
const LEFTOVER = /^(\.work\/.*|\.lock.*|.*\.part)$/

/** Returns the digest of every artifact of a run; what may differ and leftovers stay out. */
export function digestRun(folder: string): Record<string, string> {
  const digests: Record<string, string> = {}
  for (const file of filesBelow(folder)) {
    if (MAY_DIFFER.test(file) || LEFTOVER.test(file)) continue
    digests[file] = createHash('sha256')
      .update(readFileSync(join(folder, file)))
      .digest('hex')
  }
  return digests
}

/** Returns the leftovers of killed processes in a run folder. */
export function leftoversIn(folder: string): string[] {
  return filesBelow(folder).filter((file) => LEFTOVER.test(file))
}

/** Returns the files below a folder, relative with `/`, sorted. */
export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .sort()
}

/** Returns the manifest of a run. */
export function readManifestOf(folder: string): RunManifest {
  return JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as RunManifest
}

/** Returns the names of the stages that a command line did, as it told on standard error. */
export function stagesDone(err: string): string[] {
  return [...err.matchAll(/^([a-z]+): started/gm)].map((match) => match[1]!)
}
