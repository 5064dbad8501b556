import {
  type BestOfRow,
  type FeatureMatrix,
  type LabelledPool,
  selectRows,
} from '../domain/index.ts'
import { createSuite, type Suite } from '../evaluate/index.ts'
import { type HumanPositions, type PairEvidence, selectEvidence } from '../pilot/index.ts'
import {
  loadDataset,
  loadInstances,
  loadMatrix,
  loadPool,
  loadSignals,
  type RunOptions,
  type RunStore,
  readFloats,
  readJsonArtifact,
  readLines,
  toPairEvidence,
} from '../pipeline/index.ts'
import type { EvaluationSetRow, StudyDesign } from './gather-design.ts'
import { positionsOfPeople } from './label-data.ts'

/** The rows of a reward study that train, with everything that is known of them; arrays are parallel to the pool. */
export interface RewardData {
  readonly pool: LabelledPool
  readonly groupCount: number
  readonly matrix: FeatureMatrix
  readonly evidence: PairEvidence
  readonly people: readonly HumanPositions[]
  readonly sources: readonly string[]
  /** Suites in the order of the evaluation rows; the first is the one that predictors aim at. */
  readonly suites: readonly {
    readonly name: string
    readonly suite: Suite
    /** First evaluation row. */
    readonly offset: number
    readonly rows: number
  }[]
  readonly bestOf: readonly {
    readonly name: string
    readonly rows: readonly BestOfRow[]
    /** First response. */
    readonly offset: number
  }[]
}

/** What one encoder makes of the responses. */
export interface RewardDesign {
  readonly columns: number
  readonly l2: number
  /** Completion A minus completion B, (pool x columns). */
  readonly pool: Float32Array
  /** Chosen minus rejected, (evaluation rows x columns). */
  readonly evaluation: Float32Array
  /** Single responses, (responses x columns). */
  readonly bestOf: Float32Array
}

/** Returns the rows of a reward study. */
export async function loadRewardData(store: RunStore, run: RunOptions): Promise<RewardData> {
  const instances = await loadInstances(store)
  const dataset = await loadDataset(store)
  const pool = await loadPool(store, run)
  const evidence = toPairEvidence(await loadSignals(store), dataset.groups)
  const matrix = await loadMatrix(store)
  const rows = await readLines<EvaluationSetRow>(store, 'evaluation.jsonl', 'evaluation')
  const bestOf = await readLines<BestOfRow & { set: string }>(store, 'best-of.jsonl', 'best-of')
  return {
    pool,
    groupCount: dataset.groupCount,
    matrix: selectRows(matrix, pool.instances),
    evidence: selectEvidence(evidence, pool.instances),
    people: Array.from(pool.instances, (at) => positionsOfPeople(instances[at]!)),
    sources: Array.from(pool.instances, (at) => instances[at]!.source),
    suites: partsOf(rows, ({ suite }) => suite).map(({ name, items, offset }) => ({
      name,
      suite: createSuite(items, { weights: run.suite.weights }),
      offset,
      rows: items.length,
    })),
    bestOf: placeResponses(partsOf(bestOf, ({ set }) => set)),
  }
}

/** Returns what an encoder of the study makes of the responses. */
export async function loadRewardDesign(store: RunStore, index: number): Promise<RewardDesign> {
  const facts = await readJsonArtifact<StudyDesign>(store, `design-${index}.json`, 'study-design')
  const values = readFloats((await store.readBytes(`design-${index}.bin`)) ?? new Uint8Array(0))
  const { columns, poolRows, evaluationRows } = facts
  const poolEnd = poolRows * columns
  const evaluationEnd = poolEnd + evaluationRows * columns
  return {
    columns,
    l2: facts.l2,
    pool: values.slice(0, poolEnd),
    evaluation: values.slice(poolEnd, evaluationEnd),
    bestOf: values.slice(evaluationEnd),
  }
}

/** Runs of items with one name, with the place of their first. */
function partsOf<T>(
  items: readonly T[],
  nameOf: (item: T) => string,
): { readonly name: string; readonly items: readonly T[]; readonly offset: number }[] {
  const names = [...new Set(items.map(nameOf))]
  return names.map((name) => ({
    name,
    items: items.filter((item) => nameOf(item) === name),
    offset: items.findIndex((item) => nameOf(item) === name),
  }))
}

function placeResponses(
  parts: readonly { readonly name: string; readonly items: readonly BestOfRow[] }[],
): RewardData['bestOf'] {
  let offset = 0
  return parts.map(({ name, items }) => {
    const placed = { name, rows: items, offset }
    offset += items.reduce((sum, { responses }) => sum + responses.length, 0)
    return placed
  })
}

/** Returns some of the rows of a pool, as a pool. */
export function selectPool(pool: LabelledPool, rows: Uint32Array): LabelledPool {
  return {
    ...pool,
    ids: Array.from(rows, (row) => pool.ids[row]!),
    instances: rows.map((row) => pool.instances[row]!),
    groups: rows.map((row) => pool.groups[row]!),
    human: Array.from(rows, (row) => pool.human[row]!),
    lm: Array.from(rows, (row) => pool.lm[row]!),
    differs: Uint8Array.from(rows, (row) => pool.differs[row]!),
  }
}
