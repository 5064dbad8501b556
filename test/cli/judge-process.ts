import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'

const MAIN = join(import.meta.dirname, '../../src/cli/main.ts')

/** A command line in a process of its own. */
export interface HyperProcess {
  readonly child: ChildProcess
  /** Resolves with its exit status (null where a signal ended it) and what it printed. */
  readonly ended: Promise<{
    readonly status: number | null
    readonly out: string
    readonly err: string
  }>
  /** Sends a signal and resolves when it is gone. */
  end(signal: NodeJS.Signals): Promise<void>
}

/** Starts `hyper ...` in a folder. */
export function startHyper(
  argv: readonly string[],
  where: { readonly cwd: string; readonly env?: Readonly<Record<string, string>> },
): HyperProcess {
  const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), MAIN, ...argv], {
    cwd: where.cwd,
    env: { ...process.env, ...where.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let [out, err] = ['', '']
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString()
  })
  child.stderr.on('data', (chunk: Buffer) => {
    err += chunk.toString()
  })
  const ended = new Promise<{ status: number | null; out: string; err: string }>((resolve) => {
    child.once('close', (status) => resolve({ status, out, err }))
  })
  return {
    child,
    ended,
    end: async (signal) => {
      child.kill(signal)
      await ended
    },
  }
}
