import {
  type Budget,
  type PlanRow,
  type RoutingPlan,
  resolveBudget,
  selectRows,
} from '../domain/index.ts'
import type { Random } from '../kit/index.ts'
import {
  fillsBudget,
  mergeReserve,
  planPrice,
  predictChoice,
  type RowReserve,
  reserveRows,
} from '../route/index.ts'
import { annotatorsOf, type PlanInput, type PlannedRows, planWith } from './plan-with.ts'
import { readEvidence, selectEvidenceRows, selectVectors } from './run-routing-evidence.ts'

/** What was set apart before a router decided; part of the first line of `plan.jsonl`. */
export interface ReserveFacts {
  /** Rows of the audit slice: people and the judge label them. */
  readonly audit: number
  /** Chance of every row to stand in the slice. */
  readonly auditPropensity: number
  /** Rows drawn at random among those that the router left. */
  readonly exploration: number
}

/** A plan with what was set apart; null where nothing was. */
export interface ReservedPlan {
  readonly plan: RoutingPlan
  readonly reserve: ReserveFacts | null
}

/**
 * Returns the plan of a router with the audit slice set apart before it decided and the explored rows drawn after it; both count against the budget. Each
 * row carries the chance with which people label it once the slice is drawn.
 *
 * @throws HyperError as `planWith`
 */
export function planReserved(
  rows: PlannedRows & { readonly groups: Uint32Array | null },
  input: PlanInput,
  random: Random,
): ReservedPlan {
  const { exploration, audit } = input.options.route
  if (exploration === 0 && audit === 0)
    return { plan: planWith(rows, input, random), reserve: null }
  const total = rows.matrix.ids.length
  // What is set apart is added to what a router chooses that fills no budget.
  const fills = fillsBudget(input.router)
  const drawn = reserveRows(
    {
      total,
      groups: rows.groups,
      auditShare: audit,
      explorationShare: fills ? exploration : 0,
      humans: fills ? labelsFor(input, total) : Math.round(audit * total),
    },
    random.fork('reserve'),
  )
  const routed = planWith(
    selectPlanned(rows, drawn.routable),
    fills ? { ...input, budget: { unit: 'instances', amount: drawn.routed } } : input,
    random,
  )
  const reserve = fills
    ? drawn
    : { ...drawn, humans: drawn.audit + routed.human, routed: routed.human }
  return mergePlan(routed, reserve, { rows, input })
}

/** Money pays for the judge's labels of the slice too, which people label beside it. */
function labelsFor({ budget, options }: PlanInput, total: number): number {
  const { prices, route } = options
  if (budget.unit !== 'money' || prices.lm === null) return resolveBudget(budget, total, prices)
  const twice = Math.round(route.audit * total) * prices.lm
  return resolveBudget({ ...budget, amount: Math.max(0, budget.amount - twice) }, total, prices)
}

function selectPlanned(
  { matrix, evidence, vectors = null }: PlannedRows,
  rows: Uint32Array,
): PlannedRows {
  return {
    matrix: selectRows(matrix, rows),
    evidence: evidence === null ? null : selectEvidenceRows(evidence, rows),
    vectors: vectors === null ? null : selectVectors(vectors, rows),
  }
}

