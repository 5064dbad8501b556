import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createMemoryJournal } from '../../src/collect/index.ts'
import type {
  Encoder,
  LmEndpoint,
  PreferenceInstance,
  TextAnalyser,
} from '../../src/domain/index.ts'
import {
  createTagger,
  createTagTable,
  type GivenTags,
  mergeGivenTags,
  TAG_DIMENSIONS,
} from '../../src/features/index.ts'
import { createRandom, noProgress } from '../../src/kit/index.ts'
import {
  type AnswerShop,
  buyTags,
  createLocalTagger,
  createTagComparer,
  createTagCounts,
  type PromptTagger,
  planTagging,
  readingTagger,
  readTags,
  type TaggerSeat,
  tagsOfTable,
} from '../../src/pipeline/index.ts'
import { drawTags, FULL_ANSWER } from '../features/lm-tags/made-tags.ts'
import { madeInstance } from '../features/made-facts.ts'

const NEVER = { throwIfAborted: () => {} }

function openTestShop(): AnswerShop {
  return {
    journal: createMemoryJournal({ capUsd: null }),
    clock: { now: () => 0, sleep: async () => {} },
    random: createRandom('shop'),
    cancel: NEVER,
    progress: noProgress,
    retryFailed: false,
    hash: (identity) => createHash('sha256').update(identity).digest('hex'),
    countTokens: (text) => text.length,
    approve: async () => {},
  }
}

/** A seat whose endpoint notes what it is asked. */
function openSeat(id: string): { readonly seat: TaggerSeat; readonly asked: string[] } {
  const asked: string[] = []
  const endpoint: LmEndpoint = {
    id,
    call: async ({ messages }) => {
      asked.push(messages[0]!.content)
      const text = JSON.stringify(FULL_ANSWER)
      const usage = { inputTokens: 10, cachedInputTokens: 0, outputTokens: 5 }
      return { kind: 'reply', reply: { text, finish: 'stop', tokens: null, usage, model: null } }
    },
    dispose: async () => {},
  }
  const limits = { requestsPerMinute: null, tokensPerMinute: null, concurrency: 4 }
  const seat = {
    tagger: createTagger({ id, model: id }),
    endpoint,
    price: null,
    limits,
    attempts: 1,
  }
  return { seat, asked }
}

const PROMPTS = 300
/** Rows whose prompts come again in other windows: row r has prompt r mod 300. */
function* manyRows(count: number): Generator<PreferenceInstance> {
  for (let row = 0; row < count; row++)
    yield madeInstance({ id: `r${row}`, prompt: `Prompt ${row % PROMPTS} of many.` })
}

async function taggedOf(
  taggers: readonly PromptTagger[],
  source: () => Iterable<PreferenceInstance>,
): Promise<{ rows: PreferenceInstance[]; counts: ReturnType<typeof createTagCounts>[] }> {
  const ids = taggers.map(({ id }) => id)
  const counts = ids.map(createTagCounts)
  const comparer = createTagComparer(ids, PROMPTS, createRandom('tag'))
  const rows: PreferenceInstance[] = []
  const options = { counts, comparer, cancel: NEVER, advance: () => {} }
  for await (const row of readTags(source, taggers, options)) rows.push(row)
  return { rows, counts }
}

