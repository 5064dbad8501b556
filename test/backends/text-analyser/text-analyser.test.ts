import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadEntityReader } from '../../../src/backends/text-analyser/entity-reader.ts'
import { countTokens, openTextAnalyser } from '../../../src/backends/text-analyser/index.ts'
import type { TextAnalyser } from '../../../src/domain/index.ts'
import type { ProgressEvent } from '../../../src/kit/index.ts'

describe('text analyser', () => {
  let analyser: TextAnalyser
  beforeAll(async () => {
    analyser = await openTextAnalyser({ workers: 2 })
  })
  afterAll(() => analyser.dispose())

  it('reads tokens, entities and language', async () => {
    const [facts, code, empty] = await analyser.analyse([
      'Barack Obama met Angela Merkel in Berlin on 5 May 2015. They talked about $3 billion for the University of California.',
      '1. First of all\n2. ```js\nconst x = 1\n```',
      '',
    ])
    expect(facts).toMatchObject({ tokens: 28, language: 'en' })
    for (const name of [
      'Barack Obama',
      'Angela Merkel',
      'Berlin',
      '5 May 2015',
      '$3 billion',
      'University of California',
    ]) {
      expect(facts!.entities).toContain(name)
    }
    expect(code!.entities).not.toContain('2')
    expect(empty).toEqual({ tokens: 0, entities: [], language: null })
  })

  it('tells languages, and says unknown where it cannot', async () => {
    const facts = await analyser.analyse([
      'Wie komme ich am schnellsten zum Bahnhof, bitte?',
      'Comment puis-je apprendre le piano rapidement ?',
      '今天天气很好,我们去公园散步吧。',
      '1 + 1 = ?',
      'ok',
    ])
    expect(facts.map(({ language }) => language)).toEqual(['de', 'fr', 'zh', null, null])
  })

  it('gives the same facts with one thread, in the order of the texts, each distinct text read once', async () => {
    const distinct = Array.from(
      { length: 150 },
      (_, at) => `Text ${at} is about Berlin and Oslo in ${1900 + at}.`,
    )
    const texts = [...distinct, ...distinct]
    const events: ProgressEvent[] = []
    const two = await analyser.analyse(texts, {
      stage: 'facts',
      progress: (event) => events.push(event),
    })
    const alone = await openTextAnalyser({ workers: 1 })
    expect(await alone.analyse(distinct)).toEqual(two.slice(0, 150))
    expect(two.slice(150)).toEqual(two.slice(0, 150))
    await alone.dispose()
    expect(events.at(-1)).toEqual({
      type: 'stage-advance',
      stage: 'facts',
      done: 150,
      total: 150,
      unit: 'texts',
    })
    expect(alone.id).toBe(analyser.id)
  })

  it('stops when cancelled, and works again afterwards', async () => {
    const cancel = {
      throwIfAborted: () => {
        throw new Error('stopped')
      },
    }
    await expect(analyser.analyse(['a text'], { cancel })).rejects.toThrow('stopped')
    expect(await analyser.analyse(['a text'])).toHaveLength(1)
  })

  it('takes texts that toolkits choke on', async () => {
    const started = performance.now()
    const facts = await analyser.analyse([
      'a'.repeat(100_000),
      '-'.repeat(100_000),
      '中'.repeat(50_000),
      '\uD800 lone \u0000 \uFEFFmark',
      ' '.repeat(50_000),
    ])
    expect(facts.every(({ tokens }) => tokens > 0)).toBe(true)
    expect(performance.now() - started).toBeLessThan(30_000)
  })

  it('has an id that tells the depth of entities', async () => {
    const full = await openTextAnalyser({ entities: 'full', workers: 1 })
    expect(full.id).not.toBe(analyser.id)
    const [facts] = await full.analyse(['Tim Cook lives in New York City.'])
    expect(facts!.entities).toContain('New York City')
    await full.dispose()
  })
})

describe('countTokens', () => {
  it('reads special tokens as text and counts long runs in pieces', () => {
    expect(countTokens('<|endoftext|>')).toBe(7)
    expect(countTokens('word '.repeat(5000))).toBe(5001)
    expect(Math.abs(countTokens('a'.repeat(4000)) - 500)).toBeLessThanOrEqual(10)
    expect(countTokens('😀'.repeat(300))).toBe(300)
  })
})

describe('loadEntityReader', () => {
  it('reads a text alike whatever was read before', async () => {
    const texts = [
      "Earth's",
      "'Earth's' is said of \"Earth's\" moon; Earth's core is hot.",
      "One master's degree, the Master's programme, master's.",
      "master's (122, 243) 122,243 and 122, or 1.5-2.5, of Kepler-22b's star",
      '122, 243, 12.5, 1,000 and 122',
      "Kepler-22b's orbit: Kepler-22b, kepler-22b's.",
    ]
    const forward = await loadEntityReader('fast')
    const backward = await loadEntityReader('fast')
    const first = texts.map(forward)
    const second = [...texts].reverse().map(backward).reverse()
    expect(second).toEqual(first)
    expect(texts.map(forward)).toEqual(first)
    const alone = await Promise.all(
      texts.map(async (text) => (await loadEntityReader('fast'))(text)),
    )
    expect(alone).toEqual(first)
  })
})
