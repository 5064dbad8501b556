import type { Verdict } from '../../domain/index.ts'
import type { Random } from '../../kit/index.ts'
import { drawAbility, drawContent, type ResponseContent } from './draw-response.ts'
import type { Habit } from './rates.ts'
import { TIE_GAP, trueUtility } from './true-utility.ts'
import type { SimulatedPrompt } from './write-prompt.ts'
import { writeResponse } from './write-response.ts'

/** One written answer with its content and true utility. */
export interface SimulatedResponse {
  readonly text: string
  readonly content: ResponseContent
  readonly utility: number
}

/** A prompt with two answers and what is true of them. */
export interface SimulatedPair {
  readonly prompt: SimulatedPrompt
  readonly a: SimulatedResponse
  readonly b: SimulatedResponse
  /** True utility of A minus that of B. */
  readonly gap: number
  /** The true verdict. */
  readonly verdict: Verdict
  /** Characters of both answers. */
  readonly characters: number
}

/** Returns two drawn answers to a prompt; their texts differ. */
export function drawPair(prompt: SimulatedPrompt, random: Random): SimulatedPair {
  const a = respond(prompt, random.fork('a'))
  let b = respond(prompt, random.fork('b'))
  for (let again = 1; b.text === a.text; again++) b = respond(prompt, random.fork('b', again))
  const gap = a.utility - b.utility
  const verdict = Math.abs(gap) < TIE_GAP ? 'tie' : gap > 0 ? 'a' : 'b'
  return { prompt, a, b, gap, verdict, characters: a.text.length + b.text.length }
}

function respond(prompt: SimulatedPrompt, random: Random): SimulatedResponse {
  const content = drawContent(prompt.profile, drawAbility(random), random)
  const text = writeResponse(prompt, content, random)
  return { text, content, utility: trueUtility(prompt.profile, content) }
}

const FRIENDLINESS = { polite: 2, assertive: 1, measured: 0, curt: -1 } as const

/** Returns which answer a habit picks, +1 for A, -1 for B, 0 where it has no opinion and a coin decides. */
export function habitDirection(pair: SimulatedPair, habit: Habit): number {
  const longer = Math.sign(pair.a.text.length - pair.b.text.length)
  if (habit === 'coin') return 0
  if (habit === 'longer') return longer
  if (habit === 'compliant') {
    const complies = (response: SimulatedResponse): number =>
      Number(response.content.stance === 'comply')
    return Math.sign(complies(pair.a) - complies(pair.b)) || longer
  }
  return Math.sign(FRIENDLINESS[pair.a.content.tone] - FRIENDLINESS[pair.b.content.tone]) || -longer
}
