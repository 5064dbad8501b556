import { describe, expect, it } from 'vitest'
import type { Annotation, Verdict } from '../../../src/domain/index.ts'
import { checkOwnFamily } from '../../../src/judge/family-check.ts'
import { answerFamilies, familyOf, judgeHealth } from '../../../src/judge/index.ts'
import {
  type JudgedPairs,
  type Resample,
  readJudgedPairs,
} from '../../../src/judge/judge-table-rows.ts'
import { fitSlopes, type SlopeData } from '../../../src/judge/slope-fit.ts'
import { measureLengthSlope, measurePositionSlope } from '../../../src/judge/slopes.ts'
import { createRandom, drawIndex, drawNormal, type Random } from '../../../src/kit/index.ts'
import { mean, sigmoid } from '../../../src/stats/index.ts'
import { judged, opposite } from './simulated-judges.ts'

const random = createRandom('habit tests')

describe('the family of a model', () => {
  it.each([
    ['gpt-4o-mini', 'gpt'],
    ['openai/gpt-3.5-turbo-0125', 'gpt'],
    ['gpt4', 'gpt'],
    ['gpt35', 'gpt'],
    ['gpt-oss-20b', 'gpt'],
    ['text-davinci-003', 'gpt'],
    ['o3-mini', 'gpt'],
    ['o1', 'gpt'],
    ['chatgpt-4o-latest', 'gpt'],
    ['gpt-j-6b', 'pythia'],
    ['gpt-neo-2.7B', null],
    ['gpt4all-13b', null],
    ['cerebras-gpt-6.7B', 'cerebras-gpt'],
    ['Claude-3-5-Sonnet', 'claude'],
    ['google/gemma-2-9b-it', 'gemini'],
    ['gemini-1.5-pro', 'gemini'],
    ['bard', 'palm'],
    ['meta-llama/Llama-3.1-8B-Instruct', 'llama'],
    ['llama2orig', 'llama'],
    ['vicuna-13b-v1.2', 'llama'],
    ['TinyLlama-1.1B', null],
    ['open_llama_7b', null],
    ['mistralinstruct', 'mistral'],
    ['Mixtral-8x7B', 'mistral'],
    ['Qwen/Qwen2.5-7B-Instruct', 'qwen'],
    ['deepseek-ai/DeepSeek-V3', 'deepseek'],
    ['deepseek-r1-distill-llama-8b', null],
    ['microsoft/Phi-3-mini', 'phi'],
    ['dolphin-2.6', null],
    ['command-r-plus', 'command'],
    ['SmolLM2-135M-Instruct', 'smollm'],
    ['opt-7b', 'opt'],
    ['pythia-6.9b', 'pythia'],
    ['my-judge', null],
    ['', null],
  ])('%s is %s', (model, family) => {
    expect(familyOf(model)).toBe(family)
  })

  it('of answers is read off meta.models, and unknown where that is missing or odd', () => {
    const of = (models: unknown) =>
      answerFamilies(judged('1', [], { meta: { models: models as string[] } }))
    expect(of(['gpt4', 'claude'])).toEqual(['gpt', 'claude'])
    expect(of(['gpt4'])).toEqual(['gpt', null])
    expect(of([4, null])).toEqual([null, null])
    expect(of('gpt4')).toEqual([null, null])
    expect(answerFamilies(judged('1', []))).toEqual([null, null])
  })
})

describe('the check of a judge against its own family', () => {
  it('counts shares on pairs with exactly one answer of the family: known answers', () => {
    const rows: [string[], Verdict, number][] = [
      [['gpt4', 'claude'], 'a', 0],
      [['claude', 'gpt35'], 'b', 1],
      [['gpt4', 'bard'], 'tie', 0.5],
      [['bard', 'gpt4'], 'a', 0.25],
      [['gpt4', 'gpt35'], 'a', 0],
      [['claude', 'bard'], 'a', 0],
      [['gpt4', 'mystery'], 'a', 0],
      [['gpt4', 'claude'], 'a', Number.NaN],
    ]
    const instances = rows.map(([models, verdict], at) =>
      judged(String(at), [{ annotator: 'gpt-4', verdict }], { meta: { models } }),
    )
    const human = rows.map(([, , share]) => share)
    const pairs = readJudgedPairs(instances, 'gpt-4', human)
    const own = checkOwnFamily(pairs, 'gpt', resampleOf(rows.length))!
    expect(own).toMatchObject({ family: 'gpt', pairs: 4, unknown: 1 })
    expect(own.judgeShare.value).toBeCloseTo((1 + 1 + 0.5 + 0) / 4, 12)
    expect(own.humanShare.value).toBeCloseTo((0 + 0 + 0.5 + 0.75) / 4, 12)
    expect(own.difference.value).toBeCloseTo(own.judgeShare.value - own.humanShare.value, 12)
    expect(checkOwnFamily(pairs, null, resampleOf(rows.length))).toBeNull()
    expect(checkOwnFamily(pairs, 'qwen', resampleOf(rows.length))).toBeNull()
  })

  it('covers a favour that is there in 95 % of the worlds, and finds none where there is none', () => {
    for (const favour of [0, 0.15]) {
      let covered = 0
      for (let seed = 0; seed < 120; seed++) {
        const draw = random.fork('favour', favour, seed)
        const difference = checkOwnFamily(
          favouring(200, favour, draw),
          'gpt',
          resampleOf(200),
        )!.difference
        if (difference.lo <= favour && favour <= difference.hi) covered++
      }
      // Binomial 120 x 0.95: three standard errors are 7.2 rows.
      expect(covered).toBeGreaterThanOrEqual(106)
    }
  })
})

