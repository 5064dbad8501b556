import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { AgreementReport } from '../../src/annotate/index.ts'
import {
  answerLetter,
  askedTwice,
  openJudgingEndpoint,
  pairAsked,
  pairRows,
  preferQuality,
} from '../endpoints/judging-endpoint.ts'
import type { ScriptedCall, ScriptedEndpoint } from '../endpoints/scripted-endpoint.ts'
import { openWorkplace, parseLines, type Workplace } from './call-cli.ts'
import {
  judgeFile,
  LETTER_USD,
  type PrintedResult,
  readPairs,
  resultOf,
  type WrittenRow,
} from './judge-file.ts'

let place: Workplace
let cheap: ScriptedEndpoint
let dear: ScriptedEndpoint

/** Sure of pairs with an even number, and right; unsure of the others, and wrong. */
const halfSure = (call: ScriptedCall): ReturnType<typeof answerLetter> => {
  const { first, second, pair } = pairAsked(call)
  if (first === second) return answerLetter(0.5)
  const isRight = pair % 2 === 0
  const leansFirst = first > second === isRight
  const confidence = isRight ? 0.97 : 0.6
  return answerLetter(leansFirst ? confidence : 1 - confidence)
}

beforeEach(async () => {
  place = openWorkplace()
  cheap = await openJudgingEndpoint(halfSure)
  dear = await openJudgingEndpoint(preferQuality)
  place.write('cheap.yaml', judgeFile(cheap, { id: 'cheap', model: 'llama-small' }))
  place.write('dear.yaml', judgeFile(dear, { id: 'dear', model: 'gpt-large' }))
})
afterEach(async () => {
  await cheap.close()
  await dear.close()
  place.remove()
})

const both = ['--judge', 'cheap.yaml', '--judge', 'dear.yaml', '-o', 'out.jsonl']
const judge = (...more: string[]): ReturnType<Workplace['hyper']> =>
  place.hyper(['judge', 'pairs.jsonl', ...both, ...more])
const judgeJson = (...more: string[]): Promise<PrintedResult> =>
  resultOf(judge('--yes', '--json', ...more))
const written = (): WrittenRow[] => readPairs(place.path('out.jsonl'))
const numberOf = ({ id }: Pick<WrittenRow, 'id'>): number => Number(String(id).slice(1))

describe('several judges', () => {
  it('are asked out of one wallet', async () => {
    place.write('pairs.jsonl', pairRows(6))
    const { status } = await judge('--yes', '--cap', '0.155')
    expect(status).toBe(6)
    expect(cheap.calls.length + dear.calls.length).toBe(15)
    const result = await judgeJson()
    expect([cheap.calls.length, dear.calls.length]).toEqual([12, 12])
    expect(result).toMatchObject({ labelled: 6, open: 0 })
    expect(result.wallet.spentUsd).toBeCloseTo(24 * LETTER_USD, 9)
    for (const { lm } of written())
      expect(lm.map(({ annotator }) => annotator).sort()).toEqual(
        ['cheap', 'cheap@ab', 'cheap@ba', 'dear', 'dear@ab', 'dear@ba'].sort(),
      )
  })

  it('go on through hyper agreement, each with its kappa and flips', async () => {
    place.write('pairs.jsonl', pairRows(60))
    await judgeJson()
    const { out, status } = await place.hyper(['agreement', 'out.jsonl', '--json'])
    expect(status).toBe(0)
    const judges = (JSON.parse(out) as AgreementReport).overall.judges
    const named = new Map(judges.map((own) => [own.judge, own]))
    expect([...named.keys()].sort()).toEqual(['cheap', 'dear'])
    expect(named.get('dear')!.threeWay!.value).toBe(1)
    expect(named.get('dear')!.cohenKappa!.value).toBe(1)
    expect(named.get('dear')!.order!.flipped!.value).toBe(0)
    expect(named.get('cheap')!.threeWay!.value).toBeCloseTo(0.5, 1)
  })

  it('must differ in name', async () => {
    place.write('pairs.jsonl', pairRows(2))
    const { status, err } = await place.hyper([
      'judge',
      'pairs.jsonl',
      '--judge',
      'cheap.yaml',
      '--judge',
      'cheap.yaml',
    ])
    expect(status).toBe(2)
    expect(err).toMatch(/got two with the id "cheap"/)
  })
})

describe('two endpoints with one name of a model', () => {
  it('are refused where they are asked the same: one would get the answers of the other', async () => {
    place.write('pairs.jsonl', pairRows(2))
    place.write('dear.yaml', judgeFile(dear, { id: 'dear', model: 'llama-small' }))
    const { status, err } = await judge('--yes')
    expect(status).toBe(2)
    expect(err).toMatch(/"cheap" and "dear": got the same questions/)
    expect(cheap.calls.length + dear.calls.length).toBe(0)
    place.write('dear.yaml', judgeFile(dear, { id: 'dear', model: 'llama-small', mode: 'aspects' }))
    expect((await judge('--plan')).status).toBe(0)
  })
})

