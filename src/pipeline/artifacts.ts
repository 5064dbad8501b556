import { buildPool } from '../annotate/index.ts'
import { hyperPreset, parsePair } from '../dataset/index.ts'
import type {
  FeatureMatrix,
  LabelledPool,
  LabelPair,
  PreferenceInstance,
  SuiteRow,
} from '../domain/index.ts'
import { parseFeatures } from '../features/index.ts'
import { HyperError, type Json } from '../kit/index.ts'
import { loadBought } from './bought-labels.ts'
import { readJsonArtifact, readLines } from './json-lines.ts'
import type { RunOptions } from './options.ts'
import type { RunStore } from './store.ts'

/** The fields of a row of `pairs.jsonl` that bought labels are put into. */
interface PairFields {
  readonly id: string
  readonly lm: readonly Json[]
}

/** One row of `labels.jsonl`: what each source says about an instance. */
export interface LabelRow extends LabelPair {
  readonly id: string
}

/** `dataset.json`: what was read, how prompts are grouped, which instances may train and why not. */
export interface DatasetArtifact {
  readonly format: 'hyper/dataset@1'
  readonly counts: Readonly<Record<string, number>>
  readonly badByReason: Readonly<Record<string, number>>
  /** The first problems of rows that were left out, as text. */
  readonly problems: readonly string[]
  readonly warnings: readonly string[]
  /** Prompt group per instance. */
  readonly groups: readonly number[]
  readonly groupCount: number
  readonly nearJoined: number
  readonly suiteRows: number
  readonly overlap: {
    readonly exact: number
    readonly near: number
    readonly ids: readonly string[]
  }
  /** Instances that must not train, by index. */
  readonly excluded: Readonly<Record<string, 'suite-overlap' | 'held-out'>>
}

/** Returns the instances of a run as they were imported, in the order of the data. */
export function loadImported(store: RunStore): Promise<PreferenceInstance[]> {
  return readInstances(store, new Map())
}

/** Returns the instances of a run with the labels bought for the pilot, in the order of the data. */
export async function loadInstances(store: RunStore): Promise<PreferenceInstance[]> {
  return readInstances(store, await loadBought(store, 'judged.jsonl'))
}

/** Returns the instances of a run with all labels that it bought, those of its plan too, in the order of the data. */
export async function loadCompleted(store: RunStore): Promise<PreferenceInstance[]> {
  const pilot = await loadBought(store, 'judged.jsonl')
  const planned = await loadBought(store, 'completed.jsonl')
  return readInstances(store, new Map([...pilot, ...planned]))
}

async function readInstances(
  store: RunStore,
  bought: ReadonlyMap<string, readonly Json[]>,
): Promise<PreferenceInstance[]> {
  const rows = await readLines<PairFields>(store, 'pairs.jsonl', 'pairs')
  return rows.map((row, index) => {
    const lm = bought.get(row.id)
    const own = lm === undefined ? row : { ...row, lm: [...row.lm, ...lm] }
    const parsed = parsePair(own, { file: 'pairs.jsonl', line: index + 2 }, hyperPreset)
    if ('instances' in parsed) return parsed.instances[0]!
    const problem = parsed.problems[0]!
    throw new HyperError(
      'data/bad-artifact',
      `pairs.jsonl:${problem.line} field "${problem.field}": got ${problem.got}, expected ${problem.expected}`,
    )
  })
}

/** Returns the rows of the suites of a run. */
export function loadSuiteRows(store: RunStore): Promise<SuiteRow[]> {
  return readLines<SuiteRow>(store, 'suite.jsonl', 'suite')
}

/** Returns what the import found. */
export function loadDataset(store: RunStore): Promise<DatasetArtifact> {
  return readJsonArtifact<DatasetArtifact>(store, 'dataset.json', 'dataset')
}

/** Returns the two labels of every instance. */
export function loadLabels(store: RunStore): Promise<LabelRow[]> {
  return readLines<LabelRow>(store, 'labels.jsonl', 'labels')
}

/** Returns the rows that mixes are made of. */
export async function loadPool(store: RunStore, options: RunOptions): Promise<LabelledPool> {
  const instances = await loadInstances(store)
  const dataset = await loadDataset(store)
  const labels: LabelPair[] = await loadLabels(store)
  return buildPool({
    instances,
    labels,
    groups: Uint32Array.from(dataset.groups),
    groupCount: dataset.groupCount,
    tiePolicy: options.labels.ties,
    excluded: new Map(
      Object.entries(dataset.excluded).map(([index, reason]) => [Number(index), reason]),
    ),
  })
}

/** Returns the instances that can be routed, by index: all but those held out or standing in a suite. */
export async function loadRoutable(store: RunStore): Promise<Uint32Array> {
  const { excluded, groups } = await loadDataset(store)
  return Uint32Array.from(groups.keys()).filter((index) => excluded[index] === undefined)
}

/** Returns the instances that can be routed and are not in the pool, by index. */
export function outsidePool(
  routable: Uint32Array,
  { instances }: Pick<LabelledPool, 'instances'>,
): Uint32Array {
  const inside = new Set(instances)
  return routable.filter((index) => !inside.has(index))
}

/** Returns the features of every instance. */
export async function loadMatrix(store: RunStore): Promise<FeatureMatrix> {
  const json = await store.readText('features.json')
  const bytes = await store.readBytes('features.bin')
  if (json === null || bytes === null) {
    throw new HyperError(
      'data/missing-artifact',
      'features.json, features.bin: got no such files, expected the artifacts of the stage "features"',
    )
  }
  return parseFeatures(json, bytes).matrix
}