function mergePlan(
  routed: RoutingPlan,
  reserve: RowReserve,
  { rows, input }: { readonly rows: PlannedRows; readonly input: PlanInput },
): ReservedPlan {
  const { total, routable, audit } = reserve
  const chosen = new Uint8Array(total)
  routable.forEach((row, at) => {
    chosen[row] = Number(routed.rows[at]!.source === 'human')
  })
  const merged = mergeReserve(chosen, reserve)
  const explored = merged.reasons.filter((reason) => reason === 'exploration').length
  const left = total - audit - routed.human
  const chance = left === 0 ? 0 : explored / left
  const { prices } = input.options
  const chances = rows.evidence === null ? undefined : readEvidence(rows.evidence, input).pDiffers
  const people = annotatorsOf(input.options).human ?? null
  const own = new Map(Array.from(routable, (row, at) => [row, routed.rows[at]!]))
  const ranks = rankAll(own, reserve, merged.reasons)
  const planned = rows.matrix.ids.map((id, row): PlanRow => {
    const reason = merged.reasons[row]!
    const held = own.get(row) ?? blankRow(id, chances?.[row])
    const propensity =
      reason === 'audit' ? 1 : chanceOf(held.propensity, merged.propensity[row]!, chance)
    if (reason === null || reason === 'routed') return { ...held, rank: ranks[row]!, propensity }
    const { why, ...rest } = held
    return {
      ...rest,
      source: 'human',
      annotator: people,
      priceUsd: prices.human,
      rank: ranks[row]!,
      propensity,
      reserve: reason,
      why,
    }
  })
  const human = audit + routed.human + explored
  return {
    plan: {
      ...routed,
      budget: budgetOf(input, routed, human),
      rows: planned,
      human,
      lm: total - human,
      priceUsd: priceOf(human, reserve, input),
      predicted:
        input.ppm === null
          ? null
          : predictChoice({ matrix: rows.matrix, predictor: input.ppm.predictor }, merged.isHuman, {
              allowMissing: input.allowMissingFeatures ?? false,
            }),
      notes: [...routed.notes, ...reserveNotes(reserve, routed.human, explored)],
    },
    reserve: { audit, auditPropensity: reserve.auditPropensity, exploration: explored },
  }
}

/** A row of a router with chance in it was left with a chance too, before it was explored or not. */
function chanceOf(routed: number, merged: number, explored: number): number {
  return routed === 0 || routed === 1 ? merged : routed + (1 - routed) * explored
}

/** A row that no router saw. */
function blankRow(id: string, pDiffers: number | undefined): PlanRow {
  return {
    id,
    source: 'human',
    annotator: null,
    rank: 0,
    gain: null,
    pDiffers: pDiffers === undefined || Number.isNaN(pDiffers) ? null : pDiffers,
    priceUsd: null,
    propensity: 1,
    why: [],
  }
}

/** The slice first, then the router's rows in its order, then explored ones in the order they were drawn in, then what is left in the router's order. */
function rankAll(
  own: ReadonlyMap<number, PlanRow>,
  { total, order }: RowReserve,
  reasons: readonly (string | null)[],
): Uint32Array {
  const rows = Array.from({ length: total }, (_, row) => row)
  const byRank = (a: number, b: number): number => own.get(a)!.rank - own.get(b)!.rank
  const sequence = [
    ...rows.filter((row) => reasons[row] === 'audit'),
    ...rows.filter((row) => reasons[row] === 'routed').sort(byRank),
    ...Array.from(order).filter((row) => reasons[row] === 'exploration'),
    ...rows.filter((row) => reasons[row] === null).sort(byRank),
  ]
  const ranks = new Uint32Array(total)
  sequence.forEach((row, at) => {
    ranks[row] = at + 1
  })
  return ranks
}

function budgetOf({ budget, router }: PlanInput, routed: RoutingPlan, human: number): Budget {
  const isAsked = fillsBudget(router) && fillsBudget(routed.router)
  return isAsked ? budget : { unit: 'instances', amount: human }
}

function priceOf(
  human: number,
  { total, audit }: RowReserve,
  { options }: PlanInput,
): number | null {
  const { prices } = options
  return planPrice({ human, lm: total - human + audit }, prices)
}

function reserveNotes(
  { audit, auditPropensity, groups }: RowReserve,
  routed: number,
  explored: number,
): string[] {
  const sides =
    groups === null || groups.onBothSides === 0
      ? ''
      : `; ${groups.onBothSides} of its ${groups.inSlice} prompt groups have rows outside it too`
  return [
    ...(audit === 0
      ? []
      : [
          `${audit} rows are an audit slice, drawn before anything was routed (each with chance ${auditPropensity.toFixed(4)})${sides}: people and the judge label them, and no router saw them`,
        ]),
    ...(explored === 0
      ? []
      : [
          `${explored} rows that the router left go to people at random; with the propensities of the rows the labels speak for all rows without bias`,
        ]),
    `the router itself placed ${routed} human labels; routed mixes are compared without what was set apart`,
  ]
}
