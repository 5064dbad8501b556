import { spawn } from 'node:child_process'
import { open } from 'node:fs/promises'

/** How a program ended. */
export type ProcessEnd =
  | { readonly reason: 'exit'; readonly exitCode: number }
  | { readonly reason: 'signal'; readonly signal: string }
  | { readonly reason: 'timeout' }
  | { readonly reason: 'abort' }
  | { readonly reason: 'spawn'; readonly message: string }

/** What to run and how long. */
export interface ProcessRequest {
  readonly command: readonly string[]
  /** Everything the program writes goes into this file. */
  readonly logFile: string
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  readonly timeoutSeconds: number
  /** Time between asking the process group to end and ending it. */
  readonly graceSeconds: number
  readonly signal?: AbortSignal | undefined
}

/** Runs a program as the leader of its own process group and returns how it ended; nothing of the group outlives it. */
export async function runProcess(request: ProcessRequest): Promise<ProcessEnd> {
  const log = await open(request.logFile, 'w')
  try {
    return await superviseProcess(request, log.fd)
  } finally {
    await log.close()
  }
}

function superviseProcess(request: ProcessRequest, output: number): Promise<ProcessEnd> {
  const [program, ...rest] = request.command
  return new Promise((resolve) => {
    if (request.signal?.aborted) return resolve({ reason: 'abort' })
    const child = spawn(program!, rest, {
      cwd: request.cwd,
      env: request.env,
      stdio: ['ignore', output, output],
      detached: true,
    })
    let stopped: 'timeout' | 'abort' | undefined
    let grace: NodeJS.Timeout | undefined
    const stop = (why: 'timeout' | 'abort'): void => {
      if (stopped !== undefined) return
      stopped = why
      killGroup(child.pid, 'SIGTERM')
      grace = setTimeout(() => killGroup(child.pid, 'SIGKILL'), request.graceSeconds * 1000)
    }
    const timer = setTimeout(() => stop('timeout'), request.timeoutSeconds * 1000)
    const onAbort = (): void => stop('abort')
    request.signal?.addEventListener('abort', onAbort, { once: true })
    const finish = (end: ProcessEnd): void => {
      clearTimeout(timer)
      clearTimeout(grace)
      request.signal?.removeEventListener('abort', onAbort)
      resolve(stopped === undefined ? end : { reason: stopped })
    }
    child.once('error', (error) => finish({ reason: 'spawn', message: error.message }))
    child.once('exit', (exitCode, signal) => {
      killGroup(child.pid, 'SIGKILL')
      finish(
        exitCode === null ? { reason: 'signal', signal: signal! } : { reason: 'exit', exitCode },
      )
    })
  })
}

// The group may be gone already; that is what we want.
function killGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, signal)
  } catch {}
}

/** Returns the last lines of a log file, each at most 500 characters; reads at most its last 64 kB. */
export async function readLastLines(file: string, count: number): Promise<string[]> {
  const log = await open(file, 'r')
  try {
    const { size } = await log.stat()
    const length = Math.min(size, 65_536)
    const { buffer } = await log.read(Buffer.alloc(length), 0, length, size - length)
    const lines = buffer.toString('utf8').split(/\r\n|\r|\n/)
    while (lines.at(-1)?.trim() === '') lines.pop()
    return lines.slice(-count).map((line) => line.slice(0, 500))
  } finally {
    await log.close()
  }
}
