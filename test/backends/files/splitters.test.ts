import { describe, expect, it } from 'vitest'
import { createArraySplitter } from '../../../src/backends/files/array-splitter.ts'
import { createLineSplitter, type Splitter } from '../../../src/backends/files/line-splitter.ts'
import { createRecordSplitter } from '../../../src/backends/files/record-splitter.ts'
import { decodeStrictly } from '../../../src/backends/files/strict-utf8.ts'
import { createRandom, drawIndex } from '../../../src/kit/index.ts'

type Cut = [line: number, offset: number, text: string]

function cut(splitter: Splitter, bytes: Buffer, size: number): Cut[] {
  const pieces = []
  for (let at = 0; at < bytes.length; at += size)
    pieces.push(...splitter.push(bytes.subarray(at, at + size)))
  const last = splitter.end()
  return [...pieces, ...(last === null ? [] : [last])].map((piece) => [
    piece.line,
    piece.offset,
    Buffer.from(piece.bytes ?? []).toString(),
  ])
}

const pick = (signs: readonly string[], count: number, seed: number): Buffer => {
  const random = createRandom(seed)
  return Buffer.from(
    Array.from({ length: count }, () => signs[drawIndex(signs.length, random)]!).join(''),
  )
}

describe.each([
  ['lines', () => createLineSplitter(1000), ['a', 'é', '\n', '\r', '\r\n', '']],
  ['records', () => createRecordSplitter(1000, 0x2c), ['a', '"', '""', ',', '\n', '\r', '\r\n']],
  ['elements', () => createArraySplitter(1000), ['[', ']', '{', '}', '"', '\\"', ',', ' \n', '1']],
])('the splitter of %s', (_name, create, signs) => {
  it('cuts the same whatever the chunks are, and each piece stands where it says', () => {
    for (let seed = 0; seed < 150; seed++) {
      const bytes = pick(signs, 40, seed)
      const whole = cut(create(), bytes, bytes.length + 1)
      for (const size of [1, 2, 3, 7]) expect(cut(create(), bytes, size)).toEqual(whole)
      for (const [, offset, text] of whole)
        expect(bytes.subarray(offset, offset + Buffer.byteLength(text)).toString()).toBe(text)
    }
  })
})

describe('the splitter of lines', () => {
  it('agrees with a regular expression on texts and numbers of lines', () => {
    for (let seed = 0; seed < 200; seed++) {
      const bytes = pick(['a', 'é', '\n', '\r', '\r\n'], 60, seed)
      const expected = bytes.toString().split(/\r\n|\n|\r/)
      if (expected.at(-1) === '') expected.pop()
      const found = cut(createLineSplitter(1000), bytes, 5)
      expect(found.map(([, , text]) => text)).toEqual(expected)
      expect(found.map(([line]) => line)).toEqual(expected.map((_, index) => index + 1))
    }
  })

  it('lets go of a piece beyond the limit and counts its bytes', () => {
    const splitter = createLineSplitter(4)
    expect(splitter.push(Buffer.from('abc'))).toEqual([])
    const [long, short] = splitter.push(Buffer.from('defg\nab\n'))
    expect([long!.bytes, long!.length, short!.offset]).toEqual([null, 7, 8])
  })
})

describe('decodeStrictly', () => {
  it('agrees with TextDecoder, and names the first bad byte', () => {
    const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
    for (let seed = 0; seed < 3000; seed++) {
      const random = createRandom(seed)
      const bytes = Buffer.from('aé日\u{1f600}z')
      for (let count = drawIndex(3, random); count > 0; count--)
        bytes[drawIndex(bytes.length, random)] = drawIndex(256, random)
      const decoded = decodeStrictly(bytes)
      if ('text' in decoded) expect(decoder.decode(bytes)).toBe(decoded.text)
      else {
        expect(() => decoder.decode(bytes)).toThrow()
        const before = bytes.subarray(0, decoded.invalidAt)
        expect(decoder.decode(before)).toBe(before.toString())
        expect(() => decoder.decode(bytes.subarray(decoded.invalidAt))).toThrow()
      }
    }
  })
})
