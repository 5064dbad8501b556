import type { Budget, PlanRow, RoutingPlan, Source } from '../domain/index.ts'
import { argsortDescending } from '../stats/index.ts'
import { assignSources, type SourceAssignment } from './assign-sources.ts'
import type { LabelSource, SourceRequest } from './source-request.ts'

/** A source of labels with its kind. */
export interface PlannedSource extends LabelSource {
  readonly kind: Source
}

/** What a plan over many sources is made from. */
export interface SourcePlanRequest extends SourceRequest {
  readonly ids: readonly string[]
  readonly sources: readonly PlannedSource[]
}

/** A plan over many sources, with how it was shared out. */
export interface SourcePlan extends RoutingPlan {
  readonly assignment: SourceAssignment
}

/**
 * Returns the plan in which every row goes to the source that `assignSources` chose: `annotator` is the source's id, `gain` the value over the
 * cheapest source (its interval is unknown), `rank` the order of value per extra USD against the cheapest source, its own rows last.
 *
 * @throws HyperError as `assignSources`
 */
export function planSources(request: SourcePlanRequest): SourcePlan {
  const assignment = assignSources(request)
  const { sources, values, ids } = request
  const cheapest = cheapestOf(sources)
  const chosen = (row: number): PlannedSource => sources[assignment.sourceOf[row]!]!
  const gains = Float64Array.from(
    ids,
    (_, row) => values[assignment.sourceOf[row]!]![row]! - values[cheapest]![row]!,
  )
  const ranks = rankByValue(assignment.sourceOf, gains, { sources, cheapest })
  const rows = ids.map((id, row): PlanRow => {
    const { id: annotator, kind, priceUsd } = chosen(row)
    return {
      id,
      source: kind,
      annotator,
      rank: ranks[row]!,
      gain: { value: gains[row]!, lo: Number.NaN, hi: Number.NaN },
      pDiffers: null,
      priceUsd,
      propensity: Number(kind === 'human'),
      why: [],
    }
  })
  const human = rows.filter(({ source }) => source === 'human').length
  return {
    router: 'sources',
    budget: budgetOf(request, human),
    rows,
    human,
    lm: rows.length - human,
    priceUsd: assignment.priceUsd,
    predicted: null,
    notes: sourceNotes(assignment, sources),
    assignment,
  }
}

function budgetOf({ budgetUsd }: SourceRequest, human: number): Budget {
  return budgetUsd === null
    ? { unit: 'instances', amount: human }
    : { unit: 'money', amount: budgetUsd, currency: 'usd' }
}

function cheapestOf(sources: readonly PlannedSource[]): number {
  return sources.reduce(
    (best, { priceUsd }, index) => (priceUsd! < sources[best]!.priceUsd! ? index : best),
    0,
  )
}

/** Value that costs nothing extra comes first; rows of the cheapest source come last; equal ones by index. */
function rankByValue(
  sourceOf: Uint8Array,
  gains: Float64Array,
  { sources, cheapest }: { readonly sources: readonly PlannedSource[]; readonly cheapest: number },
): Uint32Array {
  const worth = gains.map((gain, row) => {
    if (sourceOf[row] === cheapest) return Number.NEGATIVE_INFINITY
    const extra = sources[sourceOf[row]!]!.priceUsd! - sources[cheapest]!.priceUsd!
    if (extra > 0) return gain / extra
    return gain > 0 ? Number.POSITIVE_INFINITY : gain
  })
  const ranks = new Uint32Array(gains.length)
  argsortDescending(worth).forEach((row, at) => {
    ranks[row] = at + 1
  })
  return ranks
}

function sourceNotes(
  { counts, multipliers, bound, value, isOptimal }: SourceAssignment,
  sources: readonly PlannedSource[],
): string[] {
  const shares = sources.map(({ id }, index) => `${id} ${counts[index]}`).join(', ')
  const money =
    multipliers.money > 0
      ? `One more USD would buy about ${multipliers.money.toPrecision(3)} of value.`
      : 'More money would buy nothing.'
  const caps = sources.flatMap(({ id }, index) =>
    multipliers.caps[index]! > 0 && counts[index]! > 0
      ? [
          `The cap of ${id} binds: one more place would be worth about ${multipliers.caps[index]!.toPrecision(3)}.`,
        ]
      : [],
  )
  const proof = isOptimal
    ? 'Nothing better exists under these limits.'
    : `Nothing can be worth more than ${(bound - value).toPrecision(3)} above it.`
  return [`Rows per source: ${shares}.`, money, ...caps, proof]
}
