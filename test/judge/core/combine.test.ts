import { describe, expect, it } from 'vitest'
import { importPairs, toPairRow } from '../../../src/dataset/index.ts'
import type { Annotation, LmReply, RawRow } from '../../../src/domain/index.ts'
import { readJudgeSignals } from '../../../src/features/index.ts'
import {
  combineOrders,
  combineSamples,
  preferenceOfScores,
  probabilityOfScores,
} from '../../../src/judge/combine-preferences.ts'
import type { ReadPreference } from '../../../src/judge/index.ts'
import { annotationsOf, type Judge, type JudgeAnswer } from '../../../src/judge/index.ts'
import { makeAnswer, makeAspects, makeInstance, makeJudge, makeTokenReply } from './make.ts'

const PREFERENCES = ['a clear', 'a slight', 'a', 'tie', 'b', 'b slight', 'b clear'] as const
type Said = (typeof PREFERENCES)[number]

function preference(said: Said): ReadPreference {
  const [verdict, strength] = said.split(' ')
  return { verdict, strength: strength ?? null } as ReadPreference
}

const shown = ({ verdict, strength }: ReadPreference): string =>
  strength === null ? verdict : `${verdict} ${strength}`

describe('combineOrders', () => {
  it.each([
    ['a', 'a', 'a clear', false],
    ['b', 'b', 'b clear', false],
    ['a', 'tie', 'a slight', false],
    ['tie', 'b', 'b slight', false],
    ['tie', 'tie', 'tie', false],
    ['a', 'b', 'tie', true],
    ['b clear', 'a slight', 'tie', true],
    ['a slight', 'a slight', 'a slight', false],
    ['a clear', 'a slight', 'a clear', false],
    ['b clear', 'tie', 'b slight', false],
  ] as const)('takes %s and %s as %s', (ab, ba, expected, flip) => {
    const combined = combineOrders(preference(ab), preference(ba))
    expect([shown(combined), combined.flip]).toEqual([expected, flip])
  })

  it('does not depend on which order comes first', () => {
    for (const one of PREFERENCES)
      for (const other of PREFERENCES)
        expect(combineOrders(preference(one), preference(other))).toEqual(
          combineOrders(preference(other), preference(one)),
        )
  })
})

describe('combineSamples', () => {
  it.each([
    [['a'], 'a', null],
    [['a', 'a', 'b'], 'a', 2 / 3],
    [['a', 'b'], 'tie', 0],
    [['a', 'b', 'tie'], 'tie', 1 / 3],
    [['tie', 'tie', 'b clear'], 'tie', 2 / 3],
    [['a clear', 'a slight', 'a clear'], 'a clear', 1],
    [['a clear', 'a slight'], 'a slight', 1],
    [['a clear', 'b clear', 'b slight'], 'b slight', 2 / 3],
  ] as const)('votes over %j', (said, expected, agreement) => {
    const combined = combineSamples(said.map(preference))
    expect(shown(combined)).toBe(expected)
    expect(combined.agreement).toBe(agreement)
  })

  it('is not asked without answers', () => {
    expect(() => combineSamples([])).toThrow(RangeError)
  })
})

describe('scores', () => {
  it('stand for a preference', () => {
    expect(shown(preferenceOfScores(9, 5))).toBe('a clear')
    expect(shown(preferenceOfScores(5, 8))).toBe('b clear')
    expect(shown(preferenceOfScores(6.5, 6))).toBe('a slight')
    expect(shown(preferenceOfScores(4, 4))).toBe('tie')
  })

  it('have a probability', () => {
    // By hand: 0.5 x 0.75 (3 > 2) + 0.5 x 0.25 / 2 (3 = 3) + 0.5 x 0.75 / 2 (2 = 2).
    expect(probabilityOfScores([0, 0.5, 0.5], [0, 0.75, 0.25])).toBeCloseTo(0.625, 12)
    expect(probabilityOfScores([1, 0], [0, 1])).toBe(0)
  })
})

function judge(mode: Judge['mode'], fields: Partial<Judge> = {}): Judge {
  return makeJudge(mode, fields)
}

const judged = (by: Judge, ...answers: (JudgeAnswer | LmReply | string | null)[]) =>
  annotationsOf(
    makeInstance(),
    by,
    answers.map((answer) =>
      answer !== null && typeof answer === 'object' && 'costUsd' in answer
        ? answer
        : makeAnswer(answer),
    ),
  )

/** Sum over all annotations of an instance. */
const sum = (annotations: readonly Annotation[], field: 'costUsd' | 'durationMs'): number =>
  annotations.reduce((total, annotation) => total + (annotation[field] ?? 0), 0)

