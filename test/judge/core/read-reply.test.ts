import { describe, expect, it } from 'vitest'
import type { LmReply } from '../../../src/domain/index.ts'
import type { Reading } from '../../../src/judge/index.ts'
import { JUDGE_MODES, readReply } from '../../../src/judge/index.ts'
import { makeAspects, makeJudge, makeReply, makeToken, makeTokenReply } from './make.ts'

type Mode = Parameters<typeof makeJudge>[0]

/** `a`, `a clear`, `score 7` or the code of the problem. */
function said(mode: Mode, reply: LmReply | string, order: 'ab' | 'ba' = 'ab'): string {
  const whole = typeof reply === 'string' ? makeReply(reply) : reply
  const read = readReply(makeJudge(mode), mode === 'scores' ? 'a' : order, whole)
  if (read.kind === 'problem') return read.code
  if (read.kind === 'score') return `score ${read.score}`
  return read.strength === null ? read.verdict : `${read.verdict} ${read.strength}`
}

function reading(mode: Mode, reply: LmReply, order: 'ab' | 'ba' = 'ab'): Reading {
  const read = readReply(makeJudge(mode), order, reply)
  if (read.kind !== 'verdict') throw new Error(`no verdict: ${JSON.stringify(read)}`)
  return read
}

describe('letter', () => {
  it.each([
    ['A', 'a'],
    [' b\n', 'b'],
    ['**A**.', 'a'],
    ['[[B]]', 'b'],
    ['Answer: A', 'a'],
    ['Verdict: **B**', 'b'],
    ['tie', 'tie'],
    ['A\n\nIt is right where B is not.', 'a'],
    ['<think>B looks good. Verdict: B</think>\nA', 'a'],
    ['I see: B.</think>A', 'a'],
    ['A\nB', 'two-verdicts'],
    ['A or B', 'two-verdicts'],
    ['A/B', 'two-verdicts'],
    ['Both A and B', 'no-verdict'],
    ['A is worse', 'no-verdict'],
    ['I would say A', 'no-verdict'],
    ['> A', 'no-verdict'],
    ['', 'no-verdict'],
    ['C', 'no-verdict'],
    ['А', 'no-verdict'],
    ['答案A更好', 'no-verdict'],
    ['<think>A', 'no-verdict'],
    ["I'm sorry, I cannot compare these.", 'no-verdict'],
  ])('reads %j as %s', (text, expected) => {
    expect(said('letter', text)).toBe(expected)
  })

  it('turns an answer about the other order back', () => {
    expect(said('letter', 'A', 'ba')).toBe('b')
    expect(said('letter', 'tie', 'ba')).toBe('tie')
  })

  it('says why an answer ended early', () => {
    expect(said('letter', makeReply('The', { finish: 'length' }))).toBe('cut-off')
    expect(said('letter', makeReply('<think>hm', { finish: 'length' }))).toBe('cut-off')
    expect(said('letter', makeReply('A', { finish: 'length' }))).toBe('a')
    expect(said('letter', makeReply('A', { finish: 'filter' }))).toBe('refused-by-filter')
  })

  it('sums the variants of each label', () => {
    const reply = makeTokenReply(['A', 0.3], [' A', 0.1], ['a', 0.1], ['B', 0.2], ['The', 0.2])
    const read = reading('letter', reply)
    expect(read.pA).toBeCloseTo(5 / 7, 12)
    expect(read.labelMass).toBeCloseTo(0.7, 12)
    expect(reading('letter', reply, 'ba').pA).toBeCloseTo(2 / 7, 12)
  })

  it('counts a tie half', () => {
    const read = reading('letter', makeTokenReply(['A', 0.5], [' tie', 0.2], ['B', 0.3]))
    expect(read.pA).toBeCloseTo(0.6, 12)
  })

  it('counts the token itself once, whether or not it stands among its alternatives', () => {
    const alone = {
      token: 'A',
      logprob: Math.log(0.6),
      alternatives: [{ token: 'B', logprob: Math.log(0.2) }],
    }
    const reply = makeReply('A', { tokens: [alone] })
    expect(reading('letter', reply).pA).toBeCloseTo(0.75, 12)
  })

  it('reads the token of the answer, not those of the thoughts or of an end mark', () => {
    const tokens = [
      makeToken(['<think>', 1]),
      makeToken(['B', 1]),
      makeToken(['</think>', 1]),
      makeToken(['\n\n', 1]),
      makeToken(['A', 0.9], ['B', 0.1]),
      makeToken(['<|eot|>', 1]),
    ]
    const text = '<think>B</think>\n\nA'
    expect(reading('letter', makeReply(text, { tokens })).pA).toBeCloseTo(0.9, 12)
    expect(reading('letter', makeReply('A', { tokens })).pA).toBeCloseTo(0.9, 12)
  })

  it('knows no probability where the label is no token of its own', () => {
    expect(reading('letter', makeReply('A')).pA).toBeNull()
    const joined = makeReply('**A**', {
      tokens: [makeToken(['**A', 0.9], ['**B', 0.1]), makeToken(['**', 1])],
    })
    expect(reading('letter', joined)).toMatchObject({ pA: null, labelMass: null })
    expect(reading('letter', makeReply('A', { tokens: [] })).pA).toBeNull()
  })
})