describe('a panel', () => {
  it('puts one label in front of those of its members', async () => {
    place.write('pairs.jsonl', pairRows(12))
    const result = await judgeJson('--panel', 'mean-probability', '--as', 'jury')
    expect(result).toMatchObject({ labelled: 12, open: 0 })
    for (const row of written()) {
      expect(row.lm[0]!.annotator).toBe('jury')
      const members = row.lm.filter(({ annotator }) => /^(cheap|dear)$/.test(annotator))
      const mean = (members[0]!.p_a! + members[1]!.p_a!) / 2
      expect(row.lm[0]!.p_a).toBeCloseTo(mean, 9)
    }
  })
})

type Asked = Pick<WrittenRow, 'id' | 'response_a' | 'response_b'>

describe('a cascade', () => {
  const qualityIn = (text: string): string => /quality (\d)/.exec(text)![1]!
  const sure = ({ id, response_a, response_b }: Asked): boolean =>
    numberOf({ id }) % 2 === 0 && qualityIn(response_a) !== qualityIn(response_b)

  it('asks the second judge about those alone that the first is not sure of', async () => {
    const rows = pairRows(80)
    place.write('pairs.jsonl', rows)
    const unsure = rows.filter((row) => !sure(row)).length
    const result = await judgeJson('--cascade', '0.9')
    expect(cheap.calls).toHaveLength(160)
    expect(dear.calls).toHaveLength(2 * unsure)
    expect(unsure).toBeLessThan(50)
    expect(result).toMatchObject({ labelled: 80, open: 0 })
    expect(result.calibrations).toHaveProperty('cheap')
    for (const row of written()) {
      expect(row.lm[0]!.annotator).toBe('cascade')
      const [people] = row.human
      expect(row.lm[0]!.preference[0]).toBe(people!.preference[0])
      expect(row.lm.some(({ annotator }) => annotator === 'dear')).toBe(!sure(row))
    }
  })

  it('goes by calibrated confidence: a judge that is sure of all and wrong in half decides nothing', async () => {
    await cheap.close()
    cheap = await openJudgingEndpoint((call) => {
      const { first, second, pair } = pairAsked(call)
      // Right and wrong by turns of the pairs that share a prompt number, in both orders alike.
      const isRight = Math.floor(pair / 2) % 2 === 0
      return answerLetter(first > second === isRight ? 0.97 : 0.03)
    })
    place.write('cheap.yaml', judgeFile(cheap, { id: 'cheap', model: 'llama-small' }))
    const rows = pairRows(80)
    place.write('pairs.jsonl', rows)
    const result = await judgeJson('--cascade', '0.9')
    expect(dear.calls).toHaveLength(2 * rows.length)
    expect(result.calibrations.cheap!.refusal).toBeNull()
  })

  it('leaves a pair without its label while the judge that it needs is not asked', async () => {
    place.write('pairs.jsonl', pairRows(60))
    expect((await judge('--yes', '--cascade', '0.9', '--cap', '1.2999')).status).toBe(6)
    expect(cheap.calls).toHaveLength(120)
    const rows = written()
    expect(rows.filter((row) => sure(row)).length).toBeGreaterThan(20)
    const labels = (row: WrittenRow): unknown[] =>
      row.lm.filter(({ annotator }) => annotator === 'cascade')
    for (const row of rows.filter(sure)) expect(labels(row)).toHaveLength(1)
    expect(rows.filter((row) => !sure(row) && labels(row).length > 0).length).toBeLessThanOrEqual(5)
    expect((await place.hyper(['agreement', 'out.jsonl'])).status).toBe(0)
  })

  it('resumes after a cap without a second call, with the same rows', async () => {
    place.write('pairs.jsonl', pairRows(60))
    const whole = await place.hyper([
      'judge',
      'pairs.jsonl',
      ...['--judge', 'cheap.yaml', '--judge', 'dear.yaml', '--cascade', '0.9', '--yes'],
      ...['-o', 'whole.jsonl'],
    ])
    expect(whole.status).toBe(0)
    const [first, second] = [cheap.calls.length, dear.calls.length]
    for (const cap of ['0.5', '1.3', '1.45'])
      expect((await judge('--yes', '--cascade', '0.9', '--cap', cap)).status).toBe(6)
    await judgeJson('--cascade', '0.9')
    expect([cheap.calls.length, dear.calls.length]).toEqual([2 * first, 2 * second])
    expect(askedTwice(cheap.calls.slice(first))).toEqual([])
    expect(askedTwice(dear.calls.slice(second))).toEqual([])
    const facts = (name: string): unknown[] =>
      parseLines(readFileSync(place.path(name), 'utf8')).map((row) =>
        JSON.parse(JSON.stringify(row, (key, value) => (/duration/.test(key) ? undefined : value))),
      )
    expect(facts('out.jsonl')).toEqual(facts('whole.jsonl'))
  })
})
