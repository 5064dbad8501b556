import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findPreset, parsePair } from '../../../src/dataset/index.ts'
import { readSample } from './import-sample.ts'

const SAMPLES = [
  ['argilla', 'argilla'],
  ['argilla', 'argilla-nested'],
  ['argilla', 'argilla-v1'],
  ['label-studio', 'label-studio'],
  ['label-studio', 'label-studio-min'],
  ['prodigy', 'prodigy'],
  ['prodigy', 'prodigy-options'],
  ['potato', 'potato'],
  ['potato', 'potato-export'],
  ['potato', 'potato-table'],
  ['spreadsheet', 'spreadsheet'],
] as const

const odd = fc.oneof(
  fc.constantFrom(null, undefined, '', ' ', 0, -1, 1.5, true, [], {}, [null], [[]], 'constructor'),
  fc.constantFrom({ value: null }, [{}], { result: 4 }, { text: {} }, '{"a":', '[1', '__proto__'),
  fc.jsonValue(),
)

/** Puts a value at a place inside of another, the place chosen by numbers. */
function changeAt(value: unknown, steps: readonly number[], put: unknown): unknown {
  const [step, ...rest] = steps
  if (step === undefined || value === null || typeof value !== 'object') return put
  const entries = Object.entries(value)
  if (entries.length === 0) return put
  const [key] = entries[step % entries.length]!
  const changed = entries.map(([name, inner]) => [
    name,
    name === key ? changeAt(inner, rest, put) : inner,
  ])
  return Array.isArray(value) ? changed.map((entry) => entry[1]) : Object.fromEntries(changed)
}

describe.each(SAMPLES)('rows of %s with something wrong (%s)', (id, name) => {
  it('are read or named, never thrown at', async () => {
    const rows = await readSample(name)
    const preset = findPreset(id)
    const place = { file: 'x.jsonl', line: 3 }
    fc.assert(
      fc.property(
        fc.constantFrom(...rows),
        fc.array(fc.nat(30), { minLength: 1, maxLength: 6 }),
        odd,
        (row, steps, put) => {
          const parsed = parsePair(changeAt(row, steps, put), place, preset)
          if ('problems' in parsed) {
            expect(parsed.problems.length).toBeGreaterThan(0)
            for (const problem of parsed.problems) expect(problem).toMatchObject(place)
          } else
            for (const { id: named, prompt, human, lm } of parsed.instances) {
              expect(named.trim()).not.toBe('')
              expect(prompt.trim()).not.toBe('')
              for (const { annotator, verdict } of [...human, ...lm])
                expect([typeof annotator, ['a', 'b', 'tie'].includes(verdict)]).toEqual([
                  'string',
                  true,
                ])
            }
        },
      ),
      { numRuns: 1500 },
    )
  })
})
