import type { LmMessage, LmRequest, PreferenceInstance } from '../domain/index.ts'
import { canonicalJson, disarmText, hash128 } from '../kit/index.ts'
import { answerSchema } from './answer-form.ts'
import type { Judge, JudgeCapabilities, JudgeMode } from './judge.ts'
import { createRenderer, type ShownOrder } from './render-messages.ts'

/** Which question of an instance: what it shows, and which of the repeated ones it is, from 0. */
export interface QuestionSlot {
  readonly order: ShownOrder
  readonly sample: number
}

/** One question of a judge about an instance. */
export interface JudgeQuestion extends QuestionSlot {
  readonly request: LmRequest
  /** Canonical JSON of request, order, prompt hash and sample: questions with one identity are one question, whose answer is bought once. */
  readonly identity: string
}

/** Tokens of an answer at most, where the judge says nothing. Reasoning models need more. */
export const DEFAULT_MAX_TOKENS: Readonly<Record<JudgeMode, number>> = {
  letter: 1,
  'five-step': 1,
  aspects: 200,
  scores: 4,
  'reason-then-verdict': 1024,
}

/** Tokens for the reasons of `aspects`, beyond `DEFAULT_MAX_TOKENS`. */
const REASONS_TOKENS = 400

/** Alternatives wanted beside each token: all that endpoints give where the answer is one token, few where it is long. */
const WANTED_LOGPROBS: Readonly<Record<JudgeMode, number>> = {
  letter: 20,
  'five-step': 20,
  aspects: 0,
  scores: 20,
  'reason-then-verdict': 5,
}

/** Returns which questions a judge has about an instance, in the order in which their answers are expected: by sample, then by order shown. */
export function questionSlots(instance: PreferenceInstance, judge: Judge): QuestionSlot[] {
  const orders = shownOrders(instance, judge)
  return Array.from({ length: judge.samples }, (_, sample) =>
    orders.map((order) => ({ order, sample })),
  ).flat()
}

/**
 * Returns the questions of a judge about an instance; parallel to `questionSlots`. With `random` the order comes from the texts alone (not from id or
 * position, and the same text comes first when A and B change places), so that adding rows changes no question.
 */
export function questionsOf(
  instance: PreferenceInstance,
  judge: Judge,
  capabilities: JudgeCapabilities,
): JudgeQuestion[] {
  return createQuestioner(judge, capabilities)(instance)
}

/** Returns `questionsOf` for one judge, with all that does not depend on the instance done once: for very many instances. */
export function createQuestioner(
  judge: Judge,
  capabilities: JudgeCapabilities,
): (instance: PreferenceInstance) => JudgeQuestion[] {
  const shared = sharedFields(judge, capabilities)
  const render = createRenderer(judge)
  const identify = createIdentifier(judge.prompt.hash, shared)
  return (instance) => {
    const { prompt, completionA, completionB } = instance
    const material = {
      prompt: disarmText(prompt),
      a: disarmText(completionA),
      b: disarmText(completionB),
    }
    const messages = new Map<ShownOrder, readonly LmMessage[]>()
    return questionSlots(instance, judge).map((slot) => {
      const shown = messages.get(slot.order) ?? render(material, slot.order)
      messages.set(slot.order, shown)
      const seed = capabilities.seed ? sampleSeed(judge.seed, slot.sample) : null
      const request: LmRequest = { ...shared, messages: shown, seed }
      return { ...slot, request, identity: identify(request, slot) }
    })
  }
}

/** The canonical JSON of a question, with its keys written in order, so that only what the user wrote is sorted, and that once. */
function createIdentifier(
  promptHash: string,
  shared: Omit<LmRequest, 'messages' | 'seed'>,
): (request: LmRequest, slot: QuestionSlot) => string {
  const parameters = canonicalJson(shared.parameters)
  const schema = canonicalJson(shared.schema)
  const [hash, model] = [promptHash, shared.model].map((text) => JSON.stringify(text))
  return ({ maxTokens, messages, seed, temperature, topLogprobs }, { order, sample }) => {
    const said = messages.map(({ role, content }) => ({ content, role }))
    return `{"order":"${order}","promptHash":${hash},"request":{"maxTokens":${maxTokens},"messages":${JSON.stringify(said)},"model":${model},"parameters":${parameters},"schema":${schema},"seed":${seed},"temperature":${temperature},"topLogprobs":${topLogprobs}},"sample":${sample}}`
  }
}

function sharedFields(
  judge: Judge,
  capabilities: JudgeCapabilities,
): Omit<LmRequest, 'messages' | 'seed'> {
  return {
    model: judge.model,
    maxTokens: judge.maxTokens ?? defaultMaxTokens(judge),
    temperature: judge.temperature,
    topLogprobs: wantedLogprobs(judge, capabilities),
    schema: capabilities.jsonSchema ? answerSchema(judge) : null,
    parameters: judge.parameters,
  }
}

function defaultMaxTokens({ mode, reasons }: Judge): number {
  return DEFAULT_MAX_TOKENS[mode] + (mode === 'aspects' && reasons ? REASONS_TOKENS : 0)
}

/** Returns how many alternatives beside each token a judge asks an endpoint for; 0 for no probabilities. */
export function wantedLogprobs(judge: Judge, capabilities: JudgeCapabilities): number {
  if (!judge.probabilities || !capabilities.logprobs) return 0
  return Math.min(WANTED_LOGPROBS[judge.mode], capabilities.topLogprobs)
}

/** The first sample has the judge's own seed, the others seeds of 31 bits derived from it. */
function sampleSeed(seed: number | null, sample: number): number | null {
  if (seed === null || sample === 0) return seed
  return hash128(`${seed}/${sample}`)[0] >>> 1
}

function shownOrders(instance: PreferenceInstance, judge: Judge): readonly ShownOrder[] {
  if (judge.mode === 'scores') return ['a', 'b']
  if (judge.orders === 'both') return ['ab', 'ba']
  return [judge.orders === 'random' ? drawOrder(instance) : 'ab']
}

/** One bit of the texts says whether the completion that sorts first is shown first. */
function drawOrder({ prompt, completionA, completionB }: PreferenceInstance): ShownOrder {
  const aSortsFirst = completionA <= completionB
  const sorted = aSortsFirst ? [completionA, completionB] : [completionB, completionA]
  const keeps = (hash128(JSON.stringify([prompt, ...sorted]))[0] & 1) === 0
  return keeps === aSortsFirst ? 'ab' : 'ba'
}
