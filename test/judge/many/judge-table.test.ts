import { describe, expect, it } from 'vitest'
import { labelInstances, measureAgreement } from '../../../src/annotate/index.ts'
import type { Annotation, PreferenceInstance, Verdict } from '../../../src/domain/index.ts'
import {
  answerCost,
  combinePanel,
  type JudgeTableOptions,
  type JudgeTableRow,
  judgeTable,
  withPrimary,
} from '../../../src/judge/index.ts'
import { createRandom, type Random } from '../../../src/kit/index.ts'
import { mean } from '../../../src/stats/index.ts'
import { groupsOf, isShared, readPairs } from '../../annotate/shared-files.ts'
import { drawVerdict, judged, opposite } from './simulated-judges.ts'

const random = createRandom('table tests')
const FEW = { resamples: 100 }

describe('the table of judges', () => {
  const instances = makeInstances(240, random.fork('made'))
  const rows = tableOf(instances)
  const row = (judge: string): JudgeTableRow => rows.find((own) => own.judge === judge)!

  it('has a row for every judge, those with most labels first, and none for raw answers', () => {
    expect(rows.map(({ judge, labelled }) => [judge, labelled])).toEqual([
      ['coin', 240],
      ['fair', 240],
      ['gpt-4', 120],
    ])
  })

  it('takes over the agreement that was measured, and knows none where people never meet a judge', () => {
    const measured = agreementOf(instances).judges.find(({ judge }) => judge === 'fair')!
    expect(row('fair')).toMatchObject({
      withPeople: 240,
      threeWay: measured.threeWay,
      withoutTies: measured.withoutTies,
      cohenKappa: measured.cohenKappa,
    })
    const [alone] = tableOf([judged('1', [{ annotator: 'g', verdict: 'a' }])])
    expect(alone).toMatchObject({
      withPeople: 0,
      threeWay: null,
      flipped: null,
      firstShown: null,
      lengthSlope: null,
      ownFamily: null,
      usdPerThousand: null,
      unpriced: 1,
    })
    expect(alone!.health.findings).toHaveLength(1)
  })

  it('measures orders as the agreement report does', () => {
    for (const { judge, order } of agreementOf(instances).judges) {
      if (order === null) continue
      expect(row(judge).asked).toBe(order.asked)
      expect(row(judge).flipped!.value).toBeCloseTo(order.flipped!.value, 12)
      expect(row(judge).firstShown!.value).toBeCloseTo(order.firstShown!.value, 12)
    }
    expect(row('coin').flipped!.value).toBe(1)
  })

  it('exposes a judge that flips on every pair', () => {
    expect(row('coin').health.usable).toBe(false)
    expect(row('coin').health.findings[0]).toBe(
      'asked in both orders it contradicted itself on every pair: not usable',
    )
    expect(row('fair').health).toEqual({ usable: true, findings: [] })
  })

  it('prices what is known and counts what is not', () => {
    const costs = instances.map(({ lm }) => answerCost(lm, 'fair')!)
    const known = costs.flatMap(({ costUsd }) => costUsd ?? [])
    expect(row('fair').usdPerThousand!.value).toBeCloseTo(1000 * mean(known), 9)
    expect(row('fair').unpriced).toBe(240 - known.length)
    expect(known.length).toBeLessThan(240)
    // 600 ms in each order are 1.2 s an instance: 20 minutes a thousand.
    expect(row('fair').minutesPerThousand!.value).toBeCloseTo(20, 9)
    expect(row('coin')).toMatchObject({ usdPerThousand: null, minutesPerThousand: null })
    expect(row('coin')).toMatchObject({ unpriced: 240, untimed: 240 })
  })

  it('knows families by name, or as it is told', () => {
    expect(row('gpt-4').family).toBe('gpt')
    expect(row('fair').family).toBeNull()
    const told = tableOf(instances, { families: { fair: 'claude', 'gpt-4': null } })
    expect(told.map(({ judge, family }) => [judge, family])).toEqual([
      ['coin', null],
      ['fair', 'claude'],
      ['gpt-4', null],
    ])
    expect(told[1]!.ownFamily!.pairs).toBe(120)
  })

  it('calibrates every judge, by probabilities or by verdicts', () => {
    expect(row('fair').calibration).toMatchObject({
      scale: 'probability',
      rows: 240,
      refusal: null,
    })
    expect(row('gpt-4').calibration.scale).toBe('verdict')
    expect(tableOf(instances, { leastPairs: 500 })[1]!.calibration.refusal).toMatch(/needs 500/)
  })

  it('has equal intervals for equal judges: all are measured on the same resamples', () => {
    const twins = instances.map((own) => ({
      ...own,
      lm: [...own.lm, ...own.lm.flatMap((entry) => twinOf(entry))],
    }))
    const table = tableOf(twins)
    const [one, other] = ['fair', 'twin'].map((name) => table.find(({ judge }) => judge === name)!)
    for (const field of ['flipped', 'firstShown', 'lengthSlope', 'usdPerThousand'] as const) {
      expect(other![field]).toEqual(one![field])
    }
  })

  it('takes a panel as a judge of its own', () => {
    const { annotations } = combinePanel(instances, {
      id: 'both',
      judges: ['coin', 'fair'],
      rule: 'vote',
    })
    const table = tableOf(withPrimary(instances, annotations))
    expect(table.find(({ judge }) => judge === 'both')).toMatchObject({ labelled: 240, asked: 0 })
  })

  it('is the same again, and refuses arrays that are not parallel', () => {
    expect(tableOf(instances)).toEqual(rows)
    const input = {
      instances,
      human: [],
      groups: new Uint32Array(240),
      agreement: { judges: [] },
    }
    expect(() => judgeTable(input, {}, random)).toThrow(RangeError)
  })
})

