import { readFile } from 'node:fs/promises'
import { extname, resolve } from 'node:path'
import { type Command, Option } from 'commander'
import { parse } from 'yaml'
import {
  expandInputs,
  type HubFacts,
  openRows,
  writeJsonLines,
  writeParquet,
} from '../backends/index.ts'
import {
  type ImportFacts,
  type ImportOptions,
  type LabelMap,
  type LabelRow,
  type MergeBy,
  type MergeConflict,
  readLabels,
  readPairs,
  toPairRow,
} from '../dataset/index.ts'
import type { PreferenceInstance } from '../domain/index.ts'
import { HyperError, type Json, show } from '../kit/index.ts'
import { type CommandContext, type CommandSpec, collect } from './command.ts'
import { addDataOptions, importOptionsOf, openFiles } from './data-options.ts'

/** Instances between two reports of progress. */
const TOLD_EVERY = 5000

/** `hyper import`. */
export const importCommand: CommandSpec = {
  name: 'import',
  arguments: '<files...>',
  summary: 'Read pairs of any known shape, or mapped columns, and write them in our format',
  example: 'import hf:allenai/multipref -o pairs.jsonl.gz',
  options: (command) => addJoinOptions(addDataOptions(command)),
  run: async ([files], options, context) => {
    const { io, common, print, progress } = context
    requireKnownEnding(common.output)
    const { env, signal, cwd, stdin } = io
    const inputs = await expandInputs(files as string[], cwd, { env, signal, cwd, progress })
    const stream = readPairs(openRows(inputs.paths, { stdin, signal, cwd }), {
      ...(await joinOptionsOf(options, context)),
      ...(inputs.hub.size === 0 ? {} : { stamp: (file) => stampOf(inputs.hub, file) }),
    })
    await write(tellProgress(stream.instances, context), context)
    const facts = stream.facts()
    for (const warning of facts.warnings) io.err(`warning: ${warning}\n`)
    for (const conflict of facts.conflicts) io.err(`  ${describeConflict(conflict)}\n`)
    const text = summarize(facts, common.output, common.dryRun === true)
    if (common.json || (common.output !== undefined && common.output !== '-')) {
      print(
        {
          presets: facts.presets.map(({ id }) => id),
          counts: facts.counts,
          labels: facts.labels,
          conflicts: facts.conflicts,
          warnings: facts.warnings,
          problems: facts.problems,
          hub: [...new Set(inputs.hub.values())].map(({ files: _, ...rest }) => rest),
          output: common.output ?? null,
        },
        text,
      )
    } else io.err(text)
  },
}

function addJoinOptions(command: Command): Command {
  return command
    .option(
      '--labels <file>',
      'labels in a file of their own, joined to the pairs (repeatable)',
      collect,
    )
    .option(
      '--labels-map <yaml>',
      'columns of the labels: {id: item, human: {column: winner, values: ...}}',
    )
    .addOption(
      new Option(
        '--merge [by]',
        'join rows of one pair from several files, by id or by their texts',
      )
        .choices(['id', 'content'])
        .preset('id'),
    )
}

async function joinOptionsOf(
  options: Readonly<Record<string, unknown>>,
  { io, progress }: CommandContext,
): Promise<ImportOptions> {
  const own = await importOptionsOf(options)
  const files = options.labels as string[] | undefined
  if (files === undefined && options.labelsMap !== undefined)
    throw new HyperError(
      'usage/wrong-option',
      'import --labels-map: got no --labels, expected the file that it describes',
    )
  const map = options.labelsMap === undefined ? null : await readLabelMap(String(options.labelsMap))
  const labels: LabelRow[] = []
  if (files !== undefined) {
    const read = await readLabels(openFiles(files, io, progress), {
      onBadRow: own.onBadRow,
      ...(map === null ? {} : { map }),
    })
    for (const warning of read.warnings) io.err(`warning: labels: ${warning}\n`)
    labels.push(...read.labels)
  }
  return {
    ...own,
    ...(options.merge === undefined ? {} : { merge: options.merge as MergeBy }),
    ...(files === undefined ? {} : { labels }),
  }
}

