import { readFile } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { Option } from 'commander'
import { type FlatRow, toFlatRows, toTrlRow } from '../annotate/index.ts'
import {
  createDirectoryStore,
  type DirectoryStore,
  type ParquetColumn,
  writeAtomic,
  writeJsonLines,
  writeParquet,
} from '../backends/index.ts'
import type { TiePolicy } from '../domain/index.ts'
import { HyperError, isHyperError, show } from '../kit/index.ts'
import {
  CARD_MARK,
  exportHybrid,
  type HybridExport,
  leftOutReasons,
  type ParsedPlan,
  parsePlan,
  type RunOptions,
  readManifest,
  renderDatasetCard,
} from '../pipeline/index.ts'
import { SIMULATED_SOURCE } from '../simulate/index.ts'
import type { CommandContext, CommandSpec } from './command.ts'
import type { CliIo } from './io.ts'
import { readRunOptions } from './run-stages.ts'
import { VERSION } from './version.ts'
import { csvLines, writeCsv } from './write-csv.ts'

const FORMATS = ['trl-reward', 'jsonl', 'csv', 'parquet'] as const
type Format = (typeof FORMATS)[number]

const ENDINGS: Readonly<Record<Format, string>> = {
  'trl-reward': 'jsonl',
  jsonl: 'jsonl',
  csv: 'csv',
  parquet: 'parquet',
}

/** `hyper export`. */
export const exportCommand: CommandSpec = {
  name: 'export',
  arguments: '',
  summary: 'Write the labels that a plan chose as a file for trainers, with a dataset card',
  example: 'export --run runs/first --plan plan.jsonl --format trl-reward -o hybrid/train.jsonl',
  options: (command) =>
    command
      .requiredOption('--run <dir>', 'folder of a run, whose labels are exported')
      .option('--plan <file>', 'plan of that data; default: plan.jsonl of the run')
      .option('--format <name>', `one of ${FORMATS.join(', ')}`, 'trl-reward')
      .option('--plain', 'texts instead of conversations (trl-reward)')
      .addOption(
        new Option(
          '--ties <rule>',
          'leave instances out whose label is a tie, or write them in both orders; default: the policy of the run',
        ).choices(['drop', 'half']),
      ),
  run: async (_args, options, context) => {
    const { io, common, print } = context
    const format = parseFormat(String(options.format), options.plain === true)
    const folder = resolve(io.cwd, String(options.run))
    const store = createDirectoryStore(folder)
    const plan = await readPlan((options.plan as string) ?? join(folder, 'plan.jsonl'), io)
    const run = await findOptions(store)
    const ties = options.ties === undefined ? {} : { ties: tiePolicyOf(String(options.ties)) }
    const hybrid = await exportHybrid(store, plan, {
      labels: run?.labels ?? null,
      sources: run?.sources ?? null,
      ...ties,
    })
    const rows = hybrid.rows.flatMap(toFlatRows)
    const output = common.output ?? join(String(options.run), 'export', `train.${ENDINGS[format]}`)
    const result = {
      ok: true,
      format,
      output,
      rows: rows.length,
      instances: { human: hybrid.counts.human, lm: hybrid.counts.lm },
      leftOut: Object.fromEntries(leftOutReasons(hybrid)),
      tiePolicy: hybrid.tiePolicy,
      simulated: isSimulated(hybrid),
    }
    const plain = options.plain === true
    if (output === '-') return writeToOutput(rows, { format, plain, hybrid }, context)
    if (common.dryRun !== true) {
      const path = resolve(io.cwd, output)
      const card = renderDatasetCard({
        file: basename(path),
        format,
        plain,
        fileRows: rows.length,
        hybrid,
        plan: plan.facts,
        version: VERSION,
        seed: (await readManifest(store))?.seed ?? null,
        labels: run?.labels ?? null,
        simulated: isSimulated(hybrid),
      })
      await requireCardPlace(path, common.yes === true)
      await writeRows(path, rows, { format, plain })
      await writeAtomic(join(dirname(path), 'README.md'), card)
    }
    const verb = common.dryRun === true ? 'would be written' : 'written'
    print(result, `${summarize(hybrid, rows.length)}${verb} to ${output} with a dataset card\n`)
  },
}

function parseFormat(name: string, plain: boolean): Format {
  const format = FORMATS.find((known) => known === name)
  if (format === undefined)
    throw new HyperError(
      'usage/unknown-format',
      `export --format: got ${show(name)}, expected one of ${FORMATS.join(', ')}`,
    )
  if (plain && format !== 'trl-reward')
    throw new HyperError(
      'usage/wrong-option',
      `export --plain: got the format ${show(format)}, expected trl-reward (the others are always plain)`,
    )
  return format
}

