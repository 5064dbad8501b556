#!/usr/bin/env node
/**
 * The command line: parses, connects adapters, calls the library, renders. Results go to standard output, everything else
 * to standard error. Refuses to hold logic: a verb is one file that any program could write with the library.
 */
import { realpathSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Command, CommanderError } from 'commander'
import { exitStatus, HyperError, isHyperError } from '../kit/index.ts'
import { addCommand } from './command.ts'
import { COMMANDS } from './commands.ts'
import { type CliIo, processIo } from './io.ts'
import { VERSION } from './version.ts'

/** Returns the program with all its verbs; `io` is where they read and write. */
export function createProgram(io: CliIo): Command {
  const program = new Command('hyper')
  program
    .description('Hybrid Preference Router: who labels which preference pair, people or a judge')
    .version(VERSION)
    .showSuggestionAfterError(true)
    .configureOutput({ writeOut: io.out, writeErr: io.err })
    .exitOverride()
  for (const spec of COMMANDS) addCommand(program, spec, io)
  for (const command of program.commands)
    command.exitOverride().configureOutput({ writeOut: io.out, writeErr: io.err })
  return program
}

/** Runs one command line (without `node` and the script) and returns its exit status. */
export async function runCli(argv: readonly string[], io: CliIo): Promise<number> {
  const json = argv.includes('--json')
  const debug = argv.includes('--debug')
  try {
    await createProgram(io).parseAsync(argv as string[], { from: 'user' })
    return 0
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    const known = io.signal.aborted && !isHyperError(error) ? interrupted(error) : error
    reportError(known, io, { json, debug })
    return exitStatus(known)
  }
}

function interrupted(cause: unknown): HyperError {
  return new HyperError('interrupted/signal', 'interrupted: what was done is saved', {
    cause,
    hint: 'run the same command again to go on',
  })
}

function reportError(
  error: unknown,
  io: CliIo,
  how: { readonly json: boolean; readonly debug: boolean },
): void {
  if (how.json) {
    const shape = isHyperError(error)
      ? {
          code: error.code,
          message: error.message,
          hint: error.hint ?? null,
          details: error.details,
        }
      : {
          code: 'internal/bug',
          message: error instanceof Error ? error.message : String(error),
          hint: null,
          details: {},
        }
    io.out(`${JSON.stringify({ ok: false, error: shape })}\n`)
  }
  if (isHyperError(error)) {
    io.err(
      `hyper: ${error.message}\n${lastLines(error)}${error.hint ? `  hint: ${error.hint}\n` : ''}`,
    )
  } else {
    io.err(
      `hyper: a bug of ours: ${error instanceof Error ? error.message : String(error)}\n  please report it with the output of the same command and --debug\n`,
    )
  }
  if (how.debug && error instanceof Error)
    io.err(
      `${error.stack ?? ''}\n${error.cause === undefined ? '' : `cause: ${String(error.cause)}\n`}`,
    )
}

function lastLines({ details }: HyperError): string {
  const lines = Array.isArray(details.lastLines) ? details.lastLines : []
  return lines.map((line) => `  | ${String(line)}\n`).join('')
}

async function main(): Promise<void> {
  const stop = new AbortController()
  process.on('SIGINT', () => {
    if (stop.signal.aborted) process.exit(130)
    process.stderr.write('\nstopping after this step; press Ctrl-C again to stop at once\n')
    stop.abort()
  })
  process.on('SIGTERM', () => stop.abort())
  // A reader that has enough (head, less) closes the pipe: that is no error.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0)
    throw error
  })
  process.exitCode = await runCli(process.argv.slice(2), processIo(stop.signal))
}

const entry = process.argv[1]
if (entry !== undefined && realpathSync(entry) === fileURLToPath(import.meta.url)) await main()
