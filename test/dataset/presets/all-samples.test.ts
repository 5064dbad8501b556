import { readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openRows } from '../../../src/backends/files/index.ts'
import {
  detectPreset,
  hyperPreset,
  importPairs,
  PRESETS,
  parsePair,
  toPairRow,
} from '../../../src/dataset/index.ts'

const folder = join(import.meta.dirname, 'samples')
const samples = readdirSync(folder).sort()

/** A sample is named for its preset; a further sample of the same preset adds to the name (`multipref-overall-gpt4`). */
const presetOf = (file: string): string => {
  const name = basename(file).split('.')[0]!
  const owners = PRESETS.map(({ id }) => id).filter(
    (id) => name === id || name.startsWith(`${id}-`),
  )
  return owners.sort((one, other) => other.length - one.length)[0] ?? 'none'
}

describe('presets', () => {
  it('have names, titles and columns of their own, and say how they are known', () => {
    expect(new Set(PRESETS.map(({ id }) => id)).size).toBe(PRESETS.length)
    expect(new Set(PRESETS.map(({ title }) => title)).size).toBe(PRESETS.length)
    for (const preset of PRESETS) {
      expect(preset.columns.length, preset.id).toBeGreaterThan(0)
      expect(preset.documentation, preset.id).toMatch(/^(?:https:\/\/|docs\/)/)
      expect(preset.note.length, preset.id).toBeGreaterThan(20)
      if (preset.evidence === 'none') expect(preset.note, preset.id).toMatch(/not be seen|not seen/)
      if (preset.hub.length === 1 && preset.id !== 'preferences')
        expect(preset.licence, preset.id).not.toBeNull()
    }
  })

  it('each have a sample', () => {
    const covered = new Set([...samples.map(presetOf), 'hyper'])
    expect(PRESETS.map(({ id }) => id).filter((id) => !covered.has(id))).toEqual([])
  })

  it('claim no data set twice', () => {
    const claimed = PRESETS.flatMap(({ hub }) => hub)
    expect(claimed.filter((id, index) => claimed.indexOf(id) !== index)).toEqual([])
  })
})

describe.each(samples)('sample %s', (file) => {
  const path = join(folder, file)

  it('is told by its columns, row by row', async () => {
    for await (const raw of openRows([path]))
      if ('value' in raw)
        expect(detectPreset(raw.value)?.id, `line ${raw.line}`).toBe(presetOf(file))
  })

  it('is read without a problem, and comes back the same from the pair format', async () => {
    const { instances, counts } = await importPairs(openRows([path]), { onBadRow: 'fail' })
    expect(counts.bad).toBe(0)
    expect(instances.length).toBeGreaterThan(0)
    for (const instance of instances) {
      const row = JSON.parse(JSON.stringify(toPairRow(instance))) as unknown
      expect(parsePair(row, { file: 'pairs.jsonl', line: 2 })).toEqual({ instances: [instance] })
    }
  })

  it('names what is wrong with a spoiled row, and never breaks', async () => {
    const preset = PRESETS.find(({ id }) => id === presetOf(file))!
    const place = { file: 'spoiled.jsonl', line: 3 }
    for await (const raw of openRows([path])) {
      if (!('value' in raw)) continue
      for (const spoiled of spoil(raw.value)) {
        const parsed = parsePair(spoiled, place, preset)
        const problems = 'problems' in parsed ? parsed.problems : []
        for (const problem of problems)
          expect(problem).toMatchObject({ ...place, got: expect.any(String) })
        const instances = 'instances' in parsed ? parsed.instances : []
        for (const instance of instances) {
          const row = JSON.parse(JSON.stringify(toPairRow(instance))) as unknown
          expect(parsePair(row, place, hyperPreset)).toHaveProperty('instances')
        }
      }
    }
  })
})

const ODD: readonly unknown[] = [
  null,
  '',
  ' ',
  'odd',
  '[',
  '{"a": 1}',
  0,
  -1,
  1e300,
  true,
  [],
  [null],
  [[]],
  {},
  { constructor: 1 },
  { role: 'user' },
]

/** Yields a row with one value after the other replaced by odd ones, or taken away, at any depth. */
function* spoil(value: unknown): Generator<unknown> {
  if (typeof value !== 'object' || value === null) return
  const keys = Object.keys(value)
  for (const key of keys) {
    const own = (value as Readonly<Record<string, unknown>>)[key]
    const put = (inner: unknown): unknown =>
      Array.isArray(value)
        ? value.map((entry: unknown, index) => (String(index) === key ? inner : entry))
        : { ...value, [key]: inner }
    for (const odd of ODD) yield put(odd)
    if (!Array.isArray(value))
      yield Object.fromEntries(Object.entries(value).filter(([name]) => name !== key))
    for (const inner of spoil(own)) yield put(inner)
  }
}
