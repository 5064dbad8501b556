import {
  findOverlap,
  formatProblem,
  groupInstances,
  importPairs,
  importSuite,
  type OverlapReport,
  splitGroups,
  toPairRow,
} from '../dataset/index.ts'
import type { PreferenceInstance, SuiteRow } from '../domain/index.ts'
import { HyperError } from '../kit/index.ts'
import type { DatasetArtifact } from './artifacts.ts'
import { writeJsonArtifact, writeLines } from './json-lines.ts'
import { importOptionsOf, suiteOptionsOf } from './read-data.ts'
import type { Stage, StageContext } from './stage.ts'

/** Reads pairs and suites, groups prompts, takes overlapping and held-out rows out of training. */
export const importStage: Stage = {
  name: 'import',
  inputs: [],
  outputs: ['pairs.jsonl', 'suite.jsonl', 'dataset.json'],
  options: ({ data, suite }) => ({
    data: { ...data, files: null, labels: null },
    suite: {
      overlap: suite.overlap,
      humanPairs: suite.humanPairs,
      preset: suite.preset,
    },
  }),
  facts: async ({ options, world }) => {
    const { files, labels } = options.data
    const data = await world.fingerprint([...files, ...labels])
    const suite =
      options.suite.files.length === 0 ? '' : await world.fingerprint(options.suite.files)
    return data === null || suite === null ? null : `${data}${suite === '' ? '' : `+${suite}`}`
  },
  run: runImport,
}

async function runImport(context: StageContext): Promise<Record<string, number>> {
  const { options, world } = context
  const { data } = options
  const pairs = await importPairs(
    world.openRows(data.files),
    await importOptionsOf(data, (patterns) => world.openRows(patterns)),
  )
  if (pairs.instances.length === 0) {
    throw new HyperError(
      'data/no-rows',
      `data: got no usable row in ${data.files.length} file patterns, expected preference pairs`,
    )
  }
  const suite =
    options.suite.files.length === 0
      ? null
      : await importSuite(world.openRows(options.suite.files), suiteOptionsOf(options))
  const suiteRows = suite?.rows ?? []
  const { instances } = pairs
  const grouping = groupInstances(instances)
  const overlap = checkOverlap(instances, suiteRows, options.suite.overlap)
  const held = holdOut(instances, grouping, context)
  const excluded = excludedRows(instances, overlap, options.suite.overlap, held)
  const artifact: Omit<DatasetArtifact, 'format'> = {
    counts: numbersOf(pairs.counts),
    badByReason: pairs.counts.badByReason,
    problems: [...pairs.problems, ...(suite?.problems ?? [])].map(formatProblem),
    warnings: [...pairs.warnings, ...(suite?.warnings ?? [])],
    groups: [...grouping.groups],
    groupCount: grouping.groupCount,
    nearJoined: grouping.nearJoined,
    suiteRows: suiteRows.length,
    overlap: {
      exact: overlap.exactTrainingIds.length,
      near: overlap.nearTrainingIds.length,
      ids: overlappingIds(overlap).slice(0, 100),
    },
    excluded,
  }
  await world.store.write(
    'pairs.jsonl',
    writeLines('pairs', instances.map(toPairRow), { rows: instances.length }),
  )
  await world.store.write('suite.jsonl', writeLines('suite', suiteRows, { rows: suiteRows.length }))
  await world.store.write('dataset.json', writeJsonArtifact('dataset', artifact))
  for (const message of artifact.warnings)
    world.progress({ type: 'warning', stage: 'import', message })
  return {
    instances: instances.length,
    'prompt groups': grouping.groupCount,
    'suite rows': suiteRows.length,
  }
}

const overlappingIds = ({ exactTrainingIds, nearTrainingIds }: OverlapReport): string[] => [
  ...exactTrainingIds,
  ...nearTrainingIds,
]

function numbersOf(counts: object): Record<string, number> {
  return Object.fromEntries(
    Object.entries(counts).filter(
      (entry): entry is [string, number] => typeof entry[1] === 'number',
    ),
  )
}

function checkOverlap(
  instances: readonly PreferenceInstance[],
  suiteRows: readonly SuiteRow[],
  rule: 'exclude' | 'keep' | 'fail',
): OverlapReport {
  const overlap = findOverlap(instances, suiteRows)
  const ids = overlappingIds(overlap)
  if (rule === 'fail' && ids.length > 0) {
    throw new HyperError(
      'data/suite-overlap',
      `data: got ${ids.length} instances whose prompt stands in a suite, expected none (first: ${ids[0]})`,
      {
        hint: 'set suite.overlap to "exclude" to leave them out of training, or see them with "hyper overlap"',
      },
    )
  }
  return overlap
}

function holdOut(
  instances: readonly PreferenceInstance[],
  grouping: { groups: Uint32Array; groupCount: number },
  { options, random }: StageContext,
): Uint8Array {
  if (options.suite.humanPairs === 0) return new Uint8Array(instances.length)
  return splitGroups(
    grouping.groups,
    grouping.groupCount,
    options.suite.humanPairs,
    random.fork('human-pairs'),
  )
}

function excludedRows(
  instances: readonly PreferenceInstance[],
  overlap: OverlapReport,
  rule: 'exclude' | 'keep' | 'fail',
  held: Uint8Array,
): DatasetArtifact['excluded'] {
  const overlapping = new Set(rule === 'exclude' ? overlappingIds(overlap) : [])
  const excluded: Record<string, 'suite-overlap' | 'held-out'> = {}
  instances.forEach((instance, index) => {
    if (overlapping.has(instance.id)) excluded[index] = 'suite-overlap'
    else if (held[index] === 1) excluded[index] = 'held-out'
  })
  return excluded
}
