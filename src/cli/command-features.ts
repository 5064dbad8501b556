import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { createDirectoryStore } from '../backends/index.ts'
import { parseConfig } from '../config/index.ts'
import { importPairs } from '../dataset/index.ts'
import { parseFittedFeatures } from '../features/index.ts'
import { HyperError } from '../kit/index.ts'
import { describePairs } from '../pipeline/index.ts'
import type { CommandContext, CommandSpec } from './command.ts'
import { runUpTo } from './command-stages.ts'
import { addDataOptions, importOptionsOf, openFiles } from './data-options.ts'
import { connectFinished, planRun } from './run-stages.ts'

const FILES = ['features.json', 'features.bin', 'coverage.json']

/** `hyper features`. */
export const featuresCommand: CommandSpec = {
  name: 'features',
  arguments: '[files...]',
  summary:
    'Describe instances: feature matrix, bins, coverage; of a config, or of files with stored bins',
  example: 'features new.jsonl --bins runs/first/features.json -o described',
  options: (command) =>
    addDataOptions(command).option(
      '--bins <file>',
      'features.json whose bins and columns are used',
    ),
  run: async ([files], options, context) => {
    if ((files as string[]).length === 0) return runUpTo('features', FILES, context)
    return describeFiles(files as string[], options, context)
  },
}

async function describeFiles(
  files: readonly string[],
  options: Readonly<Record<string, unknown>>,
  context: CommandContext,
): Promise<void> {
  const { io, common } = context
  const { instances, warnings } = await importPairs(
    openFiles(files, io),
    await importOptionsOf(options),
  )
  for (const warning of warnings) io.err(`warning: ${warning}\n`)
  if (instances.length === 0) {
    throw new HyperError('data/no-rows', 'features: got no pair, expected at least one')
  }
  const folder = resolve(io.cwd, common.output ?? 'described')
  const run =
    common.config === undefined
      ? parseConfig('data: {files: ["-"]}', 'defaults')
      : (await planRun(context)).options
  const seeded = common.seed === undefined ? run : { ...run, seed: common.seed }
  const store = createDirectoryStore(folder)
  const { world, dispose } = connectFinished(seeded, store, context)
  try {
    const stored =
      options.bins === undefined
        ? null
        : parseFittedFeatures(await readBins(resolve(io.cwd, String(options.bins))))
    const described = await describePairs(instances, seeded, world, stored)
    if (common.dryRun !== true) {
      await store.write('features.json', described.json)
      await store.write('features.bin', described.bin)
      await store.write('coverage.json', described.coverageJson)
    }
    for (const warning of described.coverage.warnings) io.err(`warning: ${warning}\n`)
    const { features, unknownShare } = described.coverage
    context.print(
      {
        ok: true,
        output: folder,
        files: FILES,
        instances: instances.length,
        features: features.length,
        unknownShare,
      },
      `${instances.length} instances, ${features.length} features, ${(100 * unknownShare).toFixed(1)} % unknown\n${FILES.map((file) => `${join(common.output ?? 'described', file)}\n`).join('')}`,
    )
  } finally {
    await dispose()
  }
}

async function readBins(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    throw new HyperError(
      'data/unreadable-file',
      `--bins: got no readable file at ${path}, expected the features.json of a run`,
      { cause },
    )
  }
}
