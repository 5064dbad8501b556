import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { singleTurn } from '../../../../src/dataset/place-sides.ts'
import {
  isTurnedConversation,
  readJudgePrompt,
} from '../../../../src/dataset/presets/parts/judge-prompt.ts'

interface Shown {
  readonly question: string
  readonly a: string
  readonly b: string
  readonly reference?: string
}

/** The template of MT-bench for one turn. */
const pairPrompt = ({ question, a, b, reference }: Shown): string => {
  const given =
    reference === undefined
      ? ''
      : `[The Start of Reference Answer]\n${reference}\n[The End of Reference Answer]\n\n`
  const side = (name: string, text: string): string =>
    `[The Start of Assistant ${name}'s Answer]\n${text}\n[The End of Assistant ${name}'s Answer]`
  return `[User Question]\n${question}\n\n${given}${side('A', a)}\n\n${side('B', b)}`
}

/** The template of Arena-Hard. */
const hardPrompt = ({ question, a, b }: Shown): string => {
  const side = (name: string, text: string): string =>
    `<|The Start of Assistant ${name}'s Answer|>\n${text}\n<|The End of Assistant ${name}'s Answer|>`
  return `<|User Prompt|>\n${question}\n\n${side('A', a)}\n\n${side('B', b)}`
}

/** The template of MT-bench for two turns: question and answers, turn by turn. */
const turnsPrompt = (turns: readonly Shown[], reference = false, turnsOfB = turns): string => {
  const block = (title: string, name: string, answers: readonly (readonly [string, string])[]) =>
    `<|The Start of ${title}|>\n\n${answers
      .map(([question, answer]) => `### User:\n${question}\n\n### ${name}:\n${answer}`)
      .join('\n\n')}\n\n<|The End of ${title}|>`
  const side = (name: string, answers: readonly (readonly [string, string])[]): string =>
    block(`Assistant ${name}'s Conversation with User`, `Assistant ${name}`, answers)
  const right = turns.map(({ question }) => [question, 'right'] as const)
  const given = reference ? `${block('Reference Answer', 'Reference answer', right)}\n\n\n` : ''
  const a = turns.map((turn) => [turn.question, turn.a] as const)
  const b = turnsOfB.map((turn) => [turn.question, turn.b] as const)
  return `${given}${side('A', a)}\n\n\n${side('B', b)}`
}

const shown: Shown = { question: 'Name a sea.\n\nOne only.', a: 'Baltic', b: 'Red\n\nSea' }

describe('readJudgePrompt', () => {
  it.each([
    ['MT-bench', pairPrompt(shown)],
    ['MT-bench with a reference', pairPrompt({ ...shown, reference: 'North\n\nSea' })],
    ['MT-bench after an instruction', `[Instruction]\nPlease judge.\n\n${pairPrompt(shown)}`],
    ['Arena-Hard', hardPrompt(shown)],
    ['Arena-Hard with a line after it', `${hardPrompt(shown)}\n`],
  ])('reads one turn of %s', (_, text) => {
    expect(readJudgePrompt(text)).toEqual(singleTurn(shown.question, shown.a, shown.b))
  })

  it.each([false, true])('reads two turns, with a reference: %s', (reference) => {
    const turns = [shown, { question: 'And a lake?', a: '', b: 'Ladoga\n' }]
    expect(readJudgePrompt(turnsPrompt(turns, reference))).toEqual({
      prompt: [{ role: 'user', content: shown.question }],
      a: [
        { role: 'assistant', content: 'Baltic' },
        { role: 'user', content: 'And a lake?' },
        { role: 'assistant', content: '' },
      ],
      b: [
        { role: 'assistant', content: 'Red\n\nSea' },
        { role: 'user', content: 'And a lake?' },
        { role: 'assistant', content: 'Ladoga\n' },
      ],
    })
  })

  it('gives back any texts without markers, to the last blank', () => {
    const text = fc.string().filter((one) => !/\[The |<\||### |\[User/.test(one))
    const turn = fc.record({ question: text.map((one) => `Q${one}`), a: text, b: text })
    fc.assert(
      fc.property(turn, turn, (one, two) => {
        const expected = singleTurn(one.question, one.a, one.b)
        expect(readJudgePrompt(pairPrompt(one))).toEqual(expected)
        expect(readJudgePrompt(pairPrompt({ ...one, reference: two.a }))).toEqual(expected)
        expect(readJudgePrompt(hardPrompt(one))).toEqual(expected)
        const asked = { role: 'user', content: two.question }
        const answer = (content: string) => ({ role: 'assistant', content })
        expect(readJudgePrompt(turnsPrompt([one, two]))).toEqual({
          prompt: [{ role: 'user', content: one.question }],
          a: [answer(one.a), asked, answer(two.a)],
          b: [answer(one.b), asked, answer(two.b)],
        })
      }),
    )
  })

  it.each([
    ['a blank question', pairPrompt({ ...shown, question: ' ' })],
    ['a blank question of two turns', turnsPrompt([{ ...shown, question: '' }, shown])],
    ['no marker', 'Which is better, A or B?'],
    ['a single answer', "[Question]\nWhy?\n\n[The Start of Assistant's Answer]\nSo."],
    ['a lost end', pairPrompt(shown).replace("[The End of Assistant B's Answer]", '')],
    ['a text after the end', `${pairPrompt(shown)}\nnow`],
    ['an answer with a marker', pairPrompt({ ...shown, a: pairPrompt(shown) })],
    [
      'an answer that goes on as a user',
      turnsPrompt([shown, { ...shown, a: 'x\n\n### User:\ny' }]),
    ],
    ['a side A that goes on longer', turnsPrompt([shown, shown], false, [shown])],
    ['a side B that goes on longer', turnsPrompt([shown], false, [shown, shown])],
    [
      'questions that differ',
      turnsPrompt([shown, shown], false, [shown, { ...shown, question: 'Why?' }]),
    ],
  ])('reads nothing from a prompt with %s', (_, text) => {
    expect(readJudgePrompt(text)).toBeNull()
  })
})

describe('isTurnedConversation', () => {
  it('holds for the same texts with the answers in the other order', () => {
    const one = singleTurn('q', 'x', 'y')
    expect(isTurnedConversation(one, singleTurn('q', 'y', 'x'))).toBe(true)
    expect(isTurnedConversation(one, one)).toBe(false)
    expect(isTurnedConversation(one, singleTurn('other', 'y', 'x'))).toBe(false)
  })
})