describe('annotationsOf', () => {
  it('gives the label first and each order beside it', () => {
    const ab = makeAnswer(makeTokenReply(['A', 0.8], ['B', 0.2]), { costUsd: 0.01, durationMs: 5 })
    const ba = makeAnswer(makeTokenReply(['B', 0.9], ['A', 0.05]), { costUsd: 0.02, durationMs: 7 })
    const { annotations, ...rest } = judged(judge('letter'), ab, ba)
    expect(rest).toEqual({ problems: [], flip: false, sampleAgreement: null })
    expect(annotations).toEqual([
      {
        annotator: 'judge',
        verdict: 'a',
        strength: 'clear',
        pA: expect.closeTo((0.8 + 18 / 19) / 2, 12),
      },
      {
        annotator: 'judge@ab',
        verdict: 'a',
        order: 'ab',
        pA: expect.closeTo(0.8, 12),
        costUsd: 0.01,
        durationMs: 5,
        raw: 'A',
        extra: { labelMass: 1 },
      },
      {
        annotator: 'judge@ba',
        verdict: 'a',
        order: 'ba',
        pA: expect.closeTo(18 / 19, 12),
        costUsd: 0.02,
        durationMs: 7,
        raw: 'B',
        extra: { labelMass: expect.closeTo(0.95, 12) },
      },
    ])
  })

  it('marks a contradiction', () => {
    const { annotations, flip } = judged(judge('letter'), 'A', 'A')
    expect(flip).toBe(true)
    expect(annotations[0]).toEqual({ annotator: 'judge', verdict: 'tie', extra: { flip: true } })
    expect(annotations.slice(1).map(({ verdict }) => verdict)).toEqual(['a', 'b'])
  })

  it('takes the order that could be read, and says so', () => {
    const { annotations, problems, flip } = judged(judge('five-step'), 'sorry', '2')
    expect(flip).toBeNull()
    expect(problems).toEqual([
      { order: 'ab', sample: 0, code: 'no-verdict', aspect: null, raw: 'sorry' },
    ])
    expect(annotations).toEqual([
      {
        annotator: 'judge',
        verdict: 'b',
        strength: 'slight',
        costUsd: 0.001,
        durationMs: 100,
        extra: { orders: 1 },
      },
      {
        annotator: 'judge@ba',
        verdict: 'b',
        strength: 'slight',
        order: 'ba',
        costUsd: 0.001,
        durationMs: 100,
        raw: '2',
      },
    ])
  })

  it('gives no annotation where nothing could be read', () => {
    const { annotations, problems } = judged(judge('letter'), null, '')
    expect(annotations).toEqual([])
    expect(problems).toEqual([
      { order: 'ab', sample: 0, code: 'no-answer', aspect: null, raw: null },
      { order: 'ba', sample: 0, code: 'no-verdict', aspect: null, raw: '' },
    ])
  })

  it('makes one annotation of a judge asked in one order', () => {
    const stored = judge('letter', { orders: 'stored' })
    const { annotations, flip } = judged(stored, 'B')
    expect(flip).toBeNull()
    expect(annotations).toEqual([
      { annotator: 'judge', verdict: 'b', order: 'ab', costUsd: 0.001, durationMs: 100, raw: 'B' },
    ])
  })

  it('votes over repeated answers and says how far they agree', () => {
    const three = judge('letter', { samples: 3 })
    const { annotations, sampleAgreement } = judged(three, 'A', 'B', 'A', 'B', 'B', 'x')
    expect(sampleAgreement).toBeCloseTo(4 / 5, 12)
    expect(annotations.map(({ verdict, extra }) => [verdict, extra])).toEqual([
      ['a', { samples: 5, sampleAgreement: 4 / 5 }],
      ['a', { samples: 3, sampleAgreement: 2 / 3, raws: ['A', 'A', 'B'] }],
      ['a', { samples: 2, sampleAgreement: 1, raws: ['B', 'B'] }],
    ])
  })

  it('keeps reasons where they are wanted, on the answer that gave them', () => {
    const texts = ['First is right.\nVerdict: A', 'Second is right.\nVerdict: B'] as const
    const asked = judge('reason-then-verdict', { reasons: true })
    const reasons = judged(asked, ...texts).annotations.map((annotation) => annotation.reasons)
    expect(reasons).toEqual([undefined, ['First is right.'], ['Second is right.']])
    const silent = judged(judge('reason-then-verdict'), ...texts).annotations
    expect(silent.every((annotation) => annotation.reasons === undefined)).toBe(true)
  })

  it('gives one annotation an aspect', () => {
    const ab = makeAspects('A is clearly better', {
      helpful: 'A is slightly better',
      harmless: '?',
    })
    const ba = makeAspects('B is clearly better', { helpful: 'A is clearly better' })
    const { annotations, problems } = judged(judge('aspects'), ab, ba)
    expect(
      annotations.map(({ annotator, aspect, verdict, extra }) => [
        annotator,
        aspect,
        verdict,
        extra,
      ]),
    ).toEqual([
      ['judge', undefined, 'a', undefined],
      ['judge', 'helpful', 'tie', { flip: true }],
      ['judge', 'truthful', 'tie', undefined],
      ['judge', 'harmless', 'tie', { orders: 1 }],
      ['judge@ab', undefined, 'a', undefined],
      ['judge@ba', undefined, 'a', undefined],
    ])
    expect(problems).toEqual([
      { order: 'ab', sample: 0, code: 'bad-aspect', aspect: 'harmless', raw: ab },
    ])
  })

  it('makes one annotation of the scores', () => {
    const a = makeTokenReply(['8', 0.5], ['7', 0.5])
    const b = makeTokenReply(['7', 1])
    expect(judged(judge('scores'), a, b).annotations).toEqual([
      {
        annotator: 'judge',
        verdict: 'a',
        strength: 'slight',
        pA: expect.closeTo(0.75, 12),
        costUsd: 0.002,
        durationMs: 200,
        extra: { scores: { a: 8, b: 7 }, labelMass: 1 },
      },
    ])
    expect(judged(judge('scores'), '9', '11').annotations).toEqual([])
    const twice = judged(judge('scores', { samples: 2 }), '9', '5', '4', '5')
    expect(twice.annotations[0]!.extra).toEqual({
      scores: { a: 6.5, b: 5 },
      samples: 4,
      sampleAgreement: 0.5,
    })
  })

  it('counts cost and time of every answer once, those of unreadable ones too', () => {
    const cases: [Judge, (string | null)[]][] = [
      [judge('letter'), ['A', 'B']],
      [judge('letter'), ['A', 'x']],
      [judge('letter', { samples: 2 }), ['A', 'B', 'x', null]],
      [judge('letter', { orders: 'random', samples: 3 }), ['A', 'x', 'A']],
      [judge('scores', { samples: 2 }), ['1', '2', 'x', '4']],
      [judge('aspects'), [makeAspects('tie'), makeAspects('tie')]],
    ]
    for (const [by, texts] of cases) {
      const answers = texts.map((text, index) =>
        makeAnswer(text, { costUsd: 2 ** index, durationMs: 10 ** index }),
      )
      const { annotations } = judged(by, ...answers)
      expect(sum(annotations, 'costUsd')).toBe(2 ** texts.length - 1)
      expect(sum(annotations, 'durationMs')).toBe((10 ** texts.length - 1) / 9)
    }
  })

  it('leaves out a cost that is not known', () => {
    const { annotations } = judged(judge('letter'), makeAnswer('A', { costUsd: null }), 'B')
    expect(annotations.map(({ costUsd }) => costUsd)).toEqual([undefined, undefined, 0.001])
  })

  it('wants one answer a question', () => {
    expect(() => judged(judge('letter'), 'A')).toThrow(RangeError)
  })
})