describe('the cost of an answer', () => {
  const said = (annotator: string, fields: Partial<Annotation> = {}): Annotation => ({
    annotator,
    verdict: 'a',
    ...fields,
  })

  it.each([
    ['stands on the answer itself', [said('g', { costUsd: 0.2, durationMs: 5 })], 0.2],
    [
      'stands on its raw answers',
      [said('g'), said('g@ab', { costUsd: 0.1 }), said('g@ba', { costUsd: 0.3 })],
      0.4,
    ],
    [
      'counts aspects',
      [said('g', { costUsd: 0.1 }), said('g', { aspect: 'helpful', costUsd: 0.1 })],
      0.2,
    ],
    [
      'is unknown where one order is',
      [said('g'), said('g@ab', { costUsd: 0.1 }), said('g@ba')],
      null,
    ],
    ['is unknown where none is told', [said('g')], null],
    ['may be zero', [said('g', { costUsd: 0 })], 0],
    ['is that of the judge alone', [said('g', { costUsd: 0.1 }), said('h', { costUsd: 9 })], 0.1],
  ])('%s', (_, annotations, expected) => {
    const { costUsd } = answerCost(annotations, 'g')!
    if (expected === null) expect(costUsd).toBeNull()
    else expect(costUsd).toBeCloseTo(expected, 12)
  })

  it('is none where the judge did not answer', () => {
    expect(answerCost([said('h')], 'g')).toBeNull()
  })
})

describe.skipIf(!isShared('data/pairs-vicuna80.jsonl.gz'))(
  'on ../shared/data/pairs-vicuna80.jsonl.gz (skipped where it is absent)',
  () => {
    const instances = isShared('data/pairs-vicuna80.jsonl.gz') ? readPairs('pairs-vicuna80') : []

    it('measures the judges of the set', () => {
      const rows = tableOf(instances, { resamples: 60 })
      const gpt = rows.find(({ judge }) => judge === 'gpt-4')!
      expect(gpt.labelled).toBe(instances.length)
      expect(gpt.calibration.refusal).toBeNull()
      expect(gpt.lengthSlope!.pairs).toBe(instances.length)
      expect(gpt.ownFamily!.pairs).toBeGreaterThan(300)
      expect(gpt.ownFamily!.humanShare.value).toBeGreaterThan(0.5)
      const { before, after } = gpt.calibration.quality!
      expect(after.expectedCalibrationError.value).toBeLessThan(
        before.expectedCalibrationError.value,
      )
    })
  },
)

function tableOf(
  instances: readonly PreferenceInstance[],
  options: JudgeTableOptions = {},
): JudgeTableRow[] {
  const human = labelInstances(instances).map((own) => own.human?.pA ?? Number.NaN)
  const groups = groupsOf(instances)
  const agreement = agreementOf(instances)
  return judgeTable({ instances, human, groups, agreement }, { ...FEW, ...options }, random)
}

function agreementOf(instances: readonly PreferenceInstance[]) {
  const groups = groupsOf(instances)
  return measureAgreement(instances, { groups, resamples: 20 }, random.fork('agreement')).overall
}

/** `coin` names what is shown first, `fair` is mostly right and asked in both orders, `gpt-4` labelled every second pair once. */
function makeInstances(count: number, draw: Random): PreferenceInstance[] {
  return Array.from({ length: count }, (_, at) => {
    const truth = drawVerdict([0.5, 0], draw)
    const fair = draw.next() < 0.8 ? truth : opposite(truth)
    const pA = fair === 'a' ? 0.95 : 0.05
    const price = at % 10 === 0 ? {} : { costUsd: 0.001 * (1 + draw.next()) }
    const lm: Annotation[] = [
      { annotator: 'coin', verdict: 'tie' },
      { annotator: 'coin@ab', verdict: 'a' },
      { annotator: 'coin@ba', verdict: 'b' },
      { annotator: 'fair', verdict: fair, strength: 'clear', pA },
      { annotator: 'fair@ab', verdict: fair, ...price, durationMs: 600 },
      { annotator: 'fair@ba', verdict: fair, ...price, durationMs: 600 },
    ]
    if (at % 2 === 0) lm.push({ annotator: 'gpt-4', verdict: fair, strength: 'slight' })
    const verdict: Verdict = truth
    return judged(String(at), lm, {
      completionA: 'x'.repeat(20 + Math.floor(50 * draw.next())),
      completionB: 'y'.repeat(20 + Math.floor(50 * draw.next())),
      human: [{ annotator: 'h1', verdict }],
      meta: {
        group: Math.floor(at / 3),
        models: at % 4 < 2 ? ['claude-2', 'gpt-4'] : ['bard', 'gpt-3.5-turbo'],
      },
    })
  })
}

function twinOf(entry: Annotation): Annotation[] {
  const name = /^fair(@.*)?$/.exec(entry.annotator)
  return name === null ? [] : [{ ...entry, annotator: `twin${name[1] ?? ''}` }]
}
