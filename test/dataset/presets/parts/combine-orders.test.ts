import { resolve } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openRows } from '../../../../src/backends/files/index.ts'
import { importPairs, type Preference, parsePreference } from '../../../../src/dataset/index.ts'
import {
  annotateOrders,
  combineOrders,
} from '../../../../src/dataset/presets/parts/combine-orders.ts'
import type { Annotation } from '../../../../src/domain/index.ts'
import { hasSharedData, shared } from '../../support.ts'

const said = (word: string): Preference => {
  const preference = parsePreference(word)
  if (preference === null) throw new Error(word)
  return preference
}

describe('combineOrders', () => {
  it.each([
    ['a-is-better', 'a-is-better', 'a-is-clearly-better'],
    ['b-is-better', 'b-is-better', 'b-is-clearly-better'],
    ['a-is-better', 'tie', 'a-is-slightly-better'],
    ['tie', 'b-is-better', 'b-is-slightly-better'],
    ['a-is-better', 'b-is-better', 'tie'],
    ['tie', 'tie', 'tie'],
    ['a-is-slightly-better', 'a-is-slightly-better', 'a-is-slightly-better'],
    ['a-is-slightly-better', 'a-is-clearly-better', 'a-is-clearly-better'],
    ['b-is-clearly-better', 'tie', 'b-is-slightly-better'],
    ['a-is-clearly-better', 'b-is-slightly-better', 'tie'],
  ])('%s and %s come to %s', (ab, ba, both) => {
    expect(combineOrders(said(ab), said(ba))).toEqual(said(both))
  })

  const preference = fc
    .constantFrom(
      'a-is-better',
      'b-is-better',
      'tie',
      'a-is-slightly-better',
      'b-is-clearly-better',
    )
    .map(said)

  it('does not depend on which order came first', () => {
    fc.assert(
      fc.property(preference, preference, (one, other) => {
        expect(combineOrders(one, other)).toEqual(combineOrders(other, one))
      }),
    )
  })

  it.skipIf(!hasSharedData)('says what the shared pairs say (needs ../shared/data)', async () => {
    const path = resolve(shared, 'data/pairs-llmbar.jsonl.gz')
    const { instances } = await importPairs(openRows([path]), { onBadRow: 'fail' })
    let compared = 0
    for (const { lm } of instances) {
      const byName = new Map(lm.map((annotation) => [annotation.annotator, annotation]))
      for (const label of lm) {
        const [ab, ba] = ['ab', 'ba'].map((order) => byName.get(`${label.annotator}@${order}`))
        if (ab === undefined || ba === undefined) continue
        const { verdict, strength } = label
        expect(combineOrders(ab, ba)).toEqual({ verdict, ...(strength && { strength }) })
        compared++
      }
    }
    expect(compared).toBeGreaterThan(2000)
  })
})

describe('annotateOrders', () => {
  const answer = (word: string, raw?: string) => ({
    preference: said(word),
    ...(raw === undefined ? {} : { raw }),
  })

  it('puts the label first and both raw answers behind it', () => {
    expect(
      annotateOrders('judge', answer('a-is-better', 'A'), answer('tie', 'C'), { template: 't' }),
    ).toEqual<Annotation[]>([
      { annotator: 'judge', verdict: 'a', strength: 'slight', extra: { template: 't' } },
      { annotator: 'judge@ab', verdict: 'a', order: 'ab', raw: 'A' },
      { annotator: 'judge@ba', verdict: 'tie', order: 'ba', raw: 'C' },
    ])
  })

  it('marks a contradiction, and no tie on which both orders agree', () => {
    const extraOf = (ab: string, ba: string) =>
      annotateOrders('judge', answer(ab), answer(ba))[0]!.extra
    expect(extraOf('a-is-better', 'b-is-better')).toEqual({ flip: true })
    expect(extraOf('tie', 'tie')).toBeUndefined()
    expect(extraOf('tie', 'b-is-better')).toBeUndefined()
  })

  it('takes the one answer that could be read, and says so', () => {
    expect(annotateOrders('judge', null, answer('b-is-clearly-better'))).toEqual([
      { annotator: 'judge', verdict: 'b', strength: 'clear', extra: { orders: 1 } },
      { annotator: 'judge@ba', verdict: 'b', strength: 'clear', order: 'ba' },
    ])
    expect(annotateOrders('judge', null, null)).toEqual([])
  })
})