describe('a slope', () => {
  const data: SlopeData = {
    perRow: 1,
    first: Float64Array.of(-1.2, -0.7, -0.3, 0.1, 0.4, 0.8, 1.1, 1.5, -0.9, 0.6, 0.2, -0.4),
    second: Float64Array.of(1, -1, -1, 1, 0, 1, -1, 1, -1, 1, -1, 0.5),
    share: Float64Array.of(0, 0, 1, 1, 1, 1, 0, 1, 0, 1, 0, 0),
  }
  const rows = Array.from({ length: 12 }, (_, row) => row)

  it.each([
    // scikit-learn LogisticRegression(C=100, fit_intercept=False); halves by scipy BFGS on the same objective.
    ['hard labels', data.share, [1.62540814, 1.25777927]],
    ['halves', Float64Array.of(0, 0.5, 1, 1, 1, 1, 0, 1, 0, 1, 0.5, 0), [1.28129371, 0.58094027]],
    ['separable labels', data.first.map((x) => Number(x > 0)), [9.37186904, 0.5243064]],
  ])('is that of a reference program: %s', (_, share, expected) => {
    const fitted = fitSlopes({ ...data, share }, rows)
    expect(fitted[0]).toBeCloseTo(expected[0]!, 4)
    expect(fitted[1]).toBeCloseTo(expected[1]!, 4)
  })

  it('leaves out what is unknown and is unknown without an observation', () => {
    const share = data.share.map((own, row) => (row < 3 ? Number.NaN : own))
    expect(fitSlopes({ ...data, share }, rows)).toEqual(fitSlopes(data, rows.slice(3)))
    expect(fitSlopes({ ...data, share: share.fill(Number.NaN) }, rows)[0]).toBeNaN()
  })

  it('of length is found where it is known, and is none for a judge that follows people', () => {
    for (const slope of [0, 1.5]) {
      const found = Array.from({ length: 10 }, (_, seed) => {
        const pairs = longLoving(1500, slope, random.fork('length', slope, seed))
        return measureLengthSlope(pairs, resampleOf(1500, 2))!
      })
      // Standard error of one fit is about 0.11, of the mean of ten 0.035.
      expect(Math.abs(mean(found.map((own) => own.coefficient.value)) - slope)).toBeLessThan(0.12)
      const { twiceAsLong, agreementAtZero } = found[0]!
      expect(twiceAsLong.value).toBeCloseTo(sigmoid(found[0]!.coefficient.value * Math.LN2), 12)
      expect(agreementAtZero.value).toBeGreaterThan(0.75)
    }
  })

  it('of place is found where it is known, both orders together', () => {
    const found = Array.from({ length: 10 }, (_, seed) =>
      measurePositionSlope(firstLoving(1000, 0.8, random.fork('place', seed)), resampleOf(1000, 2)),
    )
    expect(Math.abs(mean(found.map((own) => own!.coefficient.value)) - 0.8)).toBeLessThan(0.08)
    expect(found[0]!.answers).toBe(2000)
    expect(found[0]!.shownFirst.value).toBeCloseTo(sigmoid(found[0]!.coefficient.value), 12)
  })

  it('stays when A and B of every pair change places', () => {
    const draw = random.fork('swap')
    const pairs = longLoving(300, 1, draw)
    const swapped: JudgedPairs = {
      instances: pairs.instances.map((own) => ({
        ...own,
        completionA: own.completionB,
        completionB: own.completionA,
      })),
      verdicts: pairs.verdicts.map((own) => 1 - own),
      ab: pairs.ba.map((own) => 1 - own),
      ba: pairs.ab.map((own) => 1 - own),
      human: pairs.human.map((own) => 1 - own),
    }
    const slopes = [pairs, swapped].map((own) => [
      measureLengthSlope(own, resampleOf(300, 50))!.coefficient,
      measurePositionSlope(own, resampleOf(300, 50)),
    ])
    const [one, other] = slopes.map(([length]) => length as { value: number; lo: number })
    expect(other!.value).toBeCloseTo(one!.value, 8)
    expect(other!.lo).toBeCloseTo(one!.lo, 8)
  })

  it('is unknown without labels of people, or without an order', () => {
    const instances = [judged('1', [{ annotator: 'g', verdict: 'a' }])]
    const unlabelled = readJudgedPairs(instances, 'g', [Number.NaN])
    expect(measureLengthSlope(unlabelled, resampleOf(1))).toBeNull()
    expect(measurePositionSlope(readJudgedPairs(instances, 'g', [1]), resampleOf(1))).toBeNull()
  })
})

