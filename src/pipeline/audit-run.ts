import { selectVotes } from '../annotate/index.ts'
import {
  type AuditClaim,
  type AuditDraw,
  type AuditReport,
  type AuditRow,
  auditAgreement,
} from '../audit/index.ts'
import { createRandom, drawSubset, HyperError, show } from '../kit/index.ts'
import { SIMULATED_SOURCE } from '../simulate/index.ts'
import { type JudgedRow, type JudgedRows, loadJudgedRows, peopleRows } from './audit-rows.ts'
import type { RunOptions } from './options.ts'
import type { SliceRow } from './parse-slice.ts'
import type { RunStore } from './store.ts'

/** What is asked of a run. */
export interface AuditRunRequest {
  readonly target: number
  readonly confidence: number
  /** Share of the rows that the judge is wanted to label; null takes the plan's. */
  readonly coverage: number | null
  /** `pool`: the claim is about the rows of this plan. `new-prompts`: it is to hold for prompts like these. */
  readonly claim: AuditClaim
  /** How the slice was drawn; slices drawn here are drawn by row. */
  readonly drawn: AuditDraw
  /** A slice of one's own; null takes the plan's, or draws one. */
  readonly slice: readonly SliceRow[] | null
  /** Size of a slice that is drawn here. */
  readonly rows: number
  readonly seed: number
  readonly round?: number
  readonly rounds?: number
  readonly previous?: { readonly threshold: number }
}

/**
 * Returns what a random slice says about the agreement of a finished run's judge with people, on the rows of its plan. The slice is the one given, else the
 * rows that the plan marks, else a uniform draw of the rows that both sources labelled. Ties follow the run's tie policy: where a tie keeps a row out
 * of training, it keeps it out of the audit.
 *
 * @throws HyperError `data/missing-artifact`, `data/bad-artifact`, `data/plan-mismatch`, `data/bad-slice`, and as `auditAgreement`
 */
export async function auditRun(
  store: RunStore,
  options: Pick<RunOptions, 'labels'>,
  request: AuditRunRequest,
): Promise<AuditReport> {
  const countsTies = options.labels.ties !== 'either'
  const judged = await loadJudgedRows(store, { countsTies })
  const slice = chooseSlice(judged.rows, request)
  const measured = slice.rows.filter(({ human }) => countsTies || human !== 'tie')
  const report = auditAgreement(
    {
      pool: {
        scores: Float64Array.from(judged.rows, ({ score }) => score),
        groups: Uint32Array.from(judged.rows, ({ group }) => group),
      },
      audit: measured.map(toAuditRow),
      people: peopleRows(judged.rows, { countsTies }),
    },
    {
      target: request.target,
      confidence: request.confidence,
      coverage: request.coverage ?? judged.judgeShare,
      drawn: request.drawn,
      claim: request.claim,
      verdicts: countsTies ? 3 : 2,
      labelsPerRow: measured.length === 0 ? 1 : slice.rows.length / measured.length,
      ...(request.round === undefined ? {} : { round: request.round }),
      ...(request.rounds === undefined ? {} : { rounds: request.rounds }),
      ...(request.previous === undefined ? {} : { previous: request.previous }),
    },
    createRandom(request.seed).fork('audit', 'bets'),
  )
  const ties = slice.rows.length - measured.length
  return { ...report, notes: [...report.notes, ...slice.notes, ...runNotes(judged, ties)] }
}

const toAuditRow = ({ score, group, judge, human }: JudgedRow): AuditRow => ({
  score,
  agrees: judge === human,
  group,
  propensity: 1,
})

interface Slice {
  readonly rows: readonly JudgedRow[]
  readonly notes: readonly string[]
}

function chooseSlice(rows: readonly JudgedRow[], request: AuditRunRequest): Slice {
  if (request.slice !== null) return givenSlice(rows, request.slice)
  const marked = rows.filter(({ isMarked }) => isMarked)
  if (marked.length > 0) return markedSlice(marked)
  const both = rows.filter(({ human }) => human !== null)
  const size = Math.min(request.rows, both.length)
  const chosen = drawSubset(both.length, size, createRandom(request.seed).fork('audit', 'slice'))
  const isPart =
    both.length < rows.length
      ? ` Only ${both.length} of ${rows.length} judged rows carry a human label: the claim takes these for a random part of all.`
      : ''
  return {
    rows: Array.from(chosen, (at) => both[at]!),
    notes: [
      `The plan marks no audit slice: ${size} of ${both.length} rows with both labels were drawn at random (seed ${request.seed}).${isPart}`,
    ],
  }
}

function markedSlice(marked: readonly JudgedRow[]): Slice {
  const labelled = marked.filter(({ human }) => human !== null)
  const open = marked.length - labelled.length
  const missing =
    open === 0
      ? []
      : [
          `${open} of its ${marked.length} rows carry no human label yet: the claim takes the others for a random part of it.`,
        ]
  return { rows: labelled, notes: ['The slice is the one that the plan set apart.', ...missing] }
}

function givenSlice(rows: readonly JudgedRow[], slice: readonly SliceRow[]): Slice {
  const rowOf = new Map(rows.map((row) => [row.id, row]))
  let left = 0
  const found = slice.flatMap(({ id, verdict, place }) => {
    const row = rowOf.get(id)
    if (row === undefined) {
      left++
      return []
    }
    const human = verdict ?? row.human
    if (human !== null) return [{ ...row, human }]
    throw new HyperError(
      'data/bad-slice',
      `${place} field "verdict": got none for ${show(id)}, which no person labelled in the run, expected the label of a person`,
    )
  })
  if (slice.length > 0 && left === slice.length)
    throw new HyperError(
      'data/bad-slice',
      `${slice[0]!.place} field "id": got ${show(slice[0]!.id)} and no other row of the plan that the judge labelled, expected ids of the plan`,
    )
  const outside =
    left === 0
      ? []
      : [`${left} rows of the slice are no judged rows of the plan and were left out.`]
  return { rows: found, notes: ['The slice is the one given.', ...outside] }
}

function runNotes(
  { rows, withoutJudge, judgeTies, scoreKind }: JudgedRows,
  humanTies: number,
): string[] {
  const isSimulated = rows.some(
    ({ instance }) => instance.source === SIMULATED_SOURCE || instance.meta.simulated === true,
  )
  return [
    scoreKind === 'p-differs'
      ? "The score is 1 - P(people differ) of the run's plan."
      : "The score is the judge's own behaviour (order, strength, answer probability, panel). It is not calibrated, which does no harm to the guarantee, only to the coverage.",
    ...voteNotes(rows),
    ...(withoutJudge > 0 ? [`${withoutJudge} rows of the plan have no judge label.`] : []),
    ...(judgeTies + humanTies > 0
      ? [
          `Ties do not train under the run's tie policy: ${judgeTies} rows with a tie of the judge are not in the claim, ${humanTies} rows of the slice with a tie of a person were not measured.`,
        ]
      : []),
    ...(isSimulated ? ['The labels are simulated.'] : []),
  ]
}

function voteNotes(rows: readonly JudgedRow[]): string[] {
  const labelled = rows.filter(({ human }) => human !== null)
  const voted = labelled.filter(({ instance }) => selectVotes(instance.human).length > 1).length
  return voted === 0
    ? []
    : [
        `On ${voted} of ${labelled.length} labelled rows the human label is made of several people's: agreement with it can lie above that with one person.`,
      ]
}
