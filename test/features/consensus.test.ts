import { describe, expect, it } from 'vitest'
import { measureConsensus } from '../../src/features/response-consensus.ts'
import { createRandom, drawIndex, shuffleInPlace } from '../../src/kit/index.ts'

const WORDS = 'paris rome capital river train bridge market museum'.split(' ')

function drawResponses(seed: number): string[] {
  const random = createRandom(`consensus ${seed}`)
  return Array.from({ length: 3 + drawIndex(8, random) }, () =>
    Array.from(
      { length: 1 + drawIndex(6, random) },
      () => WORDS[drawIndex(WORDS.length, random)],
    ).join(' '),
  )
}

/** F1 of bags of words, word by word. */
function overlap(a: string, b: string): number {
  const rest = b.split(' ')
  let shared = 0
  for (const word of a.split(' ')) {
    const at = rest.indexOf(word)
    if (at < 0) continue
    rest.splice(at, 1)
    shared++
  }
  return (2 * shared) / (a.split(' ').length + b.split(' ').length)
}

describe('consensus of responses', () => {
  it('is the mean overlap with the responses on neither side', () => {
    for (let seed = 0; seed < 50; seed++) {
      const responses = drawResponses(seed)
      const distinct = [...new Set(responses)]
      const consensus = measureConsensus('a question', responses)
      expect(consensus.responses).toBe(distinct.length)
      for (const own of distinct) {
        for (const other of distinct) {
          const rest = distinct.filter((text) => text !== own && text !== other)
          const support = consensus.support(own, other)
          if (own === other || rest.length === 0) {
            expect(support).toBeNaN()
            continue
          }
          const known = rest.reduce((sum, text) => sum + overlap(own, text), 0) / rest.length
          expect(support).toBeCloseTo(known, 12)
        }
      }
    }
  })

  it('does not depend on the order of the responses, to the last bit', () => {
    for (let seed = 0; seed < 30; seed++) {
      const responses = drawResponses(seed)
      const given = measureConsensus('', responses)
      const shuffled = measureConsensus('', shuffleInPlace(responses.slice(), createRandom(seed)))
      const [own, other] = responses
      expect(shuffled.support(own!, other!)).toBe(given.support(own!, other!))
    }
  })

  it('counts neither stop words, nor words of the prompt, nor case and punctuation', () => {
    const consensus = measureConsensus('Where is the Louvre?', [
      'It is in Paris!',
      'louvre: PARIS',
      'in Rome, the city',
    ])
    const support = (own: string): number => consensus.support(own, 'in Rome, the city')
    // "paris" alone is left of both.
    expect(support('It is in Paris!')).toBe(1)
    expect(support('louvre: PARIS')).toBe(1)
    expect(consensus.support('in Rome, the city', 'louvre: PARIS')).toBe(0)
  })

  it('is unknown of texts that are not there and of the last of very many', () => {
    const many = Array.from({ length: 70 }, (_, at) => `word${String(at).padStart(2, '0')} paris`)
    const consensus = measureConsensus('', many.toReversed())
    expect(consensus.responses).toBe(70)
    expect(consensus.support(many[0]!, many[63]!)).toBeCloseTo(0.5, 12)
    expect(consensus.support(many[0]!, many[64]!)).toBeNaN()
    expect(consensus.support('other', many[0]!)).toBeNaN()
    expect(measureConsensus('', ['one', 'two']).support('one', 'two')).toBeNaN()
  })

  it('of responses without words is 0', () => {
    expect(measureConsensus('', ['...', '!!!', 'paris']).support('...', 'paris')).toBe(0)
  })
})
