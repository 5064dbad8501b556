import { expect, it } from 'vitest'
import { createKeyIndex } from '../../../src/backends/journal/key-index.ts'
import { keyOf } from './made-answers.ts'

it('holds what a map would hold, while it grows and where keys share a slot', () => {
  const index = createKeyIndex()
  const map = new Map<string, { offset: number; length: number; failed: boolean }>()
  const put = (key: string, offset: number): void => {
    const place = { offset, length: 1 + (offset % 97), failed: offset % 3 === 0 }
    index.set(key, place)
    map.set(key, place)
  }
  for (let name = 0; name < 20_000; name++) put(keyOf(name), name * 2 ** 33)
  for (let name = 0; name < 20_000; name += 7) put(keyOf(name), name + 5)
  // The same first word, so the same slot.
  for (let name = 0; name < 300; name++) put(`00000fff${keyOf(name).slice(8)}`, name)
  expect(index.size).toBe(map.size)
  for (const [key, place] of map) expect(index.get(key)).toEqual(place)
  for (let name = 20_000; name < 21_000; name++) expect(index.get(keyOf(name))).toBeUndefined()
})

it('refuses what is no SHA-256 value', () => {
  for (const key of ['', 'k1', keyOf(1).toUpperCase(), keyOf(1).slice(1), `${keyOf(1)}0`])
    expect(() => createKeyIndex().get(key)).toThrow(RangeError)
})