describe('tagging', () => {
  it('plans and asks each distinct prompt once, across windows', async () => {
    const shop = openTestShop()
    const { seat, asked } = openSeat('lm')
    const source = (): Iterable<PreferenceInstance> => manyRows(1000)
    const planned = await planTagging(source, [seat], shop)
    expect(planned).toMatchObject({ rows: 1000, prompts: 300, plan: { items: 300, calls: 300 } })
    await buyTags(source, [seat], shop, { stage: 'tag', total: 300 })
    expect(new Set(asked).size).toBe(300)
    expect(asked).toHaveLength(300)
    const { rows, counts } = await taggedOf([readingTagger(seat, shop)], source)
    expect(rows).toHaveLength(1000)
    expect(rows.every(({ meta }) => meta.safety_concern === 'safe')).toBe(true)
    expect(counts[0]).toMatchObject({ answered: 300, failed: 0, open: 0 })
    expect(counts[0]!.usage).toEqual({ inputTokens: 3000, outputTokens: 1500 })
    const again = await planTagging(source, [seat], shop)
    expect(again.plan).toMatchObject({ calls: 0, answered: 300 })
  })

  it('holds no more than a window of rows while it writes', async () => {
    let taken = 0
    function* counted(): Generator<PreferenceInstance> {
      for (const row of manyRows(2000)) {
        taken++
        yield row
      }
    }
    const { seat } = openSeat('lm')
    const counts = [createTagCounts('lm')]
    const comparer = createTagComparer(['lm'], PROMPTS, createRandom('tag'))
    let written = 0
    let most = 0
    const options = { counts, comparer, cancel: NEVER, advance: () => {} }
    const taggers = [readingTagger(seat, openTestShop())]
    for await (const _ of readTags(() => counted(), taggers, options)) {
      most = Math.max(most, taken - written)
      written++
    }
    expect(written).toBe(2000)
    expect(most).toBeLessThanOrEqual(256)
    expect(counts[0]).toMatchObject({ answered: 0, open: 300 })
  })

  it('leaves prompts that are not answered yet out of every comparison', async () => {
    const said = (state: 'answered' | 'open' | 'failed', tags: GivenTags) =>
      [{ tags, state, problems: [], usage: null }] as const
    const comparer = createTagComparer(['a', 'b'], 3, createRandom('few'))
    const tags = { safety: { options: ['safe'], other: [] } }
    const [yes] = said('answered', tags)
    comparer.add(0, madeInstance({ prompt: 'First of all.' }), [yes!, yes!])
    comparer.add(1, madeInstance({ prompt: 'Another thing.' }), [yes!, said('open', {})[0]!])
    comparer.add(2, madeInstance({ prompt: 'And the last.' }), [yes!, said('failed', {})[0]!])
    const [only] = comparer.compare(createRandom('few'))
    expect(only!.agreement.prompts).toBe(2)
    const safety = only!.agreement.dimensions.find(({ dimension }) => dimension === 'safety')!
    expect(safety.compared).toBe(1)
    expect(safety.secondUnknown!.value).toBe(0.5)
  })
})

describe('createTagComparer', () => {
  it('draws every prompt equally often where there are more than it holds', async () => {
    const instance = madeInstance({})
    const tags = { safety: { options: ['safe'], other: [] } }
    const one = { tags, state: 'answered', problems: [], usage: null } as const
    const places = 20_000
    let [low, high] = [0, 0]
    const rounds = 20
    for (let round = 0; round < rounds; round++) {
      const comparer = createTagComparer(['a'], places, createRandom(`draw ${round}`))
      let taken = 0
      for (let place = 0; place < places; place++)
        comparer.add(
          place,
          {
            ...instance,
            get prompt() {
              taken++
              if (place < places / 2) low++
              else high++
              return 'p'
            },
          },
          [one],
        )
      expect(taken).toBe(10_000)
    }
    // Half of what was drawn lies in each half: the standard deviation of the share is 0.5 / sqrt(200,000 x 2).
    expect(Math.abs(low / (low + high) - 0.5)).toBeLessThan((5 * 0.5) / Math.sqrt(rounds * places))
  })
})

describe('tagsOfTable', () => {
  it('gives back the table that its tags are merged into', () => {
    for (let seed = 0; seed < 50; seed++) {
      const random = createRandom(`table ${seed}`)
      const given = Array.from({ length: 4 }, (_, row) => drawTags(random.fork(row)))
      const ids = given.map((_, row) => String(row))
      const table = mergeGivenTags(createTagTable(ids), given)
      const back = mergeGivenTags(createTagTable(ids), tagsOfTable(table))
      expect(back.columns.map(({ values }) => values)).toEqual(
        table.columns.map(({ values }) => values),
      )
    }
  })
})

describe('createLocalTagger', () => {
  const analyser: TextAnalyser = {
    id: 'made',
    analyse: async (texts) =>
      texts.map((text) => ({ tokens: text.length, entities: [], language: 'en' })),
    dispose: async () => {},
  }
  const encoder = {
    id: 'made',
    dimension: 8,
    encode: async (texts: readonly string[]) => {
      const vectors = new Float32Array(8 * texts.length)
      texts.forEach((text, index) => {
        const random = createRandom(text)
        const own = Array.from({ length: 8 }, () => random.next() - 0.5)
        const length = Math.hypot(...own)
        vectors.set(
          own.map((value) => value / length),
          8 * index,
        )
      })
      return vectors
    },
  } as unknown as Encoder
  const prompts = ['Write a poem.', 'Solve x + 1 = 3.', 'Which law applies?', 'Sum this table: 1 2']

  it('says the same of a prompt whatever stands beside it, with and without an encoder', async () => {
    for (const own of [encoder, null]) {
      const tagger = createLocalTagger({ analyser, encoder: own, cancel: NEVER })
      const together = await tagger.tag(prompts)
      for (const [index, prompt] of prompts.entries())
        expect(await tagger.tag([prompt])).toEqual([together[index]])
      for (const { tags } of together)
        expect(Object.keys(tags)).toEqual(TAG_DIMENSIONS.map(({ id }) => id))
      expect(await tagger.tag([])).toEqual([])
    }
  })
})
