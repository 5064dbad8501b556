import { complete } from './scripted-answers.ts'
import {
  openScriptedEndpoint,
  type ScriptedAnswer,
  type ScriptedCall,
  type ScriptedEndpoint,
} from './scripted-endpoint.ts'

/** Quality of a completion, as `pairRows` writes it into the text. */
const QUALITY = /quality (\d)/g

/** What a call asked about, as far as a scripted judge knows it. */
export interface AskedPair {
  /** Quality of the completion shown first, and of the one shown second. */
  readonly first: number
  readonly second: number
  /** Number of the pair. */
  readonly pair: number
}

/** Returns what a call asks about. */
export function pairAsked({ text }: ScriptedCall): AskedPair {
  const [first, second] = [...text.matchAll(QUALITY)].map((match) => Number(match[1]))
  const pair = Number(/Question number (\d+)/.exec(text)?.[1])
  return { first: first!, second: second!, pair }
}

/** Returns token probabilities of a one-token answer, as OpenAI gives them. */
export function letterLogprobs(chanceOfA: number): unknown {
  const alternatives = [
    { token: 'A', logprob: Math.log(chanceOfA) },
    { token: 'B', logprob: Math.log(1 - chanceOfA) },
  ].sort((a, b) => b.logprob - a.logprob)
  return { content: [{ ...alternatives[0], top_logprobs: alternatives }] }
}

/** Answers with the letter that is the more probable one, and with both probabilities. */
export function answerLetter(chanceOfA: number): ScriptedAnswer {
  return complete({
    text: chanceOfA >= 0.5 ? 'A' : 'B',
    logprobs: letterLogprobs(chanceOfA),
    usage: { prompt: 30, completion: 1 },
  })
}

/** Answers with the completion of the higher quality: the more certain, the further they are apart. */
export const preferQuality = (call: ScriptedCall): ScriptedAnswer => {
  const { first, second } = pairAsked(call)
  return answerLetter(1 / (1 + Math.exp(second - first)))
}

/** Starts an endpoint that answers as a judge of quality, or by a script of its own. */
export function openJudgingEndpoint(
  script: (call: ScriptedCall) => ScriptedAnswer = preferQuality,
): Promise<ScriptedEndpoint> {
  return openScriptedEndpoint(script)
}

/** A pair as `pairRows` makes it. */
export interface ScriptedPair {
  readonly id: string
  readonly source: string
  readonly prompt: string
  readonly response_a: string
  readonly response_b: string
  readonly human: readonly { readonly annotator: string; readonly preference: string }[]
  readonly lm: readonly []
}

/** Returns pairs with qualities in their texts and labels by people who see them; no judge labelled any. */
export function pairRows(count: number): ScriptedPair[] {
  return Array.from({ length: count }, (_, pair) => {
    const [a, b] = [pair % 10, (3 * pair + 1) % 10]
    const preference = a === b ? 'tie' : a > b ? 'a-is-clearly-better' : 'b-is-clearly-better'
    return {
      id: `q${pair}`,
      source: pair % 3 === 0 ? 'few' : 'many',
      prompt: `Question number ${pair} of the list.`,
      response_a: `An answer of quality ${a}, word ${pair}.`,
      response_b: `An answer of quality ${b}, term ${pair}.`,
      human: [{ annotator: 'h1', preference }],
      lm: [],
    }
  })
}

/** Returns the questions that were asked more than once. */
export function askedTwice(calls: readonly ScriptedCall[]): string[] {
  const seen = new Set<string>()
  return calls.map(({ text }) => text).filter((text) => seen.size === seen.add(text).size)
}