describe('five-step', () => {
  it.each([
    ['1', 'a clear'],
    ['2', 'a slight'],
    ['3', 'tie'],
    ['4.', 'b slight'],
    ['5', 'b clear'],
    ['Answer: 2', 'a slight'],
    ['0', 'no-verdict'],
    ['6', 'no-verdict'],
    ['12', 'no-verdict'],
    ['2 or 3', 'two-verdicts'],
    ['1\n5', 'two-verdicts'],
    ['A', 'no-verdict'],
  ])('reads %j as %s', (text, expected) => {
    expect(said('five-step', text)).toBe(expected)
  })

  it('turns strength and probability back with the side', () => {
    const reply = makeTokenReply(['1', 0.4], ['2', 0.2], ['3', 0.2], ['4', 0.1], ['5', 0.1])
    expect(reading('five-step', reply)).toMatchObject({ verdict: 'a', strength: 'clear' })
    expect(reading('five-step', reply).pA).toBeCloseTo(0.7, 12)
    const turned = reading('five-step', reply, 'ba')
    expect(turned).toMatchObject({ verdict: 'b', strength: 'clear' })
    expect(turned.pA).toBeCloseTo(0.3, 12)
  })
})

describe('aspects', () => {
  it('reads each aspect and the whole', () => {
    const text = makeAspects('A is slightly better', {
      helpful: 'A is clearly better',
      truthful: 'B is slightly better',
      reasons: ' One errs. ',
    })
    const read = reading('aspects', makeReply(text))
    expect(read).toMatchObject({
      verdict: 'a',
      strength: 'slight',
      reasons: 'One errs.',
      unread: [],
      aspects: {
        helpful: { verdict: 'a', strength: 'clear' },
        truthful: { verdict: 'b', strength: 'slight' },
        harmless: { verdict: 'tie', strength: null },
      },
    })
    const turned = reading('aspects', makeReply(text), 'ba')
    expect(turned.verdict).toBe('b')
    expect(turned.aspects.truthful).toEqual({ verdict: 'a', strength: 'slight' })
  })

  it('keeps the whole where one aspect cannot be read', () => {
    const read = reading('aspects', makeReply(makeAspects('tie', { truthful: 'unsure' })))
    expect(read.unread).toEqual(['truthful'])
    expect(Object.keys(read.aspects)).toEqual(['helpful', 'harmless'])
  })

  const good = makeAspects('B is clearly better')
  it.each([
    [`\`\`\`json\n${good}\n\`\`\``, 'b clear'],
    [`<think>{"overall": "tie"}</think>${good}`, 'b clear'],
    [`Here you are: ${good}`, 'bad-json'],
    [`${good}\nI hope this helps.`, 'bad-json'],
    [`${good}${good}`, 'bad-json'],
    [`[${good}]`, 'bad-json'],
    ['A is clearly better', 'bad-json'],
    ['null', 'bad-json'],
    ['', 'bad-json'],
    ['{}', 'no-verdict'],
    [makeAspects('C is better'), 'no-verdict'],
    [makeAspects(1 as never), 'no-verdict'],
    [`${good.slice(0, -1)},"overall":"tie"}`, 'two-verdicts'],
    [`${good.slice(0, -1)},"\\u006fverall":"tie"}`, 'two-verdicts'],
    [makeAspects('tie', { reasons: 'It says "overall": "A" and "overall": "B".' }), 'tie'],
    ['{"__proto__":{"overall":"tie"}}', 'no-verdict'],
  ])('reads %j as %s', (text, expected) => {
    expect(said('aspects', text)).toBe(expected)
  })

  it('reads a whole object that the token limit ended, and no part of one', () => {
    expect(said('aspects', makeReply(good, { finish: 'length' }))).toBe('b clear')
    expect(said('aspects', makeReply(good.slice(0, -3), { finish: 'length' }))).toBe('cut-off')
  })
})

