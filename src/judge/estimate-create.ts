import type { Random } from '../kit/index.ts'
import {
  type AskerPlan,
  addRanges,
  type PlannedAsker,
  type PlannedCall,
  type PlanRange,
  type PurchasePlan,
} from './estimate.ts'
import { askerMinutes } from './estimate-minutes.ts'
import { createTextSample, type TextSample } from './estimate-sample.ts'
import { askerAnswerTokens, askerTokens } from './estimate-tokens.ts'
import { payShare } from './price.ts'
import { utf8Length } from './token-bytes.ts'

/** Options of an estimate. */
export interface EstimatorOptions {
  readonly askers: readonly PlannedAsker[]
  /** The real tokenizer. */
  readonly countTokens: (text: string) => number
  /** Calls whose tokens are counted at most, shared equally by the askers; default 20,000. */
  readonly counted?: number
  /** Whether the requests go in as batch files. Default false. */
  readonly batch?: boolean
}

/** Takes in what would be asked, call by call, and says what it would cost. It holds no more than a sample of the calls. */
export interface Estimator {
  /** Counts one item: an instance to be judged or a text to be tagged, whatever is asked about it. */
  addItem(): void
  /** Adds a call that would be made. */
  add(asker: string, call: PlannedCall): void
  /** Adds a call whose texts are made only where its tokens are counted: for very many calls. `bytes` is what they measure, or nearly. */
  addLater(asker: string, call: CallSize, make: () => readonly string[]): void
  /** Adds a question that is not asked again, since it is answered or has failed. */
  addKnown(asker: string, state: 'answered' | 'failed'): void
  /** Returns the plan of what was added so far. */
  plan(): PurchasePlan
}

/** Texts held by all samples together, UTF-16 units. */
const HELD_UNITS = 64e6

/** Returns an estimator of a purchase. Which calls are counted exactly is drawn from the stream. */
export function createEstimator(options: EstimatorOptions, random: Random): Estimator {
  const tallies = new Map(
    options.askers.map((asker) => [asker.name, createTally(asker, options, random)]),
  )
  if (tallies.size !== options.askers.length) {
    throw new RangeError('createEstimator: got two askers of one name, expected unique names')
  }
  const find = (name: string): Tally => {
    const tally = tallies.get(name)
    if (!tally) throw new RangeError(`estimator: got asker ${name}, expected one of its options`)
    return tally
  }
  let items = 0
  return {
    addItem: () => {
      items++
    },
    add: (asker, call) => addCall(find(asker), call),
    addLater: (asker, call, make) => addLaterCall(find(asker), call, make),
    addKnown: (asker, state) => {
      find(asker)[state]++
    },
    plan: () =>
      joinPlans(
        [...tallies.values()].map((tally) => planAsker(tally, options)),
        { items, batch: options.batch ?? false },
      ),
  }
}

/** What is known of a call whose texts are not made. */
export interface CallSize {
  /** UTF-8 bytes of all messages. */
  readonly bytes: number
  readonly messages: number
  /** Tokens of the answer at most. */
  readonly maxTokens: number
}

interface Tally {
  readonly asker: PlannedAsker
  readonly sample: TextSample
  calls: number
  answered: number
  failed: number
  messages: number
  bytes: number
  answerLimit: number
}

function createTally(asker: PlannedAsker, options: EstimatorOptions, random: Random): Tally {
  const share = options.askers.length
  const size = Math.max(1, Math.floor((options.counted ?? 20_000) / share))
  const sample = createTextSample(
    { size, units: HELD_UNITS / share },
    random.fork('estimate', asker.name),
  )
  return { asker, sample, calls: 0, answered: 0, failed: 0, messages: 0, bytes: 0, answerLimit: 0 }
}

function addCall(tally: Tally, { inputText, maxTokens }: PlannedCall): void {
  const size = { bytes: bytesOf(inputText), messages: inputText.length, maxTokens }
  addSize(tally, size)
  tally.sample.add(inputText)
}

/** What comes into the sample is measured exactly, so that tokens per byte are those of the texts that are counted. */
function addLaterCall(tally: Tally, size: CallSize, make: () => readonly string[]): void {
  const texts = tally.sample.offer(make)
  addSize(tally, texts === null ? size : { ...size, bytes: bytesOf(texts) })
}

function addSize(tally: Tally, { bytes, messages, maxTokens }: CallSize): void {
  tally.calls++
  tally.messages += messages
  tally.answerLimit += maxTokens
  tally.bytes += bytes
}

function bytesOf(texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + utf8Length(text), 0)
}

function planAsker(tally: Tally, options: EstimatorOptions): AskerPlan {
  const { asker, calls, answered, failed } = tally
  const sample = tally.sample.texts()
  const inputTokens = askerTokens(asker, tally, { sample, countTokens: options.countTokens })
  const outputTokens = askerAnswerTokens(asker, tally)
  const timed = { calls, inputTokens, outputTokens }
  return {
    name: asker.name,
    calls,
    answered,
    failed,
    counted: sample.length,
    inputBytes: tally.bytes,
    inputTokens,
    outputTokens,
    usd: askerMoney(asker, timed, options),
    minutes: options.batch ? null : askerMinutes(asker, timed),
  }
}

function askerMoney(
  { price }: PlannedAsker,
  { calls, inputTokens, outputTokens }: Pick<AskerPlan, 'calls' | 'inputTokens' | 'outputTokens'>,
  options: EstimatorOptions,
): PlanRange | null {
  if (calls === 0) return { low: 0, high: 0 }
  if (price === null) return null
  const { inputPerMillion, outputPerMillion } = price
  const share = payShare(price, options) / 1e6
  const at = (end: 'low' | 'high'): number =>
    share * (inputTokens[end] * inputPerMillion + outputTokens[end] * outputPerMillion)
  return { low: at('low'), high: at('high') }
}

function joinPlans(
  askers: readonly AskerPlan[],
  { items, batch }: Pick<PurchasePlan, 'items' | 'batch'>,
): PurchasePlan {
  const sum = (field: 'calls' | 'answered' | 'failed' | 'counted'): number =>
    askers.reduce((total, asker) => total + asker[field], 0)
  return {
    items,
    batch,
    exact: sum('counted') === sum('calls'),
    calls: sum('calls'),
    answered: sum('answered'),
    failed: sum('failed'),
    counted: sum('counted'),
    inputTokens: addRanges(askers.map(({ inputTokens }) => inputTokens)),
    outputTokens: addRanges(askers.map(({ outputTokens }) => outputTokens)),
    usd: joinMoney(askers.map(({ usd }) => usd)),
    minutes: joinMinutes(askers.map(({ minutes }) => minutes)),
    askers,
  }
}

function joinMoney(parts: readonly (PlanRange | null)[]): PlanRange | null {
  const known = parts.filter((part) => part !== null)
  return known.length === parts.length ? addRanges(known) : null
}

function joinMinutes(parts: readonly (PlanRange | null)[]): PlanRange | null {
  const known = parts.filter((part) => part !== null)
  if (known.length < parts.length) return null
  return { low: Math.max(0, ...known.map(({ low }) => low)), high: addRanges(known).high }
}
