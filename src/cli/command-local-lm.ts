import { homedir } from 'node:os'
import { join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { InvalidArgumentError } from 'commander'
import { type FoundDecoder, findDecoder, type LocalLm, openLocalLm } from '../backends/index.ts'
import { HyperError } from '../kit/index.ts'
import { type CommandSpec, parseWhole } from './command.ts'
import type { CliIo } from './io.ts'

/** `hyper local-lm`. */
export const localLmCommand: CommandSpec = {
  name: 'local-lm',
  arguments: '',
  summary: 'Serve a small language model on this machine, to try judges without a key',
  example: 'local-lm --port 8080',
  options: (command) =>
    command
      .option('--port <n>', 'port to listen at; 0 takes any that is free', parsePort, 8080)
      .option('--host <address>', 'address to listen at', '127.0.0.1')
      .option('--model <file>', 'GGUF file of a chat model (default: SmolLM2-135M-Instruct)')
      .option('--runtime <folder>', 'folder in which node-llama-cpp is installed')
      .option('--context <n>', 'tokens of question and answer together', parseWhole, 4096)
      .option(
        '--key-env <name>',
        'environment variable with the key that requests must carry (default: no key)',
      ),
  run: async (_args, options, { io, common, print }) => {
    const file = findModel(options.model as string | undefined, io)
    const runtimeFolder =
      options.runtime === undefined
        ? fileURLToPath(new URL('../../local-lm', import.meta.url))
        : resolve(io.cwd, options.runtime as string)
    if (common.dryRun === true) {
      const shown = relative(io.cwd, file.path)
      print(
        { ok: true, dryRun: true, file: file.path },
        `would serve ${shown} at ${String(options.host)}:${String(options.port)}\n`,
      )
      return
    }
    const keyEnv = options.keyEnv as string | undefined
    const lm = await openLocalLm({
      file,
      runtimeFolder,
      port: options.port as number,
      host: options.host as string,
      contextSize: options.context as number,
      ...(keyEnv === undefined ? {} : { key: readKey(keyEnv, io) }),
    })
    try {
      const judge = judgeOf(lm, keyEnv)
      const facts = { baseUrl: lm.baseUrl, model: lm.model, contextSize: lm.contextSize }
      print({ ok: true, ...facts, judge }, welcome(lm, judge, file.expected !== null))
      await aborted(io.signal)
    } finally {
      await lm.stop()
    }
  },
}

function parsePort(text: string): number {
  const port = parseWhole(text)
  if (port > 65_535) throw new InvalidArgumentError('expected a port up to 65535')
  return port
}

function findModel(named: string | undefined, { cwd, env }: CliIo): FoundDecoder {
  const cache = env.HYPER_CACHE ?? join(homedir(), '.cache', 'hyper-router')
  const variable = env.HYPER_DECODER
  return findDecoder({
    file: named === undefined ? undefined : resolve(cwd, named),
    named: variable === undefined || variable === '' ? undefined : resolve(cwd, variable),
    folders: [join(cwd, '.models'), join(cache, 'models')],
  })
}

function readKey(name: string, { env }: CliIo): string {
  const key = env[name]
  if (key !== undefined && key !== '') return key
  throw new HyperError(
    'usage/no-key',
    `--key-env: got the variable ${name} without a value, expected a key in it`,
  )
}

/** A judge as a file or a config names it. */
type JudgeLines = Readonly<Record<string, string | Readonly<Record<string, number>>>>

function judgeOf({ baseUrl, model }: LocalLm, keyEnv: string | undefined): JudgeLines {
  return {
    id: 'local',
    model,
    baseUrl,
    ...(keyEnv === undefined ? {} : { keyEnv }),
    mode: 'letter',
    orders: 'both',
    price: { inputPerMillion: 0, outputPerMillion: 0 },
  }
}

function welcome(lm: LocalLm, judge: JudgeLines, isDefault: boolean): string {
  const lines = Object.entries(judge).map(([key, value]) =>
    typeof value === 'string'
      ? `${key}: ${value}`
      : `${key}: {${Object.entries(value)
          .map(([name, amount]) => `${name}: ${amount}`)
          .join(', ')}}`,
  )
  const quality = isDefault
    ? 'This model shows how judges work and is none: its verdicts are near chance, and swapping the answers flips nearly all of them.\n'
    : ''
  return `${lm.model} answers at ${lm.baseUrl} (one question at a time, ${lm.contextSize} tokens)
${quality}
As a judge, in a file of its own:

${lines.join('\n')}

Ctrl-C stops it.
`
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve()
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
}
