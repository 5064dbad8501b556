import { type Command, InvalidArgumentError } from 'commander'
import type { Progress } from '../kit/index.ts'
import type { CliIo } from './io.ts'
import { createProgressView } from './progress.ts'

/** Options that every command takes. */
export interface CommonOptions {
  readonly config?: string
  readonly output?: string
  readonly seed?: number
  readonly maxConcurrency: number
  readonly json?: boolean
  readonly dryRun?: boolean
  readonly yes?: boolean
  readonly progress: boolean
  readonly quiet?: boolean
  readonly debug?: boolean
}

/** What a command's work gets beside its own options. */
export interface CommandContext {
  readonly io: CliIo
  readonly common: CommonOptions
  readonly progress: Progress
  /** Prints the result: the object under `--json`, the text otherwise. */
  readonly print: (result: unknown, text: string) => void
}

/** A verb of the command line. */
export interface CommandSpec {
  readonly name: string
  /** Positional arguments in commander's notation, empty for none. */
  readonly arguments: string
  readonly summary: string
  /** A command line that works, without the leading `hyper`. */
  readonly example: string
  readonly options?: (command: Command) => Command
  readonly run: (
    args: readonly unknown[],
    options: Readonly<Record<string, unknown>>,
    context: CommandContext,
  ) => Promise<void>
}

/** Adds a verb to the program. */
export function addCommand(program: Command, spec: CommandSpec, io: CliIo): void {
  const command = program.command(
    `${spec.name}${spec.arguments === '' ? '' : ` ${spec.arguments}`}`,
  )
  command.summary(spec.summary).description(`${spec.summary}.`)
  spec.options?.(command)
  addCommonOptions(command)
  command.addHelpText('after', `\nExample:\n  $ hyper ${spec.example}\n`)
  command.action(async (...received: unknown[]) => {
    const args = received.slice(0, -2)
    const options = command.opts()
    const common = options as unknown as CommonOptions
    const view = createProgressView(io, { quiet: common.quiet === true, bars: common.progress })
    const print = (result: unknown, text: string): void =>
      io.out(common.json ? `${JSON.stringify(result)}\n` : text)
    try {
      await spec.run(args, options, { io, common, progress: view.progress, print })
    } finally {
      view.stop()
    }
  })
}

function addCommonOptions(command: Command): void {
  const taken = new Set(command.options.map((option) => option.long))
  const add = (
    flags: string,
    description: string,
    parse?: (text: string) => unknown,
    fallback?: unknown,
  ): void => {
    const long = /--[a-z-]+/.exec(flags)![0]
    if (taken.has(long)) return
    if (parse) command.option(flags, description, parse, fallback)
    else command.option(flags, description)
  }
  add('-c, --config <file>', 'config file (YAML or JSON)')
  add('-o, --output <path>', 'where the result goes')
  add('--seed <n>', 'seed of everything random (default 42, or the seed of the config)', parseWhole)
  add('-j, --max-concurrency <n>', 'workers and jobs at a time', parseWhole, 2)
  add('--json', 'print the result as JSON on standard output')
  add('--dry-run', 'say what would be done, and do nothing')
  add('--yes', 'do not ask')
  add('--no-progress', 'one line per stage instead of a bar')
  add('--quiet', 'only results, warnings and errors')
  add('--debug', 'show the cause and the stack of an error')
}

/** Reads a whole number from 0. */
export function parseWhole(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('expected a whole number')
  return Number(text)
}

/** Collects an option that may be given several times. */
export function collect(value: string, previous: readonly string[] | undefined): string[] {
  return [...(previous ?? []), value]
}