async function readLabelMap(given: string): Promise<LabelMap> {
  const text = given.startsWith('@') ? await readFile(given.slice(1), 'utf8') : given
  const value: unknown = parse(text)
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as LabelMap
  throw new HyperError(
    'usage/bad-map',
    `--labels-map: got ${show(value)}, expected an object such as {id: item, human: winner}`,
  )
}

/** What a row of the hub carries from then on: which commit it was read from, and the licence of its card. */
function stampOf(hub: ReadonlyMap<string, HubFacts>, file: string): Record<string, Json> {
  const facts = hub.get(file.split(/[\\/]/).at(-1) ?? '')
  if (facts === undefined) return {}
  const { repo, sourceCommit, config, split, license } = facts
  return {
    hub: `${repo}@${sourceCommit}/${config}:${split}`,
    ...(license === null ? {} : { licence: license }),
  }
}

/** Tells progress from the first few thousand instances on: a small file is there before anybody wonders. */
async function* tellProgress(
  instances: AsyncIterable<PreferenceInstance>,
  { progress }: CommandContext,
): AsyncGenerator<Record<string, Json>, void, undefined> {
  const stage = 'import'
  const startedAt = performance.now()
  let done = 0
  for await (const instance of instances) {
    yield toPairRow(instance)
    if (++done % TOLD_EVERY !== 0) continue
    if (done === TOLD_EVERY) progress({ type: 'stage-start', stage })
    progress({ type: 'stage-advance', stage, done, unit: 'instances' })
  }
  if (done < TOLD_EVERY) return
  const seconds = (performance.now() - startedAt) / 1000
  progress({ type: 'stage-end', stage, seconds, counts: { instances: done } })
}

async function write(
  rows: AsyncIterable<Record<string, Json>>,
  { io, common }: CommandContext,
): Promise<void> {
  const { output } = common
  if (output !== undefined && output !== '-' && common.dryRun !== true) {
    const path = resolve(io.cwd, output)
    if (extname(path) === '.parquet') await writeParquet(path, rows)
    else await writeJsonLines(path, { format: 'hyper/pairs@1' }, rows)
    return
  }
  const silent = common.json === true || common.dryRun === true
  for await (const row of rows) if (!silent) io.out(`${JSON.stringify(row)}\n`)
}

function summarize(facts: ImportFacts, output: string | undefined, dryRun: boolean): string {
  const { counts, presets, labels } = facts
  const shapes = presets.map(({ id, title }) => `read as ${id} (${title})\n`).join('')
  const joined = counts.joined > 0 ? `, ${counts.joined} joined to earlier ones` : ''
  const added =
    labels === null
      ? ''
      : `${labels.added} annotations joined; ${labels.pairsWithoutLabels} pairs got none\n`
  const target =
    output === undefined || output === '-'
      ? ''
      : ` ${dryRun ? 'would be written' : 'written'} to ${output}`
  return `${shapes}${added}${counts.kept} instances of ${counts.read} rows${joined}${target}\n`
}

function describeConflict({ id, kind, annotator, aspect, kept, other }: MergeConflict): string {
  if (kind === 'texts')
    return `${show(id)}: the texts differ from those of an earlier row; left out`
  const who = `${annotator ?? 'unknown'}${aspect === null ? '' : ` on ${aspect}`}`
  return `${show(id)}: ${who} said ${kept ?? 'nothing'}, later ${other ?? 'nothing'}; the first was kept`
}

function requireKnownEnding(output: string | undefined): void {
  const ending = /\.(?:csv|tsv)(?:\.gz)?$/i.exec(output ?? '')?.[0]
  if (ending === undefined) return
  throw new HyperError(
    'usage/unknown-format',
    `import -o: got ${show(output)}, expected a file of JSON Lines (.jsonl, .jsonl.gz) or Parquet (.parquet)`,
    { hint: 'annotations are lists, which CSV does not hold' },
  )
}