describe('the rest of the house', () => {
  const everything: [Judge, (string | null | LmReply)[]][] = [
    [
      judge('letter'),
      [makeTokenReply(['A', 0.8], ['B', 0.2]), makeTokenReply(['A', 0.7], ['B', 0.3])],
    ],
    [judge('letter', { id: 'sampled', samples: 2 }), ['A', 'B', 'A', 'x']],
    [judge('five-step', { id: 'steps' }), ['2', null]],
    [
      judge('reason-then-verdict', { id: 'reasoned', reasons: true }),
      ['Ja.\nVerdict: tie', '"quotes"\nVerdict: B'],
    ],
    [judge('aspects', { id: 'aspects' }), [makeAspects('tie', { helpful: 'B is better' }), '{}']],
    [judge('scores', { id: 'scores' }), ['3', '9']],
  ]
  const lm = everything.flatMap(([by, answers]) => judged(by, ...answers).annotations)

  it('reads back what was written', async () => {
    const instance = makeInstance({ lm })
    const value: unknown = JSON.parse(JSON.stringify(toPairRow(instance)))
    async function* rows(): AsyncGenerator<RawRow> {
      yield { file: 'pairs.jsonl', line: 1, value }
    }
    const { instances } = await importPairs(rows(), { onBadRow: 'fail' })
    expect(instances[0]!.lm).toEqual(lm)
  })

  it('sees flips, probabilities and orders', () => {
    const signals = readJudgeSignals(makeInstance({ lm }))
    expect(signals).toMatchObject({ tie: 1, bothOrders: 1, orderFlip: 1, panelSize: 6 })
    expect(signals.answerProbability).toBeCloseTo(0.55, 12)
  })
})
