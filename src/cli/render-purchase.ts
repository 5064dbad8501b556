import type { WalletTotals } from '../domain/index.ts'
import type { FoundPrice, PlanRange, PurchasePlan, PurchaseRow } from '../judge/index.ts'
import type { JudgingPlan, TaggingPlan } from '../pipeline/index.ts'
import { formatUsd } from './confirm-purchase.ts'
import { renderTextTable } from './table.ts'

/** Returns a plan as text: a table of who is asked, the totals, where prices come from (unless that is null), and one prompt of each who is asked. */
export function renderPlan(
  { plan, examples }: Pick<JudgingPlan | TaggingPlan, 'plan' | 'examples'>,
  prices: readonly (FoundPrice | null)[] | null,
): string {
  const origin = (text: string): string[] => (prices === null ? [] : [text])
  const rows = plan.askers.map((asker, index) => [
    ...figuresOf(asker.name, asker),
    ...origin(priceOrigin(prices?.[index] ?? null)),
  ])
  const total = plan.askers.length < 2 ? [] : [[...figuresOf('all', plan), ...origin('')]]
  const head = ['who', 'calls', 'known', 'tokens in', 'tokens out', 'money', 'minutes']
  return [
    `${count(plan.items)} items${plan.exact ? '' : `, tokens counted on ${count(plan.counted)} of ${count(plan.calls)} calls`}`,
    renderTextTable([...head, ...origin('price from')], [...rows, ...total]),
    ...examples.map(renderExample),
  ].join('\n')
}

type Figures = Pick<
  PurchasePlan,
  'calls' | 'answered' | 'failed' | 'inputTokens' | 'outputTokens' | 'usd' | 'minutes'
>

function figuresOf(who: string, own: Figures): string[] {
  return [
    who,
    count(own.calls),
    count(own.answered + own.failed),
    range(own.inputTokens, count),
    range(own.outputTokens, count),
    money(own.usd),
    minutes(own.minutes),
  ]
}

function renderExample(example: (JudgingPlan | TaggingPlan)['examples'][number]): string {
  const lines = example.messages.map(({ role, content }) => `[${role}]\n${content}`).join('\n')
  const indented = lines.replaceAll(/^/gm, '  | ')
  const who =
    'judge' in example
      ? `${example.judge} (${example.mode})`
      : `${example.tagger} (${example.prompt})`
  return `One question of ${who}:\n${indented}\n`
}

function priceOrigin(price: FoundPrice | null): string {
  if (price === null) return 'unknown'
  const from = {
    option: '--price',
    judge: 'own file',
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
