import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openEncoder, openLightEncoder } from '../../../src/backends/encoder/index.ts'
import type { Encoder } from '../../../src/domain/index.ts'
import type { ProgressEvent } from '../../../src/kit/index.ts'

const PARAPHRASES: readonly (readonly [string, string])[] = [
  ['How old are you?', 'What is your age?'],
  ['The film was boring.', 'I found the movie dull.'],
  ['He bought a new car yesterday.', 'Yesterday he purchased an automobile.'],
  ['Where can I find a good restaurant?', 'Which place nearby serves good food?'],
  ['The company reported higher profits.', 'Earnings of the firm went up.'],
  ['Please close the window, it is cold.', 'It is chilly, could you shut the window?'],
  ['She is a physician at the hospital.', 'She works in the clinic as a doctor.'],
  ['How do I reset my password?', 'I forgot my password and need a new one.'],
  ['Heavy rain flooded the streets.', 'The roads were under water after the storm.'],
  ['The children are playing in the garden.', 'Kids play in the yard.'],
]

let two: Encoder
let one: Encoder
beforeAll(async () => {
  two = await openLightEncoder({ workers: 2 })
  one = await openEncoder({ kind: 'light', workers: 1 })
})
afterAll(async () => {
  await Promise.all([two.dispose(), one.dispose()])
})

const bytesOf = (values: Float32Array): Buffer =>
  Buffer.from(values.buffer, values.byteOffset, values.byteLength)
const cosine = (vectors: Float32Array, a: number, b: number): number => {
  let sum = 0
  for (let i = 0; i < 512; i++) sum += vectors[a * 512 + i]! * vectors[b * 512 + i]!
  return sum
}
const someTexts = Array.from(
  { length: 60 },
  (_, index) =>
    `Answer ${index}: ${'it depends on the size of the garden and the time of year. '.repeat(index % 13)}`,
)

describe('openLightEncoder', () => {
  it('has an id with version and options', () => {
    expect(two.id).toBe('use-lite@1:windows128:match512')
    expect(two.dimension).toBe(512)
  })

  it('puts paraphrases above unrelated sentences (AUC at least 0.95)', async () => {
    const vectors = await two.encode(PARAPHRASES.flat())
    const related = PARAPHRASES.map((_, index) => cosine(vectors, 2 * index, 2 * index + 1))
    const unrelated = PARAPHRASES.map((_, index) =>
      cosine(vectors, 2 * index, (2 * index + 5) % 20),
    )
    const wins = related.flatMap((high) => unrelated.map((low): number => (high > low ? 1 : 0)))
    expect(wins.reduce((sum, win) => sum + win, 0) / wins.length).toBeGreaterThanOrEqual(0.95)
  })

  it('gives the same bytes with one and two workers, in any order and for a part of the texts', async () => {
    const all = await two.encode(someTexts)
    expect(bytesOf(await one.encode(someTexts)).equals(bytesOf(all))).toBe(true)
    const turned = await two.encode([...someTexts].reverse())
    const last = turned.subarray(0, 512)
    expect(bytesOf(last).equals(bytesOf(all.subarray(59 * 512)))).toBe(true)
    for (const row of [0, 12, 57]) {
      const alone = await one.encode([someTexts[row]!])
      expect(bytesOf(alone).equals(bytesOf(all.subarray(row * 512, (row + 1) * 512)))).toBe(true)
    }
  })

  it('matches token by token with the same bytes for one and two workers and for a pair alone', async () => {
    const pairs = someTexts.map((text, index) => [text, someTexts[(index * 7 + 3) % 60]!] as const)
    const all = await two.matchTokens(pairs)
    expect(bytesOf(await one.matchTokens(pairs)).equals(bytesOf(all))).toBe(true)
    const alone = await one.matchTokens([pairs[40]!])
    expect(bytesOf(alone).equals(bytesOf(all.subarray(120, 123)))).toBe(true)
  })

  it('reports progress in distinct texts, up to all', async () => {
    const events: ProgressEvent[] = []
    await two.encode([...someTexts, ...someTexts], {
      progress: (event) => events.push(event),
      stage: 's',
    })
    expect(events.at(-1)).toEqual({
      type: 'stage-advance',
      stage: 's',
      done: 60,
      total: 60,
      unit: 'texts',
    })
  })

  it('stops between chunks when cancelled', async () => {
    const controller = new AbortController()
    controller.abort(new Error('enough'))
    await expect(two.encode(someTexts, { cancel: controller.signal })).rejects.toThrow('enough')
  })

  it('says that long texts are compared by their first tokens', async () => {
    const events: ProgressEvent[] = []
    await one.matchTokens([['word '.repeat(600), 'short']], {
      progress: (event) => events.push(event),
    })
    expect(events.filter((event) => event.type === 'warning')).toHaveLength(1)
  })

  it('refuses work after dispose', async () => {
    const gone = await openLightEncoder({ workers: 1 })
    await gone.dispose()
    await expect(gone.encode(['a'])).rejects.toMatchObject({ code: 'internal/encoder-closed' })
  })
})

describe('openEncoder', () => {
  it('gives an encoder of dimension 0 and unknown scores for kind none', async () => {
    const none = await openEncoder({ kind: 'none' })
    expect(none.dimension).toBe(0)
    expect(await none.encode(['a'])).toHaveLength(0)
    expect([...(await none.matchTokens([['a', 'b']]))]).toEqual([
      Number.NaN,
      Number.NaN,
      Number.NaN,
    ])
  })
})
