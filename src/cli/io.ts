import type { Readable } from 'node:stream'

/** What a command may touch of the outside: tests hand over their own. */
export interface CliIo {
  /** Results, and nothing else. */
  readonly out: (text: string) => void
  /** Everything else. */
  readonly err: (text: string) => void
  readonly stdin: Readable
  /** True when standard error is a terminal: then progress is drawn as a bar. */
  readonly interactive: boolean
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  /** Aborted by the first Ctrl-C. */
  readonly signal: AbortSignal
}

/** Returns the process's own streams. */
export function processIo(signal: AbortSignal): CliIo {
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    stdin: process.stdin,
    interactive: process.stderr.isTTY === true,
    env: process.env,
    cwd: process.cwd(),
    signal,
  }
}
