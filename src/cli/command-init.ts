import { access, writeFile } from 'node:fs/promises'
import { relative, resolve } from 'node:path'
import { detectPreset, importPairs, summarizeInstances } from '../dataset/index.ts'
import type { RawRow } from '../domain/index.ts'
import { HyperError } from '../kit/index.ts'
import type { CommandSpec } from './command.ts'
import { openFiles } from './data-options.ts'

const LOOKED_AT = 2000

/** `hyper init`. */
export const initCommand: CommandSpec = {
  name: 'init',
  arguments: '<file>',
  summary: 'Look at a data file and write a commented hyper.yaml',
  example: 'init pairs.jsonl -o hyper.yaml',
  run: async ([file], _options, { io, common, print }) => {
    if (file === '-')
      throw new HyperError(
        'usage/no-file',
        'init: got standard input, expected a file (the config names it)',
      )
    const target = resolve(io.cwd, common.output ?? 'hyper.yaml')
    if (common.yes !== true && common.dryRun !== true && (await exists(target))) {
      throw new HyperError(
        'usage/file-exists',
        `init: got an existing ${common.output ?? 'hyper.yaml'}, expected a new file`,
        { hint: 'give another name with -o, or --yes to replace it' },
      )
    }
    const first = await firstRow(openFiles([file as string], io))
    const preset = detectPreset(first)
    const facts =
      preset === null
        ? null
        : summarizeInstances(
            (
              await importPairs(openFiles([file as string], io), {
                onBadRow: 'skip',
                limit: LOOKED_AT,
              })
            ).instances,
          )
    const path =
      relative(resolve(target, '..'), resolve(io.cwd, file as string)) || (file as string)
    const text = configText(
      path,
      preset?.id ?? null,
      Object.keys((first as object | null) ?? {}),
      facts === null ? '' : describe(facts),
    )
    const result = { ok: true, config: target, preset: preset?.id ?? null }
    if (common.dryRun === true) {
      print({ ...result, dryRun: true, text }, text)
      return
    }
    await writeFile(target, text)
    print(result, `wrote ${target}\nnext: hyper validate -c ${target}\n`)
  },
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path)
    return true
  } catch {
    return false
  }
}

async function firstRow(rows: AsyncIterable<RawRow>): Promise<unknown> {
  for await (const row of rows) if ('value' in row) return row.value
  throw new HyperError(
    'data/no-rows',
    'init: got a file without a readable row, expected preference pairs',
  )
}

function describe(facts: object): string {
  return Object.entries(facts)
    .filter(([, value]) => typeof value === 'number')
    .map(([name, value]) => `#   ${name}: ${String(value)}`)
    .join('\n')
}

function configText(
  path: string,
  preset: string | null,
  columns: readonly string[],
  facts: string,
): string {
  const data =
    preset === null
      ? `  preset: map
  # The columns of this file: ${columns.join(', ')}
  # Say which column holds what; "human" and "lm" are the labels, leave out what the file does not have.
  map:
    prompt: ${columns[0] ?? 'prompt'}
    a: ${columns[1] ?? 'answer_a'}
    b: ${columns[2] ?? 'answer_b'}
    # human: {column: winner, values: {"1": a, "2": b, "0": tie}}
    # lm: {column: judge, values: {A: a, B: b, tie: tie}}`
      : `  preset: ${preset}`
  return `# yaml-language-server: $schema=./node_modules/hyper-router/schema/hyper.schema.json
# What HyPER does with your pairs. Every key is explained in docs/reference/config.md; what is not said here has a sound default.
seed: 42

data:
  files: [${JSON.stringify(path)}]
${data}
  onBadRow: fail            # skip: leave bad rows out and count them
${facts === '' ? '' : `# The first ${LOOKED_AT} instances at most:\n${facts}\n`}
labels:
  human: majority           # a level vote is a tie
  lm: primary               # the first judge of a row
  ties: either              # drop an instance when either source says tie

suite:
  # files: [eval.jsonl]     # rows of chosen and rejected with subset and category
  humanPairs: 0.2           # share of the prompts held out: their human labels are a suite

candidates:
  mixes: 500

route:
  router: combined          # what the evidence supports; "hyper run" says what that is
  budget: 50%               # a share (25%), a number of instances (500) or money (usd:300)

# What one label costs, in USD. Unknown is said loudly in the report, never taken as zero.
# prices: {human: 0.50, lm: 0.002}
`
}
