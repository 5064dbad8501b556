import { existsSync, readFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  answerLetter,
  askedTwice,
  openJudgingEndpoint,
  pairRows,
  preferQuality,
} from '../endpoints/judging-endpoint.ts'
import { complete, refuse } from '../endpoints/scripted-answers.ts'
import type { ScriptedEndpoint } from '../endpoints/scripted-endpoint.ts'
import { openWorkplace, parseLines, type Workplace } from './call-cli.ts'
import {
  judgeFile,
  LETTER_USD,
  type PrintedResult,
  readPairs,
  resultOf,
  type WrittenRow,
} from './judge-file.ts'

const PAIRS = 8
const QUESTIONS = 2 * PAIRS

let place: Workplace
let endpoint: ScriptedEndpoint
let answerCall: Parameters<typeof openJudgingEndpoint>[0]

beforeEach(async () => {
  place = openWorkplace()
  answerCall = preferQuality
  endpoint = await openJudgingEndpoint((call) => answerCall!(call))
  place.write('pairs.jsonl', pairRows(PAIRS))
  place.write('small.yaml', judgeFile(endpoint))
})
afterEach(async () => {
  await endpoint.close()
  place.remove()
})

const judge = (...more: string[]): ReturnType<Workplace['hyper']> =>
  place.hyper(['judge', 'pairs.jsonl', '--judge', 'small.yaml', '-o', 'out.jsonl', ...more])
const judgeJson = (...more: string[]): Promise<PrintedResult> => resultOf(judge('--json', ...more))
const written = (): WrittenRow[] => readPairs(place.path('out.jsonl'))
const labelled = (): WrittenRow[] => written().filter(({ lm }) => lm.length > 0)

describe('hyper judge --plan', () => {
  it('says what it would cost, shows one question, and buys nothing', async () => {
    const { status, out } = await judge('--plan')
    expect(status).toBe(0)
    expect(endpoint.calls).toHaveLength(0)
    expect(existsSync(place.path('out.jsonl'))).toBe(false)
    expect(out).toMatch(/small +16 /)
    expect(out).toContain(`$${QUESTIONS * LETTER_USD}`)
    expect(out).toContain('One question of small (letter):')
    expect(out).toContain('Question number 0 of the list.')
    expect(out).not.toContain('Question number 1 of the list.')
  })

  it('counts what the journal holds already', async () => {
    await judge('--yes')
    const { plan } = await judgeJson('--plan')
    expect(plan).toMatchObject({ items: PAIRS, calls: 0, answered: QUESTIONS })
    expect(plan.usd).toEqual({ low: 0, high: 0 })
  })
})

