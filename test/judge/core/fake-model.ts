import type { AnswerToken, LmReply, LmRequest } from '../../../src/domain/index.ts'
import type { JudgeMode, JudgeQuestion } from '../../../src/judge/index.ts'
import { hash128 } from '../../../src/kit/index.ts'
import { makeAspects, makeReply, makeToken } from './make.ts'

/** What stands between the fences of a name, read from the message as a judge would see it. */
export function fencedText(request: LmRequest, name: string): string {
  const content = request.messages.map((message) => message.content).join('\n')
  const match = new RegExp(`<${name}:(\\d+)>\\n([\\s\\S]*?)\\n?</${name}:\\1>`).exec(content)
  if (match === null) throw new Error(`no fence ${name}`)
  return match[2]!
}

const PHRASES = [
  'B is clearly better',
  'B is slightly better',
  'tie',
  'A is slightly better',
  'A is clearly better',
] as const

/** A number from 0 to 1 that stands for how good a text is. */
function merit(text: string): number {
  return (hash128(text)[0] >>> 0) / 2 ** 32
}

/**
 * A model that answers by the texts alone, with a habit: it adds `bias` to the answer shown first. Seeds and samples shake it, so that repeated answers
 * differ. It answers through the message, so that it cannot know what is stored as A.
 */
export function answerAs(mode: JudgeMode, question: JudgeQuestion, bias: number): LmReply {
  const { request, sample } = question
  if (mode === 'scores') {
    const score = 1 + Math.floor(10 * merit(`${fencedText(request, 'answer')}${sample}`))
    const near = String((score % 10) + 1)
    return tokenReply([String(score), 0.6], [near, 0.2], ['1', 0.1], ['10', 0.1])
  }
  const [a, b] = ['answer_a', 'answer_b'].map((name) =>
    merit(`${fencedText(request, name)}${sample}`),
  )
  const lean = Math.max(-1, Math.min(1, a! - b! + bias))
  const step = Math.round(2 * lean)
  const pA = (1 + lean) / 2
  if (mode === 'letter') return tokenReply(...letters(pA))
  if (mode === 'five-step') return tokenReply(...steps(step))
  if (mode === 'aspects')
    return makeReply(makeAspects(PHRASES[2 + step]!, { helpful: PHRASES[2 - step] }))
  return makeReply(`Because.\nVerdict: ${PHRASES[2 + step]}`)
}

function letters(pA: number): [string, number][] {
  const both: [string, number][] = [
    ['A', pA * 0.9],
    ['B', (1 - pA) * 0.9],
  ]
  return pA >= 0.5 ? both : [both[1]!, both[0]!]
}

function steps(step: number): [string, number][] {
  const said = 3 - step
  const others = [1, 2, 3, 4, 5].filter((digit) => digit !== said)
  return [
    [String(said), 0.5],
    ...others.map((digit): [string, number] => [String(digit), digit / 100]),
  ]
}

function tokenReply(...choices: readonly (readonly [string, number])[]): LmReply {
  const merged = new Map<string, number>()
  for (const [token, p] of choices) merged.set(token, (merged.get(token) ?? 0) + p)
  const tokens: AnswerToken[] = [makeToken(...merged)]
  return makeReply(choices[0]![0], { tokens, finish: 'length' })
}
