import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatShownKey, parseShownKey } from '../../src/domain/index.ts'

describe('the key of a task', () => {
  it('tells seed and order to who knows the id, and to nobody else', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.integer(), fc.double({ noNaN: true })),
        fc.constantFrom('ab' as const, 'ba' as const),
        fc.string(),
        fc.string(),
        (seed, order, id, other) => {
          const key = formatShownKey(seed, order, id)
          expect(parseShownKey(key, id)).toEqual({ seed: String(seed), order })
          expect(parseShownKey(` ${key}\n`, id)).toEqual({ seed: String(seed), order })
          if (other !== id) expect(parseShownKey(key, other)).toBeNull()
        },
      ),
    )
    for (const key of ['', 's42', 's42-', '42-0123456789abcdef', 's42-0123456789abcdef'])
      expect(parseShownKey(key, 'p1')).toBeNull()
  })

  it('shows the order in none of its digits: each bit is as often 1 in either order', () => {
    const count = 2000
    const ones = { ab: new Float64Array(64), ba: new Float64Array(64) }
    for (const order of ['ab', 'ba'] as const)
      for (let index = 0; index < count; index++) {
        const digits = formatShownKey(42, order, `p-${index}`).slice(-16)
        const bits = BigInt(`0x${digits}`)
        for (let bit = 0; bit < 64; bit++) ones[order][bit]! += Number((bits >> BigInt(bit)) & 1n)
      }
    // Five standard deviations of the difference of two counts: 5 * sqrt(2 * 2000 / 4).
    for (let bit = 0; bit < 64; bit++)
      expect(Math.abs(ones.ab[bit]! - ones.ba[bit]!)).toBeLessThan(5 * Math.sqrt(count / 2))
  })
})
