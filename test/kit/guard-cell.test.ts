import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { guardCell, unguardCell } from '../../src/kit/index.ts'

const awkward = fc
  .array(
    fc.constantFrom(
      "'",
      '=',
      '+',
      '-',
      '@',
      '\t',
      '\r',
      '\n',
      '1',
      '.',
      ' ',
      'jan',
      'TRUE',
      'x',
      '＝',
    ),
    { maxLength: 6 },
  )
  .map((parts) => parts.join(''))

describe('guarded cells', () => {
  it('come back exactly, whatever they start with', () => {
    fc.assert(
      fc.property(fc.oneof(awkward, fc.string({ unit: 'binary' })), (text) => {
        expect(unguardCell(guardCell(text))).toBe(text)
      }),
      { numRuns: 3000 },
    )
  })

  it('start with nothing that is run as a formula', () => {
    fc.assert(
      fc.property(awkward, (text) => {
        expect(guardCell(text)).not.toMatch(/^[=+\-@\t\r\n＝＋－＠]/)
      }),
    )
    expect(guardCell('=1+1')).toBe("'=1+1")
  })

  it('keep what would be rewritten as a number, a date or a truth value', () => {
    for (const text of ['007', '1.50', '1/2', '$3', '.5', ' 42', 'Mar 1', 'sept2', 'true'])
      expect(guardCell(text)).toBe(`'${text}`)
  })

  it('leave ordinary texts alone, and so does taking the guard away', () => {
    for (const text of [
      '',
      'Yes.',
      "it's 5",
      "'quoted' text",
      'Marching on',
      'p-1',
      '🙂',
      `1${'x'.repeat(60)}`,
    ]) {
      expect(guardCell(text)).toBe(text)
      expect(unguardCell(text)).toBe(text)
    }
  })

  it('are read right where a program took the apostrophe away itself', () => {
    for (const text of ['=1+1', '007', '\tx']) expect(unguardCell(text)).toBe(text)
  })
})
