import type { LmMessage, PreferenceInstance } from '../../domain/index.ts'
import {
  createEstimator,
  type Estimator,
  type JudgeQuestion,
  type PlanRange,
  type PurchasePlan,
  planCall,
  questionSlots,
  type ShownOrder,
  utf8Length,
} from '../../judge/index.ts'
import type { AnswerShop } from './answer-shop.ts'
import { askAbout } from './judge-window.ts'
import { type InstanceSource, type JudgeSeat, type Judging, windowsOf } from './judging.ts'
import { planAsks, plannedAsker } from './plan-asks.ts'

/** What judging would be, with one question of each judge as it would be sent. */
export interface JudgingPlan {
  readonly plan: PurchasePlan
  readonly examples: readonly {
    readonly judge: string
    readonly mode: string
    readonly messages: readonly LmMessage[]
  }[]
}

/**
 * Returns the plan of a purchase: questions that the journal has answered are not bought again, and failed ones only where the shop says so. In a cascade the
 * low ends of all judges but the first are 0, the high ends are as if every instance went through all of them.
 */
export async function planJudging(
  source: InstanceSource,
  { seats, scheme }: Judging,
  shop: AnswerShop,
  { batch = false }: { readonly batch?: boolean } = {},
): Promise<JudgingPlan> {
  const estimator = createEstimator(
    {
      askers: seats.map((seat) => plannedAsker(seat.judge.id, seat)),
      countTokens: (text) => shop.countTokens(text),
      batch,
    },
    shop.random,
  )
  const examples = new Map<string, JudgeQuestion>()
  const { answers, failures } = await shop.journal.totals()
  const isFresh = answers + failures === 0
  for await (const window of windowsOf(source)) {
    shop.cancel.throwIfAborted()
    for (let item = 0; item < window.length; item++) estimator.addItem()
    for (const seat of seats) {
      const { id } = seat.judge
      if (isFresh) addFresh(window, seat, estimator)
      else {
        const asks = window.flatMap((instance) => askAbout(instance, seat.judge))
        await planAsks(id, asks, shop, estimator)
      }
      const [first] = examples.has(id) ? [] : askAbout(window[0]!, seat.judge)
      if (first !== undefined) examples.set(id, first)
    }
  }
  const plan = estimator.plan()
  return {
    plan: scheme.kind === 'cascade' ? lowerEnds(plan) : plan,
    examples: seats.flatMap(({ judge }) => {
      const example = examples.get(judge.id)
      return example === undefined
        ? []
        : { judge: judge.id, mode: judge.mode, messages: example.request.messages }
    }),
  }
}

/** Where nothing was bought yet no key is looked up, and a question is written out only where its tokens are counted. */
function addFresh(
  window: readonly PreferenceInstance[],
  { judge }: JudgeSeat,
  estimator: Estimator,
): void {
  const [blank] = askAbout(BLANK, judge)
  const frame = planCall(blank!.request)
  const frameBytes = frame.inputText.reduce((sum, text) => sum + utf8Length(text), 0)
  for (const instance of window) {
    let asked: JudgeQuestion[] | undefined
    questionSlots(instance, judge).forEach(({ order }, index) => {
      const size = {
        bytes: frameBytes + shownBytes(instance, order),
        messages: frame.inputText.length,
        maxTokens: frame.maxTokens,
      }
      estimator.addLater(judge.id, size, () => {
        asked ??= askAbout(instance, judge)
        return planCall(asked[index]!.request).inputText
      })
    })
  }
}

/** An instance of one letter each: its question is the frame of all others. */
const BLANK: PreferenceInstance = {
  ...{ id: '', source: '', human: [], lm: [], meta: {} },
  ...{ prompt: 'x', completionA: 'x', completionB: 'x' },
}

function shownBytes(instance: PreferenceInstance, order: ShownOrder): number {
  const { prompt, completionA, completionB } = instance
  const shown =
    order === 'a'
      ? [prompt, completionA]
      : order === 'b'
        ? [prompt, completionB]
        : [prompt, completionA, completionB]
  return shown.reduce((sum, text) => sum + utf8Length(text) - 1, 0)
}

/** A cascade may end at its first judge. */
function lowerEnds(plan: PurchasePlan): PurchasePlan {
  const [first] = plan.askers
  const from = (range: PlanRange | null, low: PlanRange | null): PlanRange | null =>
    range === null || low === null ? null : { low: low.low, high: range.high }
  return {
    ...plan,
    inputTokens: from(plan.inputTokens, first!.inputTokens)!,
    outputTokens: from(plan.outputTokens, first!.outputTokens)!,
    usd: from(plan.usd, first!.usd),
    minutes: from(plan.minutes, first!.minutes),
  }
}
