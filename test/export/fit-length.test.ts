import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ChatMessage, conversationFields, type HybridRow } from '../../src/domain/index.ts'
import {
  checkShape,
  createLengthFitter,
  fitLength,
  TRAINER_FORMATS,
  type TrainRow,
  toTrainRows,
} from '../../src/export/index.ts'
import { dataSets, madeRow } from './made-rows.ts'

const shape = checkShape(TRAINER_FORMATS[0]!, { ties: 'half' })
const rowOf = (made: HybridRow): TrainRow => toTrainRows(made, shape)[0]!
const message = (role: ChatMessage['role'], content: string): ChatMessage => ({ role, content })
const words = (text: string): number => text.split(/\s+/).filter((word) => word !== '').length

describe('fitLength', () => {
  it('changes nothing that keeps the limit', () => {
    const row = rowOf(madeRow())
    // "Why?" and "Who knows." are 14 characters.
    expect(fitLength(row, { most: 14 })).toEqual({ row, cut: 'none' })
    expect(fitLength(row, { most: 14 }).row).toBe(row)
  })

  it('cuts the longer completion at its end, in messages and in texts', () => {
    const { row, cut } = fitLength(rowOf(madeRow()), { most: 13 })
    expect(cut).toBe('cut')
    expect(row?.texts).toEqual({ prompt: 'Why?', chosen: 'Because.', rejected: 'Who knows' })
    expect(row?.rejected).toEqual([message('assistant', 'Who knows')])
    expect(row?.provenance.id).toBe('p1')
  })

  it('never cuts the prompt: a row without room for a completion is too long', () => {
    for (const most of [0, 3, 4])
      expect(fitLength(rowOf(madeRow()), { most })).toEqual({ row: null, cut: 'too long' })
    expect(fitLength(rowOf(madeRow()), { most: 5 }).row?.texts).toMatchObject({
      chosen: 'B',
      rejected: 'W',
    })
  })

  it('counts with the function that it is given', () => {
    const row = rowOf(madeRow({ completionA: 'one two three four', completionB: 'one two' }))
    const fitted = fitLength(row, { most: 3, count: words })
    expect(fitted.row?.texts.chosen.trimEnd()).toBe('one two')
    expect(fitted.row?.texts.rejected).toBe('one two')
  })

  it('parts no character', () => {
    const row = rowOf(madeRow({ prompt: 'x', completionA: '🙂🙂🙂' }))
    expect(fitLength(row, { most: 3 }).row?.texts.chosen).toBe('🙂🙂')
    const units = { most: 4, count: (text: string) => text.length }
    expect(fitLength(row, units).row?.texts.chosen).toBe('🙂')
  })

  it('keeps whole turns, and ends with an answer', () => {
    const turns = (last: string): ChatMessage[] => [
      message('assistant', 'Hello'),
      message('user', 'Why?'),
      message('assistant', last),
    ]
    const row = rowOf(
      madeRow(
        conversationFields({
          prompt: [message('user', 'Hi')],
          a: turns('Because.'),
          b: turns('So.'),
        }),
      ),
    )
    expect(fitLength(row, { most: 14 }).row?.chosen.at(-1)).toEqual(message('assistant', 'Bec'))
    expect(fitLength(row, { most: 11 }).row?.chosen).toEqual([message('assistant', 'Hello')])
    expect(fitLength(row, { most: 9 }).row?.chosen).toEqual([message('assistant', 'Hello')])
    expect(fitLength(row, { most: 4 }).row?.chosen).toEqual([message('assistant', 'He')])
  })

  it('gives rows that keep the limit and begin as they began, for any data and limit', () => {
    const size = (messages: readonly ChatMessage[]): number =>
      messages.reduce((sum, { content }) => sum + [...content].length, 0)
    fc.assert(
      fc.property(dataSets, fc.integer({ min: 0, max: 60 }), (rows, most) => {
        for (const row of rows.flatMap((made) => toTrainRows(made, shape))) {
          const fitted = fitLength(row, { most })
          if (fitted.row === null) {
            expect(size(row.prompt)).toBeGreaterThanOrEqual(most)
            continue
          }
          expect(fitted.row.prompt).toBe(row.prompt)
          for (const side of ['chosen', 'rejected'] as const) {
            expect(size(row.prompt) + size(fitted.row[side])).toBeLessThanOrEqual(most)
            for (const [index, kept] of fitted.row[side].entries())
              expect(row[side][index]?.content.startsWith(kept.content)).toBe(true)
          }
        }
      }),
      { numRuns: 200, seed: 42 },
    )
  })
})

describe('a length fitter', () => {
  it('tells how many rows were cut, became alike, and are not written', () => {
    const fitter = createLengthFitter({ most: 12 })
    const rows = [
      madeRow({ completionA: 'short', completionB: 'shorter' }),
      madeRow({ completionA: 'a long answer, good', completionB: 'a long answer, bad' }),
      madeRow({ completionA: 'another text', completionB: 'a long answer, bad' }),
      madeRow({ prompt: 'A question that is too long' }),
    ]
    const kept = rows.map((row) => fitter.fit(rowOf(row)))
    expect(kept.map((row) => row?.texts.chosen ?? null)).toEqual([
      'short',
      'a long a',
      'another ',
      null,
    ])
    expect(fitter.tally()).toEqual({ whole: 1, cut: 2, alike: 1, tooLong: 1 })
  })
})