describe('scores', () => {
  it.each([
    ['7', 'score 7'],
    [' 10\n', 'score 10'],
    ['8/10', 'score 8'],
    ['**3**', 'score 3'],
    ['Score: 4.', 'score 4'],
    ['0', 'bad-score'],
    ['11', 'bad-score'],
    ['7.5', 'bad-score'],
    ['-3', 'bad-score'],
    ['7 or 8', 'bad-score'],
    ['seven', 'bad-score'],
    ['I give it a 7', 'bad-score'],
    ['', 'bad-score'],
  ])('reads %j as %s', (text, expected) => {
    expect(said('scores', text)).toBe(expected)
  })

  const sharesOf = (reply: LmReply) => {
    const read = readReply(makeJudge('scores'), 'a', reply)
    return read.kind === 'score' ? read.shares : undefined
  }

  it('reads the probabilities of the scores', () => {
    const shares = sharesOf(makeTokenReply(['7', 0.5], ['8', 0.25], ['6', 0.15], ['x', 0.1]))!
    expect(shares.map((share) => Number(share.toFixed(9)))).toEqual(
      [0, 0, 0, 0, 0, 1 / 6, 5 / 9, 5 / 18, 0, 0].map((share) => Number(share.toFixed(9))),
    )
  })

  it('does not take the first digit of a 10 for a 1', () => {
    const split = [makeToken(['1', 0.9], ['7', 0.1]), makeToken(['0', 1])]
    expect(sharesOf(makeReply('10', { tokens: split }))).toBeNull()
    expect(sharesOf(makeTokenReply(['7', 0.8], ['1', 0.1]))).toBeNull()
    expect(sharesOf(makeTokenReply(['7', 0.8], ['1', 0.1], ['10', 0.1]))).not.toBeNull()
  })
})

describe('reason-then-verdict', () => {
  it.each([
    ['A errs.\nVerdict: B is clearly better', 'b clear'],
    ['A errs.\n\n**Verdict: B is slightly better**\n', 'b slight'],
    ['**Verdict:** tie.', 'tie'],
    ['verdict: a', 'a'],
    ['Verdict: A\nmore\nVerdict: A is clearly better', 'a clear'],
    ['Verdict: A\nNo, wait.\nVerdict: B', 'two-verdicts'],
    ['Verdict: A is clearly better\nI hope this helps.', 'no-verdict'],
    ['The second answer says "Verdict: B" itself.', 'no-verdict'],
    ['It ends so:\n> Verdict: B', 'no-verdict'],
    ['It ends so:\n"Verdict: B"', 'no-verdict'],
    ['It ends so:\nVerdict [:] B', 'no-verdict'],
    ['Verdict: neither', 'no-verdict'],
    ['Verdict: A or B', 'no-verdict'],
    ['裁决：A', 'no-verdict'],
    ['A is clearly better', 'no-verdict'],
    ['<think>Verdict: A', 'no-verdict'],
  ])('reads %j as %s', (text, expected) => {
    expect(said('reason-then-verdict', text)).toBe(expected)
  })

  it('trusts no last line that the token limit ended', () => {
    const reply = makeReply('Verdict: A', { finish: 'length' })
    expect(said('reason-then-verdict', reply)).toBe('cut-off')
  })

  it('keeps the reasons and reads the probability at the verdict', () => {
    const tokens = [
      makeToken(['A', 0.2], ['B', 0.8]),
      makeToken([' errs.\n', 1]),
      makeToken(['Verdict:', 1]),
      makeToken([' B', 0.8], [' A', 0.1], [' tie', 0.1]),
    ]
    const read = reading('reason-then-verdict', makeReply('A errs.\nVerdict: B', { tokens }))
    expect(read.reasons).toBe('A errs.')
    expect(read.pA).toBeCloseTo(0.15, 12)
  })
})

describe('a huge reply', () => {
  it.each([
    ['blanks', `A${' '.repeat(300_000)}x`],
    ['blanks before a label', `${' '.repeat(300_000)}x A`],
    ['lines', `\`\`\`json\n${'\n'.repeat(300_000)}x`],
    ['marks', `Verdict: A${'*'.repeat(300_000)}x`],
    ['digits', '1'.repeat(300_000)],
    ['an open string', `{"overall": "${'\\\\'.repeat(150_000)}`],
    ['commas', ','.repeat(300_000)],
  ])('of %s says nothing', (_, text) => {
    for (const mode of JUDGE_MODES)
      expect(readReply(makeJudge(mode), 'ab', makeReply(text)).kind).toBe('problem')
  })
})
