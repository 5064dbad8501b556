import { selectVotes } from '../annotate/index.ts'
import type { PeopleRow } from '../audit/index.ts'
import type { PlanRow, PreferenceInstance, Verdict } from '../domain/index.ts'
import { HyperError, show } from '../kit/index.ts'
import { loadDataset, loadInstances, loadLabels } from './artifacts.ts'
import { judgeScore } from './judge-score.ts'
import { parsePlan } from './parse-plan.ts'
import type { RunStore } from './store.ts'

/** A row of the plan that the judge has labelled. */
export interface JudgedRow {
  readonly id: string
  readonly instance: PreferenceInstance
  readonly group: number
  /** The higher the surer that the judge agrees with a person; NaN is unknown. */
  readonly score: number
  readonly judge: Verdict
  /** Null where no person labelled it. */
  readonly human: Verdict | null
  readonly isMarked: boolean
}

/** The rows of a run that an audit is about. */
export interface JudgedRows {
  readonly rows: readonly JudgedRow[]
  /** Rows of the plan without a judge label, and with a tie of the judge where ties do not count. */
  readonly withoutJudge: number
  readonly judgeTies: number
  /** Share of the plan's rows that go to the judge. */
  readonly judgeShare: number
  readonly scoreKind: 'p-differs' | 'judge-behaviour'
}

/**
 * Returns the judged rows of a finished run's plan. Where ties do not count, rows on which the judge says tie are left out.
 *
 * @throws HyperError `data/missing-artifact`, `data/bad-artifact`, `data/plan-mismatch`
 */
export async function loadJudgedRows(
  store: RunStore,
  { countsTies }: { readonly countsTies: boolean },
): Promise<JudgedRows> {
  const text = await store.readText('plan.jsonl')
  if (text === null)
    throw new HyperError(
      'data/missing-artifact',
      'plan.jsonl: got no such file, expected the plan of a finished run',
      { hint: 'run "hyper run" with the same config and output folder first' },
    )
  const plan = parsePlan(text, 'plan.jsonl')
  const find = await openInstances(store)
  const scoreKind = plan.rows.some(({ pDiffers }) => typeof pDiffers === 'number')
    ? ('p-differs' as const)
    : ('judge-behaviour' as const)
  const rows: JudgedRow[] = []
  let withoutJudge = 0
  let judgeTies = 0
  for (const planned of plan.rows) {
    const { instance, group, judge, human } = find(planned)
    if (judge === null) withoutJudge++
    else if (judge === 'tie' && !countsTies) judgeTies++
    else {
      const score =
        scoreKind === 'p-differs' ? 1 - (planned.pDiffers ?? Number.NaN) : judgeScore(instance)
      const isMarked = planned.reserve === 'audit'
      rows.push({ id: planned.id, instance, group, score, judge, human, isMarked })
    }
  }
  const toJudge = plan.rows.filter(({ source }) => source === 'lm').length
  return { rows, withoutJudge, judgeTies, judgeShare: toJudge / plan.rows.length, scoreKind }
}

interface Found {
  readonly instance: PreferenceInstance
  readonly group: number
  readonly judge: Verdict | null
  readonly human: Verdict | null
}

async function openInstances(store: RunStore): Promise<(row: PlanRow) => Found> {
  const instances = await loadInstances(store)
  const labels = await loadLabels(store)
  const { groups } = await loadDataset(store)
  const indexOf = new Map(instances.map(({ id }, index) => [id, index]))
  if (labels.length !== instances.length || labels.some(({ id }, at) => indexOf.get(id) !== at))
    throw new HyperError(
      'data/bad-artifact',
      `labels.jsonl: got ${labels.length} rows that are not those of pairs.jsonl, expected one per instance in the same order`,
    )
  return ({ id }) => {
    const index = indexOf.get(id)
    if (index === undefined)
      throw new HyperError(
        'data/plan-mismatch',
        `plan.jsonl: got a row for ${show(id)}, expected ids of pairs.jsonl`,
      )
    const { human, lm } = labels[index]!
    return {
      instance: instances[index]!,
      group: groups[index]!,
      judge: lm?.verdict ?? null,
      human: human?.verdict ?? null,
    }
  }
}

/** Returns how far people agree with each other on the rows that two or more of them labelled; pairs with a tie only where ties count. */
export function peopleRows(
  rows: readonly JudgedRow[],
  { countsTies }: { readonly countsTies: boolean },
): PeopleRow[] {
  return rows.flatMap(({ instance, group, score }) => {
    const verdicts = selectVotes(instance.human)
      .map(({ verdict }) => verdict)
      .filter((verdict) => countsTies || verdict !== 'tie')
    let agree = 0
    for (let first = 0; first < verdicts.length; first++) {
      for (let second = first + 1; second < verdicts.length; second++)
        agree += Number(verdicts[first] === verdicts[second])
    }
    const pairs = (verdicts.length * (verdicts.length - 1)) / 2
    return pairs === 0 ? [] : [{ score, group, agree, pairs }]
  })
}
