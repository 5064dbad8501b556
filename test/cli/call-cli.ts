import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { runCli } from '../../src/cli/main.ts'

/** What a command line printed, and its exit status. */
export interface Called {
  readonly status: number
  readonly out: string
  readonly err: string
}

/** A folder of a test. */
export interface Workplace {
  readonly folder: string
  readonly path: (name: string) => string
  readonly write: (name: string, content: string | readonly object[]) => string
  /** Runs `hyper ...` in the folder, with these variables beside its own. */
  readonly hyper: (
    argv: readonly string[],
    stdin?: string,
    env?: Readonly<Record<string, string>>,
  ) => Promise<Called>
  readonly remove: () => void
}

/** Returns a new folder to call the command line in. */
export function openWorkplace(): Workplace {
  const folder = mkdtempSync(join(tmpdir(), 'hyper-cli-'))
  const path = (name: string): string => join(folder, name)
  return {
    folder,
    path,
    write: (name, content) => {
      const text =
        typeof content === 'string'
          ? content
          : content.map((row) => `${JSON.stringify(row)}\n`).join('')
      writeFileSync(path(name), text)
      return path(name)
    },
    hyper: async (argv, stdin = '', env = {}) => {
      let out = ''
      let err = ''
      const status = await runCli(argv, {
        out: (text) => {
          out += text
        },
        err: (text) => {
          err += text
        },
        stdin: Readable.from([Buffer.from(stdin)]),
        interactive: false,
        env: { HYPER_CACHE: path('.cache'), HYPER_PSEUDONYM_KEY: 'a key for tests alone', ...env },
        cwd: folder,
        signal: new AbortController().signal,
      })
      return { status, out, err }
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** Two pairs in the pair format. */
export const PAIRS: readonly object[] = [
  {
    id: 'p1',
    source: 'set',
    prompt: 'Name a prime.',
    response_a: 'Seven.',
    response_b: 'Eight.',
    human: [
      { annotator: 'h1', preference: 'a-is-clearly-better' },
      { annotator: 'h2', preference: 'a-is-slightly-better' },
    ],
    lm: [{ annotator: 'judge', preference: 'b-is-better' }],
    meta: { topic: 'numbers' },
  },
  {
    id: 'p2',
    source: 'set',
    prompt: 'Name a colour.',
    response_a: 'Red.',
    response_b: 'Seven.',
    human: [
      { annotator: 'h1', preference: 'a-is-better' },
      { annotator: 'h2', preference: 'tie' },
    ],
    lm: [{ annotator: 'judge', preference: 'a-is-better' }],
    meta: { topic: 'colours' },
  },
]

/** The rows of a JSON Lines text. */
export function parseLines(text: string): Record<string, unknown>[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
}
