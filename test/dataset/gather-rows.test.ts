import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Fields, ownField } from '../../src/dataset/field-reader.ts'
import { type GatheredRows, gatherRows } from '../../src/dataset/gather-rows.ts'
import type { GroupPreset, Preset } from '../../src/dataset/preset.ts'
import { hyperPreset } from '../../src/dataset/presets/hyper.ts'
import type { RawRow } from '../../src/domain/index.ts'

const { fits: _, read: __, ...facts } = hyperPreset
const grouped: GroupPreset = {
  ...facts,
  id: 'grouped',
  fits: () => true,
  keyOf: (row: Fields) => {
    const key = ownField(row, 'key')
    return typeof key === 'string' ? key : null
  },
  readTogether: () => [],
}

const row = (line: number, key?: string, file = 'f'): RawRow => ({ file, line, value: { key } })

async function gather(
  rows: readonly RawRow[],
  presetOf: (row: RawRow) => Preset | undefined = () => grouped,
): Promise<(RawRow | GatheredRows)[]> {
  async function* stream(): AsyncGenerator<RawRow> {
    yield* rows
  }
  const gathered: (RawRow | GatheredRows)[] = []
  for await (const item of gatherRows(stream(), presetOf)) gathered.push(item)
  return gathered
}

/** Each item as its lines; a row that stands alone as a number. */
const linesOf = (items: readonly (RawRow | GatheredRows)[]): (number | number[])[] =>
  items.map((item) => ('rows' in item ? item.rows.map(({ place }) => place.line) : item.line))

describe('gatherRows', () => {
  it('gathers neighbours of one key, and leaves rows without a key alone', async () => {
    const items = await gather([row(1, 'x'), row(2, 'x'), row(3), row(4, 'x'), row(5, 'y')])
    expect(linesOf(items)).toEqual([[1, 2], 3, [4], [5]])
    expect(items[0]).toEqual({
      preset: grouped,
      rows: [
        { value: { key: 'x' }, place: { file: 'f', line: 1 } },
        { value: { key: 'x' }, place: { file: 'f', line: 2 } },
      ],
    })
  })

  it('ends a group with its file', async () => {
    const rows = [row(1, 'x', 'f'), row(1, 'x', 'g'), row(2, 'x', 'g')]
    expect(linesOf(await gather(rows))).toEqual([[1], [1, 2]])
  })

  it('passes a row on that cannot be read, which ends the group before it', async () => {
    const problem = { code: 'bad-json', field: null, got: '{', expected: 'JSON' }
    const broken: RawRow = { file: 'f', line: 2, problem }
    const items = await gather([row(1, 'x'), broken, row(3, 'x')])
    expect(linesOf(items)).toEqual([[1], 2, [3]])
    expect(items[1]).toBe(broken)
  })

  it('leaves rows of other shapes, and values that are no objects, as they are', async () => {
    const text: RawRow = { file: 'f', line: 3, value: 'text' }
    const rows = [row(1, 'x'), row(2, 'x'), text, row(4, 'x')]
    expect(linesOf(await gather(rows))).toEqual([[1, 2], 3, [4]])
    expect(await gather(rows, () => hyperPreset)).toEqual(rows)
    expect(await gather(rows, () => undefined)).toEqual(rows)
  })

  it('breaks a group off at 64 rows', async () => {
    const rows = Array.from({ length: 130 }, (_, index) => row(index + 1, 'x'))
    expect(linesOf(await gather(rows)).map((lines) => [lines].flat().length)).toEqual([64, 64, 2])
  })

  it('keeps every row once and in order, and never mixes keys', async () => {
    const keys = fc.array(fc.constantFrom('x', 'y', undefined), { maxLength: 12 })
    await fc.assert(
      fc.asyncProperty(keys, async (given) => {
        const items = await gather(given.map((key, index) => row(index + 1, key)))
        expect(linesOf(items).flat()).toEqual(given.map((_, index) => index + 1))
        for (const item of items)
          if ('rows' in item) {
            const found = item.rows.map(({ value }) => (value as { key: string }).key)
            expect(new Set(found).size).toBe(1)
          }
      }),
    )
  })
})
