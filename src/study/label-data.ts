import { selectVotes } from '../annotate/index.ts'
import {
  type FeatureMatrix,
  type PreferenceInstance,
  selectRows,
  verdictSign,
} from '../domain/index.ts'
import { HyperError } from '../kit/index.ts'
import {
  type HumanPositions,
  type PairEvidence,
  selectEvidence,
  utilityOfLabel,
} from '../pilot/index.ts'
import {
  loadDataset,
  loadInstances,
  loadMatrix,
  loadSignals,
  type RunStore,
  toPairEvidence,
} from '../pipeline/index.ts'

/** The rows of a label-quality study; arrays are parallel. */
export interface LabelData {
  readonly ids: readonly string[]
  /** Data set of every row; no router sees it. */
  readonly sources: readonly string[]
  readonly groups: Uint32Array
  readonly groupCount: number
  readonly evidence: PairEvidence
  readonly matrix: FeatureMatrix
  /** Positions of all human labels, in stored order. The first is the human source, the mean of the others the truth. */
  readonly people: readonly HumanPositions[]
  /** Utility of the first person's label, and of the judge's, against that truth; 0 to 1. */
  readonly humanUtility: Float64Array
  readonly judgeUtility: Float64Array
}

/** Returns the positions of all people who labelled an instance as a whole, in stored order. */
export function positionsOfPeople({ human }: PreferenceInstance): HumanPositions {
  return selectVotes(human).map(({ verdict }) => verdictSign(verdict))
}

/**
 * Returns the rows whose labels can be judged: those with the judge's label and enough human ones.
 *
 * @throws HyperError `data/no-trusted-labels` where no row has two human labels and the judge's
 */
export async function loadLabelData(store: RunStore, leastHumanLabels: number): Promise<LabelData> {
  const instances = await loadInstances(store)
  const dataset = await loadDataset(store)
  const matrix = await loadMatrix(store)
  const evidence = toPairEvidence(await loadSignals(store), dataset.groups)
  const people = instances.map(positionsOfPeople)
  const least = Math.max(2, leastHumanLabels)
  const rows = [...instances.keys()].filter(
    (row) => people[row]!.length >= least && !Number.isNaN(evidence.judge[row]!),
  )
  if (rows.length === 0) {
    throw new HyperError(
      'data/no-trusted-labels',
      `label quality: got no row with the judge's label and ${least} human labels, expected some: the first person is the human source, the others are the truth`,
    )
  }
  const own = rows.map((row) => people[row]!)
  const selected = selectEvidence(evidence, rows)
  const truth = own.map(([, ...others]) => others.reduce((a, b) => a + b, 0) / others.length)
  return {
    ids: selected.ids,
    sources: rows.map((row) => instances[row]!.source),
    groups: selected.groups,
    groupCount: dataset.groupCount,
    evidence: selected,
    matrix: selectRows(matrix, rows),
    people: own,
    humanUtility: Float64Array.from(own, ([first], row) => utilityOfLabel(first!, truth[row]!)),
    judgeUtility: Float64Array.from(truth, (own, row) => utilityOfLabel(selected.judge[row]!, own)),
  }
}