const tiePolicyOf = (rule: string): TiePolicy => (rule === 'half' ? 'half' : 'chosen')

async function readPlan(file: string, io: CliIo): Promise<ParsedPlan> {
  if (file === '-') {
    const chunks: Buffer[] = []
    for await (const chunk of io.stdin) chunks.push(Buffer.from(chunk as Buffer | string))
    return parsePlan(Buffer.concat(chunks).toString('utf8'), '-')
  }
  let text: string
  try {
    text = await readFile(resolve(io.cwd, file), 'utf8')
  } catch (cause) {
    throw new HyperError(
      'data/unreadable-file',
      `${file}: got no readable file, expected a plan (plan.jsonl)`,
      { cause, hint: 'write one with "hyper route --run DIR -o plan.jsonl"' },
    )
  }
  return parsePlan(text, basename(file))
}

async function findOptions(store: DirectoryStore): Promise<RunOptions | null> {
  try {
    return await readRunOptions(store)
  } catch (error) {
    if (isHyperError(error, 'data/missing-artifact')) return null
    throw error
  }
}

const isSimulated = ({ rows, datasets }: HybridExport): boolean =>
  datasets.includes(SIMULATED_SOURCE) ||
  rows.some(({ instance }) => instance.meta.simulated === true)

interface Shape {
  readonly format: Format
  readonly plain: boolean
}

function writeToOutput(
  rows: readonly FlatRow[],
  shape: Shape & { readonly hybrid: HybridExport },
  { io }: CommandContext,
): void {
  if (shape.format === 'parquet')
    throw new HyperError(
      'usage/wrong-option',
      'export: got -o - with parquet, expected a file (Parquet cannot be printed)',
    )
  if (shape.format === 'csv') for (const line of csvLines(rows.map(toRecord), COLUMNS)) io.out(line)
  else for (const row of shapeRows(rows, shape)) io.out(`${JSON.stringify(row)}\n`)
  io.err(summarize(shape.hybrid, rows.length))
}

const shapeRows = (rows: readonly FlatRow[], { format, plain }: Shape): readonly object[] =>
  format === 'trl-reward' ? rows.map((row) => toTrlRow(row, { plain })) : rows

// A card is only written over a card, so that an export beside other work does not take its README.
async function requireCardPlace(path: string, replace: boolean): Promise<void> {
  const card = join(dirname(path), 'README.md')
  if (basename(path) === 'README.md')
    throw new HyperError(
      'usage/wrong-option',
      'export -o: got README.md, which is the dataset card, expected another name',
    )
  const held = await readFile(card, 'utf8').catch(() => null)
  if (held === null || held.includes(CARD_MARK) || replace) return
  throw new HyperError(
    'usage/file-exists',
    `export: got another README.md beside ${basename(path)}, expected a folder of its own for data and card`,
    { hint: 'give a path in a new folder with -o, or --yes to replace that README.md' },
  )
}

async function writeRows(path: string, rows: readonly FlatRow[], shape: Shape): Promise<void> {
  if (shape.format === 'parquet') await writeParquet(path, rows.map(toRecord), PARQUET_COLUMNS)
  else if (shape.format === 'csv') await writeCsv(path, rows.map(toRecord), COLUMNS)
  else await writeJsonLines(path, null, shapeRows(rows, shape))
}

const COLUMNS: readonly (keyof FlatRow)[] = [
  'id',
  'dataset',
  'prompt',
  'chosen',
  'rejected',
  'margin',
  'source',
  'annotator',
  'verdict',
  'p_a',
]

const PARQUET_COLUMNS: readonly ParquetColumn[] = COLUMNS.map((name) => ({
  name,
  type: name === 'margin' || name === 'p_a' ? 'DOUBLE' : 'STRING',
}))

const toRecord = (row: FlatRow): Record<string, unknown> => ({ ...row })

function summarize(hybrid: HybridExport, fileRows: number): string {
  const { counts, rows } = hybrid
  const what = isSimulated(hybrid) ? 'simulated instances' : 'instances'
  return [
    `${rows.length} ${what} in ${fileRows} rows: ${counts.human} labelled by people, ${counts.lm} by the judge`,
    ...leftOutReasons(hybrid).map(([reason, count]) => `${reason}: ${count}`),
    '',
  ].join('\n')
}
