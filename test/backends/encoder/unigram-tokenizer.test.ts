import { beforeAll, describe, expect, it } from 'vitest'
import {
  createUnigramTokenizer,
  type Piece,
  type UnigramTokenizer,
} from '../../../src/backends/encoder/index.ts'
import { findLightFolder, readLightFiles } from '../../../src/backends/encoder/light-files.ts'
import { foldWhiteSpace } from '../../../src/backends/encoder/light-model.ts'
import { createRandom, drawIndex } from '../../../src/kit/index.ts'
import { cutPlainly } from './plain-tokenizer.ts'

let pieces: readonly Piece[]
let tokenizer: UnigramTokenizer

beforeAll(async () => {
  pieces = (await readLightFiles(findLightFolder())).pieces
  tokenizer = createUnigramTokenizer(pieces)
})

describe('createUnigramTokenizer', () => {
  // Ids that @energetic-ai/embeddings 0.2.0 gives for these texts.
  it.each([
    ['The cat sat on the mat.', [34, 1163, 3757, 25, 9, 688, 17, 6]],
    [
      'How do I bake sourdough bread at home?',
      [728, 64, 16, 6866, 63, 304, 29, 1915, 5196, 38, 312, 54],
    ],
    [
      'x = [i**2 for i in range(10)]',
      [649, 240, 763, 108, 5436, 288, 22, 103, 15, 1567, 234, 1302, 52, 471],
    ],
    [
      'naïve café – ＡＢＣ １２３ 😀😀 日本',
      [1216, 0, 105, 976, 209, 1133, 432, 74, 2512, 575, 360, 30, 0, 30, 0],
    ],
  ])('cuts %j as the package of the weights does', (text, ids) => {
    expect([...tokenizer.tokenise(text)]).toEqual(ids)
  })

  it('gives no token for the empty text', () => {
    expect(tokenizer.tokenise('')).toHaveLength(0)
  })

  it('equals a plain search over all substrings on 300 random texts', () => {
    const random = createRandom('tokenizer')
    const odd = [
      '\n',
      '\t',
      '😀',
      'é',
      'ﬁ',
      '日',
      '  ',
      '\ud800',
      '0',
      ':00',
      '...',
      'Ａ',
      '\u2581',
    ]
    for (let round = 0; round < 300; round++) {
      let text = ''
      for (let part = drawIndex(12, random); part >= 0; part--) {
        const [piece] = pieces[6 + drawIndex(pieces.length - 6, random)]!
        const kind = drawIndex(3, random)
        if (kind === 0) text += odd[drawIndex(odd.length, random)]
        else text += kind === 1 ? piece.replaceAll('\u2581', ' ') : piece.slice(0, 2)
      }
      expect([...tokenizer.tokenise(text)], JSON.stringify(text)).toEqual(cutPlainly(text, pieces))
    }
  })

  it('takes the shorter last piece of two equally probable cuts', () => {
    const reserved = Array.from({ length: 6 }, () => ['', 0] as const)
    const small: Piece[] = [...reserved, ['\u2581', -1], ['a', -1], ['aa', -2], ['b', -1.5]]
    const cut = createUnigramTokenizer(small)
    expect([...cut.tokenise('aa')]).toEqual([6, 7, 7])
    for (const text of ['aaa', 'abaab', 'b aaaa', 'zzaaz']) {
      expect([...cut.tokenise(text)]).toEqual(cutPlainly(text, small))
    }
  })

  it('cuts a text of a megabyte in less than two seconds', () => {
    const text = 'the quick brown fox, 12:00 and 日本. '.repeat(28_000)
    const start = performance.now()
    const ids = tokenizer.tokenise(text)
    expect(performance.now() - start).toBeLessThan(2000)
    expect(ids.length).toBeGreaterThan(100_000)
  })
})

describe('foldWhiteSpace', () => {
  it('makes one space of every run and none at the ends', () => {
    expect(foldWhiteSpace(' a\n\n\tb\u00a0 c\r\n')).toBe('a b c')
  })

  it('keeps the word start after a line break', () => {
    const [broken, spaced] = ['one\ntwo', 'one two'].map((text) => [
      ...tokenizer.tokenise(foldWhiteSpace(text)),
    ])
    expect(broken).toEqual(spaced)
  })
})