describe('a purchase', () => {
  it('asks both orders and labels every pair', async () => {
    const result = await judgeJson('--yes')
    expect(endpoint.calls).toHaveLength(QUESTIONS)
    expect(result).toMatchObject({ instances: PAIRS, labelled: PAIRS, open: 0, problems: {} })
    expect(result.wallet.spentUsd).toBeCloseTo(QUESTIONS * LETTER_USD, 9)
    const rows = written()
    expect(rows.map(({ id }) => id)).toEqual(pairRows(PAIRS).map(({ id }) => id))
    for (const { lm, human } of rows) {
      expect(lm.map(({ annotator }) => annotator)).toEqual(['small', 'small@ab', 'small@ba'])
      const verdict = (text: string): string => text[0]!
      expect(verdict(lm[0]!.preference)).toBe(verdict(human[0]!.preference))
    }
  })

  it('needs consent where no terminal can give it', async () => {
    const { status, err } = await judge()
    expect(status).toBe(2)
    expect(err).toMatch(/got no consent, expected --yes/)
    expect(endpoint.calls).toHaveLength(0)
  })

  it('needs no consent where it costs nothing', async () => {
    expect((await judge('--price', '0,0')).status).toBe(0)
    expect(endpoint.calls).toHaveLength(QUESTIONS)
  })

  it('is refused where no price is known, unless that is allowed, and never beside a cap', async () => {
    place.write('small.yaml', judgeFile(endpoint, { price: null }))
    const { status, err } = await judge('--yes')
    expect(status).toBe(2)
    expect(err).toMatch(/price of "scripted".*got none/)
    expect((await judge('--yes', '--allow-unpriced', '--cap', '1')).status).toBe(2)
    expect(endpoint.calls).toHaveLength(0)
    expect((await judge('--allow-unpriced')).status).toBe(2)
    const { wallet } = await judgeJson('--yes', '--allow-unpriced')
    expect(wallet).toMatchObject({ answers: QUESTIONS, unpriced: QUESTIONS, spentUsd: 0 })
  })

  it('takes the price of a file, and of the option before it', async () => {
    place.write('small.yaml', judgeFile(endpoint, { price: null }))
    place.write('prices.yaml', 'prices: { scripted: { inputPerMillion: 0, outputPerMillion: 7 } }')
    const byFile = await judgeJson('--plan', '--prices', 'prices.yaml')
    expect(byFile.plan.usd!.high).toBeCloseTo(QUESTIONS * 7e-6, 12)
    const byOption = await judgeJson('--plan', '--prices', 'prices.yaml', '--price', '0,3')
    expect(byOption.plan.usd!.high).toBeCloseTo(QUESTIONS * 3e-6, 12)
  })

  it('reads pairs from standard input and writes to standard output', async () => {
    const stdin = pairRows(3)
      .map((row) => JSON.stringify(row))
      .join('\n')
    const args = ['judge', '-', '--judge', 'small.yaml', '--yes', '-o', '-']
    const refused = await place.hyper(args, stdin)
    expect(refused).toMatchObject({ status: 2, err: expect.stringContaining('--journal') })
    const { status, out, err } = await place.hyper([...args, '--journal', 'paid'], stdin)
    expect(status).toBe(0)
    expect(err).toContain('3 of 3 instances labelled')
    const rows = parseLines(out)
    expect(rows.map(({ id }) => id)).toEqual(['q0', 'q1', 'q2'])
    expect(endpoint.calls).toHaveLength(6)
  })
})

describe('a cap', () => {
  it('ends the purchase with status 6 and what was paid for; the next one asks for the rest alone', async () => {
    const { status, err } = await judge('--yes', '--cap', '0.075')
    expect(status).toBe(6)
    expect(err).toMatch(/cap: got 0\.07 USD/)
    expect(endpoint.calls).toHaveLength(7)
    const partly = labelled()
    expect(partly.length).toBeGreaterThanOrEqual(4)
    expect(partly.length).toBeLessThan(PAIRS)
    expect(written()).toHaveLength(PAIRS)

    const again = await judge('--yes', '--cap', '0.075')
    expect(again.status).toBe(6)
    expect(endpoint.calls).toHaveLength(7)

    const { labelled: all, wallet } = await judgeJson('--yes', '--cap', '0.16000001')
    expect(all).toBe(PAIRS)
    expect(wallet.spentUsd).toBeCloseTo(0.16, 9)
    expect(endpoint.calls).toHaveLength(QUESTIONS)
    expect(askedTwice(endpoint.calls)).toEqual([])
    expect(labelled()).toHaveLength(PAIRS)
  })

  it('is not passed by one call, however many are in flight', async () => {
    place.write('small.yaml', judgeFile(endpoint, { limits: { concurrency: 16 } }))
    const { status } = await judge('--yes', '--cap', '0.035')
    expect(status).toBe(6)
    expect(endpoint.calls).toHaveLength(3)
  })
})

