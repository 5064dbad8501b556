import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { placeSides, singleTurn } from '../../src/dataset/place-sides.ts'
import { isSingleTurn } from '../../src/domain/index.ts'

describe('placeSides', () => {
  it('keeps both completions and says which of them is the chosen one', () => {
    fc.assert(
      fc.property(fc.string(), (id) => {
        const { a, b, verdict } = placeSides(id, 'chosen', 'rejected')
        expect([a, b].sort()).toEqual(['chosen', 'rejected'])
        expect(verdict === 'a' ? a : b).toBe('chosen')
      }),
    )
  })

  it('goes by the id alone', () => {
    fc.assert(
      fc.property(fc.string(), (id) => {
        const { verdict } = placeSides(id, 1, 2)
        expect(placeSides(id, 'other', 'texts').verdict).toBe(verdict)
        expect(placeSides(id, 2, 1).verdict).toBe(verdict)
      }),
    )
  })

  it('places half of the chosen ones on each side', () => {
    const count = 4000
    const onA = Array.from({ length: count }, (_, index) =>
      placeSides(`row-${index}`, 1, 0),
    ).filter(({ verdict }) => verdict === 'a').length
    // Five standard deviations of a fair coin: the ids are fixed, so the count is too.
    expect(Math.abs(onA - count / 2)).toBeLessThan(5 * Math.sqrt(count / 4))
  })
})

describe('singleTurn', () => {
  it('is one question with one answer on each side', () => {
    const conversation = singleTurn('Why?', 'Because.', '')
    expect(conversation).toEqual({
      prompt: [{ role: 'user', content: 'Why?' }],
      a: [{ role: 'assistant', content: 'Because.' }],
      b: [{ role: 'assistant', content: '' }],
    })
    expect(isSingleTurn(conversation)).toBe(true)
  })
})
