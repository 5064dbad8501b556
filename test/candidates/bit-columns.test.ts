import { describe, expect, it } from 'vitest'
import { openBitColumns, openPlain } from '../../src/candidates/bit-columns.ts'
import { openBitModule } from '../../src/candidates/bit-module.ts'
import { createRandom, drawIndex } from '../../src/kit/index.ts'

describe('openBitColumns', () => {
  it('uses the compiled kernel here', () => {
    expect(openBitModule(64)).not.toBeNull()
  })

  it('counts and removes as the plain columns do, at every number of words and every density', () => {
    const random = createRandom('bits')
    for (const words of [0, 1, 3, 4, 15, 16, 17, 111, 112, 113, 128, 313, 1000]) {
      for (const density of [0, 0.02, 0.5, 1]) {
        const draw = (): number => {
          let word = 0
          for (let bit = 0; bit < 32; bit++) if (random.next() < density) word |= 1 << bit
          return word
        }
        const columns = 7
        const bits = Int32Array.from({ length: columns * words }, draw)
        const quick = openBitColumns(bits, columns, words)
        const plain = openPlain(bits, columns, words)
        const set = Int32Array.from({ length: words }, () => draw() | draw())
        quick.set.set(set)
        plain.set.set(set)
        for (let step = 0; step < 3; step++) {
          expect(Array.from(quick.countAll())).toEqual(Array.from(plain.countAll()))
          const column = drawIndex(columns, random)
          expect(quick.count(column)).toBe(plain.count(column))
          expect(quick.column(column)).toEqual(plain.column(column))
          quick.remove(column)
          plain.remove(column)
          expect(quick.set).toEqual(plain.set)
          expect(quick.count(column)).toBe(0)
        }
      }
    }
  })
})
