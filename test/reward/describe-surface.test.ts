import { describe, expect, it } from 'vitest'
import { createRandom, drawIndex } from '../../src/kit/index.ts'
import {
  describeSurface,
  describeSurfaces,
  SURFACE_COUNT,
  SURFACE_NAMES,
} from '../../src/reward/index.ts'

const measure = (name: (typeof SURFACE_NAMES)[number], response: string, prompt = ''): number =>
  describeSurface(prompt, response)[SURFACE_NAMES.indexOf(name)]!

describe('describeSurface', () => {
  it('counts what stands on the page', () => {
    const text = [
      '# Title',
      '',
      'Is **this** it? Yes! See https://a.example and `code`.',
      '',
      '- one',
      '* two',
      '1. first',
      '2) second',
      '',
      '| a | b |',
      '```js',
      'x()',
      '```',
    ].join('\n')
    const count = (name: (typeof SURFACE_NAMES)[number]): number =>
      Math.round(Math.expm1(measure(name, text)))
    expect({
      headers: count('logHeaders'),
      bullets: count('logBullets'),
      numbered: count('logNumberedItems'),
      bold: count('logBold'),
      fences: count('logCodeFences'),
      code: count('logInlineCode'),
      table: count('logTableRows'),
      links: count('logLinks'),
      questions: count('logQuestions'),
      exclamations: count('logExclamations'),
      paragraphs: count('logParagraphs'),
    }).toEqual({
      headers: 1,
      bullets: 2,
      numbered: 2,
      bold: 1,
      fences: 2,
      code: 1,
      table: 1,
      links: 1,
      questions: 1,
      exclamations: 1,
      paragraphs: 4,
    })
  })

  it('sees refusals with straight and typographic apostrophes, and not their opposite', () => {
    for (const text of ["I can't help with that.", 'I can’t help.', 'As an AI, I must decline.']) {
      expect(measure('refusal', text)).toBe(1)
    }
    expect(measure('refusal', 'Of course I can help. Nobody said otherwise.')).toBe(0)
  })

  it('measures shares of capitals, of the prompt covered, and whether the end is clean', () => {
    expect(measure('capitalShare', 'ABcd')).toBe(0.5)
    expect(measure('promptCovered', 'a red fox', 'red blue')).toBe(0.5)
    expect(measure('echoShare', 'red red blue fox', 'red blue')).toBeCloseTo(2 / 3, 12)
    expect(measure('endsCleanly', 'Done.')).toBe(1)
    expect(measure('endsCleanly', 'and then the')).toBe(0)
    expect(measure('typeTokenRatio', 'a a b b')).toBe(0.5)
  })

  it('flags an empty response and leaves every other measure but the relative length at zero', () => {
    const values = describeSurface('two words', '  \n ')
    expect(values[SURFACE_NAMES.indexOf('empty')]).toBe(1)
    expect(values[SURFACE_NAMES.indexOf('logLengthToPrompt')]).toBeCloseTo(-Math.log(3), 12)
    expect(values.filter((value) => value !== 0)).toHaveLength(2)
  })

  it('is finite, of fixed length and repeatable for any text', () => {
    const random = createRandom('surface')
    const alphabet = [...'ab AB.?!`*#|-1\n\r\t"“”’。！？é中😀\u0000\ud800\u202e()[]']
    for (let trial = 0; trial < 2000; trial++) {
      const draw = (): string =>
        Array.from(
          { length: drawIndex(60, random) },
          () => alphabet[drawIndex(alphabet.length, random)],
        ).join('')
      const [prompt, response] = [draw(), draw()]
      const values = describeSurface(prompt, response)
      expect(values).toHaveLength(SURFACE_COUNT)
      expect(values.every(Number.isFinite)).toBe(true)
      expect(describeSurface(prompt, response)).toEqual(values)
    }
  })

  it('reads long hostile texts in linear time', () => {
    for (const piece of ['**', '`', '# ', 'a'.repeat(50), "can't ", '((', '1.', 'http']) {
      const text = piece.repeat(Math.ceil(300_000 / piece.length))
      const started = performance.now()
      describeSurface(text.slice(0, 1000), text)
      expect(performance.now() - started).toBeLessThan(2000)
    }
  })

  it('reads 20,000 texts of 700 characters in less than 5 seconds', () => {
    const text = 'The quick brown fox, perhaps, jumps over 12 lazy dogs; you may ask why. '.repeat(
      10,
    )
    const items = Array.from({ length: 20_000 }, (_, index) => ({
      prompt: `Question ${index} about dogs and foxes?`,
      response: `${text}${index}`,
    }))
    const started = performance.now()
    expect(describeSurfaces(items)).toHaveLength(20_000 * SURFACE_COUNT)
    expect(performance.now() - started).toBeLessThan(5000)
  })
})
