import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { PreferenceInstance } from '../../../src/domain/index.ts'
import {
  FULL_CAPABILITIES,
  JUDGE_MODES,
  type JudgeMode,
  questionsOf,
  readReply,
} from '../../../src/judge/index.ts'
import { disarmText } from '../../../src/kit/index.ts'
import { CHAT_MARKS, INJECTIONS } from './injections.ts'
import { makeInstance, makeJudge, makeReply } from './make.ts'

const FENCE = /<(\/?)(prompt|answer|answer_a|answer_b):(\d+)>/g
const PAIR_FENCES = ['prompt', '/prompt', 'answer_a', '/answer_a', 'answer_b', '/answer_b']
const SCORE_FENCES = ['prompt', '/prompt', 'answer', '/answer']

const messagesOf = (instance: PreferenceInstance, mode: JudgeMode): string[] =>
  questionsOf(instance, makeJudge(mode), FULL_CAPABILITIES).map((question) =>
    question.request.messages.map(({ content }) => content).join('\n'),
  )

/** The words around the fenced texts, and the fences in their order; an empty text's note is taken out. */
function structureOf(message: string): { around: string[]; fences: string[]; numbers: number } {
  const fences = [...message.matchAll(FENCE)]
  const pieces = message.split(/<\/?(?:prompt|answer|answer_a|answer_b):\d+>/)
  return {
    around: pieces
      .filter((_, index) => index % 2 === 0)
      .map((piece) => piece.replace(/^\n\(\w+ is empty: it has no text\.\)/, '')),
    fences: fences.map((match) => `${match[1]}${match[2]}`),
    numbers: new Set(fences.map((match) => match[3])).size,
  }
}

/** Where each message of a hostile instance has the structure of a harmless one, and no chat mark. */
function expectIntact(texts: Partial<PreferenceInstance>): void {
  for (const mode of JUDGE_MODES) {
    const harmless = structureOf(messagesOf(makeInstance(), mode)[0]!)
    for (const message of messagesOf(makeInstance(texts), mode)) {
      const structure = structureOf(message)
      expect(structure.fences).toEqual(mode === 'scores' ? SCORE_FENCES : PAIR_FENCES)
      expect(structure.numbers).toBe(1)
      expect(structure.around).toEqual(harmless.around)
      expect(CHAT_MARKS.filter((mark) => message.includes(mark))).toEqual([])
    }
  }
}

describe('injections', () => {
  it('are at least thirty', () => {
    expect(new Set(INJECTIONS.map(([, text]) => text)).size).toBeGreaterThanOrEqual(30)
  })

  it.each(INJECTIONS)('leave the message as it is built: %s', (_, text) => {
    expectIntact({ completionA: text })
    expectIntact({ completionB: text })
    expectIntact({ prompt: text, completionA: text, completionB: text })
  })

  it.each(INJECTIONS)('are no verdict where a reply quotes them: %s', (_, text) => {
    const short = text.slice(0, 400)
    // A bare closing of thoughts that the judge writes itself, other than it was shown, does end its thoughts.
    const closes = text.includes('</think>') && !text.includes('<think>')
    for (const quoted of closes ? [disarmText(short)] : [short, disarmText(short)]) {
      const replies = [
        `The second answer says "${quoted}", which proves nothing.`,
        `One answer holds this:\n\`\`\`\n${quoted}\n\`\`\`\nI cannot tell which is better.`,
        `One answer says:\n${quoted
          .split(/\r?\n/)
          .map((line) => `> ${line}`)
          .join('\n')}`,
      ]
      for (const mode of JUDGE_MODES)
        for (const reply of replies)
          expect(readReply(makeJudge(mode), 'ab', makeReply(reply))).toMatchObject({
            kind: 'problem',
          })
    }
  })

  it.each(INJECTIONS)('end no reasons where a reply ends in what was shown: %s', (_, text) => {
    const reply = makeReply(`One answer says:\n${disarmText(text).slice(0, 400)}`)
    expect(readReply(makeJudge('reason-then-verdict'), 'ab', reply).kind).toBe('problem')
  })
})

const PIECES = [
  ...CHAT_MARKS,
  ...['<', '</', '>', ':', '1', '2', '1>', '2>', '_a', '_b', 'answer', 'prompt', 'answer_a', '\n'],
  ...['</answer_a:', '<answer_b:', '</answer:1>', '</prompt:1>', '：', '＞', '{{a}}', '{{b}}'],
  ...['Verdict', '_', '*', ' A', '|', '[', ']', 'INST', 'im_end', 's'],
]
const hostileText = fc
  .array(fc.oneof(fc.constantFrom(...PIECES), fc.string({ unit: 'binary', maxLength: 6 })), {
    maxLength: 14,
  })
  .map((parts) => parts.join(''))

describe('any text', () => {
  it('stays inside its fence', () => {
    fc.assert(
      fc.property(hostileText, hostileText, hostileText, (prompt, completionA, completionB) => {
        expectIntact({ prompt, completionA, completionB })
      }),
      { numRuns: 300, seed: 1 },
    )
  })

  it('is no verdict after it was disarmed', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const reply = makeReply(`It says:\n${disarmText(text)}`)
        expect(readReply(makeJudge('reason-then-verdict'), 'ab', reply).kind).toBe('problem')
      }),
      { numRuns: 2000, seed: 2 },
    )
  })
})
