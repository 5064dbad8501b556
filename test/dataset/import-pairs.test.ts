import { describe, expect, it } from 'vitest'
import { formatProblem, importPairs, streamPairs } from '../../src/dataset/index.ts'
import type { RawRow } from '../../src/domain/index.ts'
import { isHyperError } from '../../src/kit/index.ts'
import { pairRow, rowsOf } from './support.ts'

const skip = { onBadRow: 'skip' } as const
const fail = { onBadRow: 'fail' } as const
const thrownBy = async (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => null,
    (error: unknown) => error,
  )

describe('importPairs', () => {
  it('counts what it read and what is odd about it', async () => {
    const rows = [
      pairRow({ id: '1' }),
      pairRow({ id: '2', response_a: 'same', response_b: 'same' }),
      pairRow({ id: '3', response_a: 'same', response_b: 'same', human: [], lm: [] }),
      pairRow({ id: '4', response_b: '' }),
    ]
    const result = await importPairs(rowsOf(rows), fail)
    expect(result.instances.map((instance) => instance.id)).toEqual(['1', '2', '3', '4'])
    expect(result.counts).toEqual({
      read: 4,
      kept: 4,
      bad: 0,
      badByReason: {},
      identicalCompletions: 2,
      identicalWithPreference: 1,
      emptyCompletion: 1,
      withoutPair: 0,
      joined: 0,
    })
    expect(result.warnings).toEqual([
      'identical completions: 1 instances carry a preference between two equal texts',
    ])
  })

  it('under skip leaves bad rows out, counts them by reason and keeps their problems', async () => {
    const rows = [
      pairRow({ id: '1' }),
      pairRow({ id: '2', prompt: undefined }),
      pairRow({ id: '1', prompt: 'again' }),
      'text',
      pairRow({ id: '3' }),
    ]
    const result = await importPairs(rowsOf(rows), skip)
    expect(result.instances.map((instance) => instance.id)).toEqual(['1', '3'])
    expect(result.counts).toMatchObject({
      read: 5,
      kept: 2,
      bad: 3,
      badByReason: { 'missing-field': 1, 'duplicate-id': 1, 'wrong-type': 1 },
    })
    expect(result.problems.map(formatProblem)).toEqual([
      'rows.jsonl:2 field "prompt": got nothing, expected a text',
      'rows.jsonl:3 field "id": got "1", as in rows.jsonl:1, expected an id of its own',
      'rows.jsonl:4: got "text", expected an object',
    ])
    expect(result.warnings).toEqual([
      'bad rows: 3 of 5 were left out (missing-field 1, duplicate-id 1, wrong-type 1)',
    ])
  })

  it('under fail lists each problem with file, line, field, got and expected', async () => {
    const rows = [
      pairRow({ id: '1' }),
      pairRow({ id: '2', prompt: 7 }),
      pairRow({ id: '3', meta: 1 }),
    ]
    const error = await thrownBy(importPairs(rowsOf(rows), fail))
    expect(isHyperError(error, 'data/bad-rows')).toBe(true)
    expect((error as Error).message).toBe(
      'rows: got 2 bad of 3 read, expected none\n' +
        '  rows.jsonl:2 field "prompt": got 7, expected a text\n' +
        '  rows.jsonl:3 field "meta": got 1, expected an object',
    )
  })

  it('under fail stops reading at 20 problems', async () => {
    let read = 0
    const endless = (async function* (): AsyncGenerator<RawRow> {
      for (;;) yield { file: 'f', line: ++read, value: 0 }
    })()
    const error = await thrownBy(importPairs(endless, fail))
    expect(isHyperError(error) && (error.details.problems as unknown[]).length).toBe(20)
    expect(read).toBe(20)
    expect((error as Error).message).toContain('got 20 or more bad of 20 read')
  })

  it('takes over the problems of the reader, and warns of a lost part of a file even under skip', async () => {
    const damaged = (async function* (): AsyncGenerator<RawRow> {
      yield { file: 'f.gz', line: 1, value: pairRow() }
      const problem = { code: 'truncated-file', field: null, got: 'an end', expected: 'more' }
      yield { file: 'f.gz', line: 2, problem }
    })()
    const result = await importPairs(damaged, skip)
    expect(result.counts).toMatchObject({ kept: 1, badByReason: { 'truncated-file': 1 } })
    expect(result.warnings[0]).toBe('f.gz: a part could not be read: an end')
  })

  it('takes the shape of a file from its first row of a known shape', async () => {
    const rows = [{ any: 1 }, pairRow({ id: '1' }), { id: '2', prompt: 'x' }]
    const result = await importPairs(rowsOf(rows), skip)
    expect(result.problems.map(({ code, field }) => [code, field])).toEqual([
      ['unknown-shape', null],
      ['missing-field', 'response_a'],
      ['missing-field', 'response_b'],
    ])
  })

  it('stops at the limit, warns of an empty input, and refuses an unknown preset', async () => {
    const rows = [1, 2, 3].map((id) => pairRow({ id: `${id}` }))
    expect((await importPairs(rowsOf(rows), { ...fail, limit: 2 })).instances).toHaveLength(2)
    expect((await importPairs(rowsOf([]), fail)).warnings).toEqual(['no rows: the input is empty'])
    await expect(importPairs(rowsOf(rows), { ...fail, preset: 'hiper' })).rejects.toMatchObject({
      code: 'config/unknown-preset',
      hint: 'did you mean "hyper"?',
    })
  })

  it('finds each duplicate among many ids', async () => {
    const rows = Array.from({ length: 20_000 }, (_, n) => pairRow({ id: `row-${n % 19_000}` }))
    const result = await importPairs(rowsOf(rows), skip)
    expect(result.counts).toMatchObject({ kept: 19_000, badByReason: { 'duplicate-id': 1000 } })
    expect(result.problems[0]!.got).toBe('"row-0", as in rows.jsonl:1')
  })
})

describe('streamPairs', () => {
  it('gives the good rows before the first bad one, then the error', async () => {
    const rows = [pairRow({ id: '1' }), pairRow({ id: '2' }), {}, pairRow({ id: '3' })]
    const seen: string[] = []
    const work = (async () => {
      for await (const instance of streamPairs(rowsOf(rows), fail)) seen.push(instance.id)
    })()
    expect(isHyperError(await thrownBy(work), 'data/bad-rows')).toBe(true)
    expect(seen).toEqual(['1', '2'])
  })
})
