import type { WalletTotals } from '../domain/index.ts'
import type { FoundPrice, PlanRange, PurchaseRow } from '../judge/index.ts'
import type { JudgingPlan } from '../pipeline/index.ts'
import { formatUsd } from './confirm-purchase.ts'
import { renderTextTable } from './table.ts'

/** Returns a plan as text: a table of who is asked, the totals, where prices come from (left out where none is given), and one prompt of each judge. */
export function renderPlan(
  { plan, examples }: JudgingPlan,
  prices: readonly (FoundPrice | null)[],
): string {
  const rows = plan.askers.map((asker, index) => [
    asker.name,
    count(asker.calls),
    count(asker.answered + asker.failed),
    range(asker.inputTokens, count),
    range(asker.outputTokens, count),
    money(asker.usd),
    minutes(asker.minutes),
    priceOrigin(prices[index] ?? null),
  ])
  const head = [
    'who',
    'calls',
    'known',
    'tokens in',
    'tokens out',
    'money',
    'minutes',
    'price from',
  ]
  const total =
    plan.askers.length < 2
      ? []
      : [
          [
            'all',
            count(plan.calls),
            count(plan.answered + plan.failed),
            range(plan.inputTokens, count),
            range(plan.outputTokens, count),
            money(plan.usd),
            minutes(plan.minutes),
            '',
          ],
        ]
  return [
    `${count(plan.items)} items${plan.exact ? '' : `, tokens counted on ${count(plan.counted)} of ${count(plan.calls)} calls`}`,
    renderTextTable(...withoutOrigin(head, [...rows, ...total], prices)),
    ...examples.map(renderExample),
  ].join('\n')
}

function withoutOrigin(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  prices: readonly unknown[],
): [string[], string[][]] {
  const width = prices.length === 0 ? head.length - 1 : head.length
  return [head.slice(0, width), rows.map((row) => row.slice(0, width))]
}

function renderExample({ judge, mode, messages }: JudgingPlan['examples'][number]): string {
  const lines = messages.map(({ role, content }) => `[${role}]\n${content}`).join('\n')
  const indented = lines.replaceAll(/^/gm, '  | ')
  return `One question of ${judge} (${mode}):\n${indented}\n`
}

function priceOrigin(price: FoundPrice | null): string {
  if (price === null) return 'unknown'
  const from = {
    option: '--price',
    judge: 'judge file',
    file: 'price file',
    'built-in': 'built-in',
  }
  return `${from[price.from]}${price.asOf === null ? '' : `, ${price.asOf}`}`
}

/** Returns the real figures beside the plan as text. */
export function renderComparison(rows: readonly PurchaseRow[]): string {
  return renderTextTable(
    ['', 'planned', 'real', ''],
    rows
      .filter(({ real }) => real !== null)
      .map(({ figure, planned, real, verdict }) => [
        figure,
        planned === null ? 'unknown' : range(planned, formatOf(figure)),
        formatOf(figure)(real!),
        verdict ?? '',
      ]),
  )
}

/** Returns what a wallet holds as one line. */
export function renderWallet(totals: WalletTotals): string {
  const { spentUsd, uncertainUsd, capUsd, answers, failures, lost, unpriced } = totals
  return [
    `wallet: ${formatUsd(spentUsd)} spent on ${count(answers)} answers`,
    ...(failures > 0 ? [`${count(failures)} failures`] : []),
    ...(lost > 0
      ? [`${count(lost)} calls lost that may have been charged, at most ${formatUsd(uncertainUsd)}`]
      : []),
    ...(unpriced > 0 ? [`${count(unpriced)} answers of unknown price`] : []),
    ...(capUsd === null ? [] : [`cap ${formatUsd(capUsd)}`]),
  ].join(', ')
}

const FORMATS: Readonly<Record<PurchaseRow['figure'], (value: number) => string>> = {
  calls: count,
  inputTokens: count,
  outputTokens: count,
  usd: formatUsd,
  minutes: shortNumber,
}

function formatOf(figure: PurchaseRow['figure']): (value: number) => string {
  return FORMATS[figure]
}

function count(value: number): string {
  return Math.round(value).toLocaleString('en-US')
}

function shortNumber(value: number): string {
  return value < 0.1 ? '<0.1' : value < 10 ? value.toFixed(1) : count(value)
}

function range(value: PlanRange, format: (value: number) => string): string {
  const [low, high] = [format(value.low), format(value.high)]
  return low === high ? low : `${low} to ${high}`
}

const money = (value: PlanRange | null): string =>
  value === null ? 'unknown' : range(value, formatUsd)

const minutes = (value: PlanRange | null): string =>
  value === null ? '-' : range(value, shortNumber)