describe('errors', () => {
  const failing = (pair: number): void => {
    answerCall = (call) =>
      call.text.includes(`Question number ${pair} of`)
        ? refuse(400, { message: 'too long', code: 'context_length_exceeded' })
        : preferQuality(call)
  }

  it('are rows: counted, not asked again, and asked again with --retry-errors', async () => {
    failing(2)
    const first = await judgeJson('--yes')
    expect(first.labelled).toBe(PAIRS - 1)
    expect(first.problems).toEqual({ small: { 'no-answer': 2 } })
    expect(Object.values(first.purchases[0]!.purchase.failed)).toEqual([2])
    expect(written()[2]!.lm).toEqual([])
    answerCall = preferQuality
    await judgeJson('--yes')
    expect(endpoint.calls).toHaveLength(QUESTIONS)
    const healed = await judgeJson('--yes', '--retry-errors')
    expect(endpoint.calls).toHaveLength(QUESTIONS + 2)
    expect(healed).toMatchObject({ labelled: PAIRS, problems: {} })
  })

  it('that concern every call end the purchase with status 4 and what was paid for', async () => {
    answerCall = (call) =>
      call.index < 6 ? preferQuality(call) : refuse(402, { message: 'Insufficient credits' })
    const { status, err } = await judge('--yes')
    expect(status).toBe(4)
    expect(err).toMatch(/402.*Insufficient credits/)
    expect(labelled().length).toBeGreaterThanOrEqual(3)
    answerCall = preferQuality
    const before = endpoint.calls.length
    expect((await judgeJson('--yes')).labelled).toBe(PAIRS)
    expect(endpoint.calls.length - before).toBe(QUESTIONS - 6)
  })

  it('are tried again as often as the judge says, and never with --no-retry', async () => {
    answerCall = () => refuse(500, { message: 'broken' }, { 'retry-after-ms': 1 })
    place.write('pairs.jsonl', pairRows(1))
    await judgeJson('--yes', '--no-retry')
    expect(endpoint.calls).toHaveLength(2)
    await judgeJson('--yes', '--retry-errors')
    expect(endpoint.calls).toHaveLength(2 + 2 * 2)
  })
})

describe('answers', () => {
  it('that cannot be read are counted with their text, and read again without asking', async () => {
    answerCall = () => complete({ text: '2', usage: { prompt: 30, completion: 1 } })
    place.write('words.txt', 'Prompt {{prompt}}, first {{a}}, second {{b}}.')
    place.write('small.yaml', judgeFile(endpoint, { prompt: 'words.txt' }))
    const unread = await judgeJson('--yes')
    expect(unread.labelled).toBe(0)
    expect(unread.problems).toEqual({ small: { 'no-verdict': QUESTIONS } })
    expect(readFileSync(place.path('out.jsonl.answers/answers.jsonl'), 'utf8')).toContain(
      '"text":"2"',
    )
    place.write('small.yaml', judgeFile(endpoint, { prompt: 'words.txt', mode: 'five-step' }))
    const read = await judgeJson()
    expect(read).toMatchObject({ labelled: PAIRS, problems: {} })
    expect(endpoint.calls).toHaveLength(QUESTIONS)
  })

  it('in another language or script are no labels', async () => {
    const texts = ['Ответ А', '答案是B', 'А', 'Β', 'الإجابة', 'la première', 'ａ и б', 'A oder B']
    answerCall = ({ index }) => complete({ text: texts[index % texts.length]! })
    const { labelled: count, problems } = await judgeJson('--yes')
    expect(count).toBe(0)
    expect(Object.values(problems.small as Record<string, number>)).toEqual(
      expect.arrayContaining([expect.any(Number)]),
    )
    const sum = Object.values(problems.small as Record<string, number>).reduce((a, b) => a + b)
    expect(sum).toBe(QUESTIONS)
  })

  it('to another prompt are other answers', async () => {
    place.write('words.txt', 'One: {{prompt}} {{a}} {{b}}')
    place.write('small.yaml', judgeFile(endpoint, { prompt: 'words.txt' }))
    await judgeJson('--yes')
    const before = readFileSync(place.path('out.jsonl'), 'utf8')
    answerCall = () => answerLetter(0.9)
    place.write('words.txt', 'Two: {{prompt}} {{a}} {{b}}')
    await judgeJson('--yes')
    expect(endpoint.calls).toHaveLength(2 * QUESTIONS)
    expect(askedTwice(endpoint.calls)).toEqual([])
    for (const { lm } of written()) expect(lm[0]).toMatchObject({ preference: 'tie' })
    place.write('words.txt', 'One: {{prompt}} {{a}} {{b}}')
    await judgeJson()
    expect(endpoint.calls).toHaveLength(2 * QUESTIONS)
    expect(readFileSync(place.path('out.jsonl'), 'utf8')).toBe(before)
  })
})
