import type { WalletTotals } from '../domain/index.ts'
import { agreementTable, TAG_DIMENSIONS, type TagProblemCode } from '../features/index.ts'
import type { PurchaseRow } from '../judge/index.ts'
import type { TagComparison, TagCounts, TaggingPlan, TagPurchase } from '../pipeline/index.ts'
import { besidePlan, failureLines, sumOf } from './purchase-figures.ts'
import { renderComparison, renderWallet } from './render-purchase.ts'
import { renderTextTable } from './table.ts'

/** What `hyper tag` did. */
export interface TagResult {
  readonly ok: boolean
  readonly output: string
  /** Null where no language model was asked. */
  readonly journal: string | null
  readonly rows: number
  /** Distinct prompts. */
  readonly prompts: number
  /** One per tagger; the first one's tags were written. */
  readonly taggers: readonly TagCounts[]
  readonly purchases: readonly TagPurchase[]
  readonly comparisons: readonly TagComparison[]
  readonly beside: readonly PurchaseRow[]
  /** Null where no language model was asked. */
  readonly wallet: WalletTotals | null
}

/** Returns the result of tagging as a record. */
export function tagResult(given: {
  readonly ok: boolean
  readonly output: string
  readonly journal: string | null
  readonly planned: TaggingPlan
  readonly purchases: readonly TagPurchase[]
  readonly taggers: readonly TagCounts[]
  readonly comparisons: readonly TagComparison[]
  readonly wallet: WalletTotals | null
}): TagResult {
  const { planned, ...known } = given
  const { rows, prompts, plan } = planned
  const asked = new Set(plan.askers.map(({ name }) => name))
  const counts = given.taggers.filter(({ tagger }) => asked.has(tagger))
  const purchases = given.purchases.map(({ purchase }) => purchase)
  const beside = besidePlan(plan, purchases, {
    inputTokens: sumOf(counts.map(({ usage }) => usage.inputTokens)),
    outputTokens: sumOf(counts.map(({ usage }) => usage.outputTokens)),
  })
  return { ...known, rows, prompts, beside }
}

/** Returns the result as text. */
export function renderTagResult(result: TagResult): string {
  const { output, rows, prompts, taggers, purchases, comparisons, beside, wallet } = result
  const [first] = taggers
  return [
    `${rows} rows with ${prompts} distinct prompts tagged by ${first!.tagger}: ${output}`,
    ...taggers.flatMap(closedLines),
    ...purchases.flatMap(({ tagger, purchase }) => failureLines(tagger, purchase)),
    ...taggers.flatMap(problemLines),
    '',
    unknownTable(taggers),
    ...comparisons.map(renderAgreement),
    ...(beside.length > 0 ? [renderComparison(beside)] : []),
    ...(wallet === null ? [] : [`${renderWallet(wallet)}\n`]),
  ].join('\n')
}

function closedLines({ tagger, open, failed }: TagCounts): string[] {
  return [
    ...(open > 0 ? [`${tagger}: ${open} prompts open`] : []),
    ...(failed > 0 ? [`${tagger}: ${failed} prompts unknown because their questions failed`] : []),
  ]
}

const NOTHING_READ: ReadonlySet<string> = new Set<TagProblemCode>([
  'cut-off',
  'filtered',
  'bad-json',
])

function problemLines({ tagger, problems }: TagCounts): string[] {
  return Object.entries(problems).map(([code, count]) => {
    const what = NOTHING_READ.has(code) ? 'answers not read' : 'answers read in part'
    return `${tagger}: ${count} ${what}: ${code}`
  })
}

function unknownTable(taggers: readonly TagCounts[]): string {
  return renderTextTable(
    ['unknown prompts', ...taggers.map(({ tagger }) => tagger)],
    TAG_DIMENSIONS.map(({ id }) => [id, ...taggers.map(({ unknown }) => String(unknown[id]))]),
  )
}

function renderAgreement({ first, second, agreement }: TagComparison): string {
  const { columns, rows } = agreementTable(agreement)
  const level = Math.round(100 * agreement.level)
  return [
    `Agreement of ${first} (1) and ${second} (2) on ${agreement.prompts} distinct prompts, ${level} % intervals:`,
    renderTextTable(columns, rows),
  ].join('\n')
}