describe('health', () => {
  const share = (value: number, half = 0.02) => ({ value, lo: value - half, hi: value + half })
  const good = {
    withPeople: 200,
    asked: 100,
    flipped: share(0.1),
    firstShown: share(0.55),
    withoutTies: share(0.75),
    alwaysLonger: share(0.6),
  }

  it.each([
    [{}, true, []],
    [
      { flipped: { value: 1, lo: 1, hi: 1 } },
      false,
      ['asked in both orders it contradicted itself on every pair: not usable'],
    ],
    [{ flipped: share(0.62) }, false, [/contradicted itself on 62 % of 100 pairs: not usable/]],
    [{ flipped: share(0.5) }, true, []],
    [{ firstShown: share(0.9) }, false, [/90 % .* shown first: it reads the place/]],
    [{ firstShown: share(0.15) }, false, [/85 % .* shown second/]],
    [
      { withoutTies: share(0.55) },
      false,
      [/agrees with people on 55 % .* longer completion on 60 %: not usable/],
    ],
    [{ withoutTies: share(0.57) }, true, []],
    [{ withPeople: 12 }, true, [/people labelled 12 of its pairs: below 50/]],
    [{ flipped: null, firstShown: null, withoutTies: null, alwaysLonger: null }, true, []],
  ])('%#: what is wrong is said in words', (fields, usable, findings) => {
    const health = judgeHealth({ ...good, ...fields }, 50)
    expect(health.usable).toBe(usable)
    expect(health.findings).toHaveLength(findings.length)
    findings.forEach((finding, at) => {
      expect(health.findings[at]).toMatch(finding)
    })
  })
})

function resampleOf(rows: number, resamples = 300): Resample {
  const groups = Uint32Array.from({ length: rows }, (_, row) => row)
  return { groups, resamples, level: 0.95, random: random.fork('resample') }
}

/** A judge that names its own family more often than people by `favour`. */
function favouring(count: number, favour: number, draw: Random): JudgedPairs {
  const instances = Array.from({ length: count }, (_, at) => {
    const isA = draw.next() < 0.5
    const own: Verdict = isA ? 'a' : 'b'
    const verdict = draw.next() < 0.5 + favour ? own : opposite(own)
    const models = isA ? ['gpt-4', 'claude-2'] : ['claude-2', 'gpt-4']
    return judged(String(at), [{ annotator: 'g', verdict }], { meta: { models } })
  })
  return readJudgedPairs(
    instances,
    'g',
    instances.map(() => Number(draw.next() < 0.5)),
  )
}

/** A judge whose log-odds for A are slope x log length ratio + 1.5 x people's lean. */
function longLoving(count: number, slope: number, draw: Random): JudgedPairs {
  const human: number[] = []
  const instances = Array.from({ length: count }, (_, at) => {
    const texts = [0, 1].map(() => 'x'.repeat(10 + drawIndex(200, draw)))
    const ratio = Math.log((texts[0]!.length + 1) / (texts[1]!.length + 1))
    const share = Number(draw.next() < sigmoid(0.5 * ratio + drawNormal(draw)))
    human.push(share)
    const p = sigmoid(slope * ratio + 1.5 * (2 * share - 1))
    const verdict: Verdict = draw.next() < p ? 'a' : 'b'
    const lm: Annotation[] = [
      { annotator: 'g', verdict },
      { annotator: 'g@ab', verdict },
      { annotator: 'g@ba', verdict },
    ]
    return judged(String(at), lm, { completionA: texts[0]!, completionB: texts[1]! })
  })
  return readJudgedPairs(instances, 'g', human)
}

/** A judge whose log-odds for the completion shown first are place + people's lean towards it. */
function firstLoving(count: number, place: number, draw: Random): JudgedPairs {
  const human: number[] = []
  const instances = Array.from({ length: count }, (_, at) => {
    const share = Number(draw.next() < 0.5)
    human.push(share)
    const lean = 2 * share - 1
    const ab: Verdict = draw.next() < sigmoid(place + lean) ? 'a' : 'b'
    const ba: Verdict = draw.next() < sigmoid(place - lean) ? 'b' : 'a'
    return judged(String(at), [
      { annotator: 'g', verdict: ab === ba ? ab : 'tie' },
      { annotator: 'g@ab', verdict: ab, order: 'ab' },
      { annotator: 'g@ba', verdict: ba, order: 'ba' },
    ])
  })
  return readJudgedPairs(instances, 'g', human)
}
