import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { loadTagger } from '../../src/config/index.ts'
import { readGivenTags } from '../../src/features/index.ts'
import { complete, refuse } from '../endpoints/scripted-answers.ts'
import {
  openScriptedEndpoint,
  type ScriptedAnswer,
  type ScriptedCall,
  type ScriptedEndpoint,
} from '../endpoints/scripted-endpoint.ts'
import { FULL_ANSWER } from '../features/lm-tags/made-tags.ts'
import { madeInstance } from '../features/made-facts.ts'
import { openWorkplace, parseLines, type Workplace } from './call-cli.ts'

let place: Workplace
let endpoint: ScriptedEndpoint | undefined

beforeEach(() => {
  place = openWorkplace()
})
afterEach(async () => {
  await endpoint?.close()
  endpoint = undefined
  place.remove()
})

/** Rows with these prompts, `p0` and on. */
const rowsOf = (prompts: readonly string[], meta: readonly object[] = []): object[] =>
  prompts.map((prompt, index) => ({
    id: `p${index}`,
    prompt,
    response_a: 'one',
    response_b: 'two',
    meta: meta[index] ?? {},
  }))

const PRIME = 'Name a prime number.'
const POEM = 'Write a poem about the sea.'

/** Which of the texts a call asks about. */
const asksAbout = ({ text }: ScriptedCall, prompt: string): boolean => text.includes(prompt)

const tagsAs = (fields: object, tokens = { prompt: 1000, completion: 100 }): ScriptedAnswer =>
  complete({ text: JSON.stringify({ ...FULL_ANSWER, ...fields }), usage: tokens })

async function serve(script: (call: ScriptedCall) => ScriptedAnswer): Promise<void> {
  endpoint = await openScriptedEndpoint(script)
}

/** Writes a tagger file that names the endpoint. */
function writeTagger(id: string, more = ''): string {
  place.write(
    `${id}.yaml`,
    `id: ${id}\nmodel: scripted\nbaseUrl: ${endpoint!.baseUrl}\nprice: {inputPerMillion: 1, outputPerMillion: 10}\n${more}`,
  )
  return `${id}.yaml`
}

interface TagResult {
  readonly rows: number
  readonly prompts: number
  readonly taggers: readonly {
    readonly tagger: string
    readonly answered: number
    readonly failed: number
    readonly open: number
    readonly unknown: Record<string, number>
    readonly problems: Record<string, number>
  }[]
  readonly comparisons: readonly {
    readonly first: string
    readonly second: string
    readonly agreement: {
      readonly prompts: number
      readonly dimensions: readonly {
        readonly dimension: string
        readonly compared: number
        readonly agreement: { readonly value: number; readonly lo: number; readonly hi: number }
      }[]
    }
  }[]
  readonly wallet: { readonly spentUsd: number; readonly answers: number } | null
  readonly beside: readonly { readonly figure: string; readonly real: number | null }[]
}

/** The rows that were written, without the header line. */
const readRows = (name: string): { id: string; meta: Record<string, unknown> }[] =>
  parseLines(readFileSync(place.path(name), 'utf8')).filter((row) => 'id' in row) as unknown as {
    id: string
    meta: Record<string, unknown>
  }[]

describe('hyper tag --plan', () => {
  it('counts distinct prompts, money and a rendered question, and asks nothing', async () => {
    await serve(() => tagsAs({}))
    const tagger = writeTagger('gpt')
    place.write('pairs.jsonl', rowsOf([PRIME, POEM, PRIME]))
    const { status, out } = await place.hyper([
      ...['tag', 'pairs.jsonl', '--tagger', tagger, '--plan', '--json'],
    ])
    expect(status).toBe(0)
    const plan = JSON.parse(out)
    expect(plan).toMatchObject({ rows: 3, prompts: 2, plan: { items: 2, calls: 2 } })
    expect(plan.examples[0].messages[0].content).toContain(PRIME)
    expect(plan.plan.usd.high).toBeGreaterThan(plan.plan.usd.low)
    expect(endpoint!.calls).toHaveLength(0)
    expect(existsSync(place.path('tagged.jsonl'))).toBe(false)
    const text = await place.hyper(['tag', 'pairs.jsonl', '--tagger', tagger, '--plan'])
    expect(text.out).toContain('3 rows with 2 distinct prompts')
    expect(text.out).toContain('One question of gpt (tags)')
  })

  it('refuses paid work off a terminal without --yes', async () => {
    await serve(() => tagsAs({}))
    place.write('pairs.jsonl', rowsOf([PRIME]))
    const { status, err } = await place.hyper([
      ...['tag', 'pairs.jsonl', '--tagger', writeTagger('gpt')],
    ])
    expect(status).toBe(2)
    expect(err).toContain('--yes')
    expect(endpoint!.calls).toHaveLength(0)
  })
})

describe('hyper tag', () => {
  const buy = (...more: string[]): Promise<{ status: number; out: string; err: string }> =>
    place.hyper(['tag', 'pairs.jsonl', '--yes', '--json', '-o', 'tagged.jsonl', ...more])

  it('asks each distinct prompt once, writes columns that are read back, and never asks again', async () => {
    await serve((call) =>
      asksAbout(call, PRIME)
        ? tagsAs({ open_endedness: 'no' })
        : tagsAs({ open_endedness: 'high', safety_concern: 'unknown' }),
    )
    const tagger = writeTagger('gpt')
    place.write('pairs.jsonl', rowsOf([PRIME, POEM, PRIME], [{ topic: 7 }]))
    const first = await buy('--tagger', tagger)
    expect(first.status).toBe(0)
    const result = JSON.parse(first.out) as TagResult
    expect(result).toMatchObject({ ok: true, rows: 3, prompts: 2 })
    expect(result.taggers[0]).toMatchObject({ tagger: 'gpt', answered: 2, failed: 0, open: 0 })
    expect(result.taggers[0]!.unknown).toMatchObject({ safety: 1, openness: 0, subject: 0 })
    // 2 answers of 1,000 tokens at 1 USD and 100 tokens at 10 USD a million.
    expect(result.wallet).toMatchObject({ spentUsd: 0.004, answers: 2 })
    const real = Object.fromEntries(result.beside.map((row) => [row.figure, row.real]))
    expect(real).toMatchObject({ calls: 2, inputTokens: 2000, outputTokens: 200, usd: 0.004 })
    expect(endpoint!.calls).toHaveLength(2)
    const rows = readRows('tagged.jsonl')
    expect(rows.map(({ id }) => id)).toEqual(['p0', 'p1', 'p2'])
    expect(rows[0]!.meta).toMatchObject({ topic: 7, open_endedness: 'no' })
    expect(rows[1]!.meta.safety_concern).toBeNull()
    expect({ ...rows[2]!.meta, topic: 7 }).toEqual(rows[0]!.meta)
    const tags = readGivenTags(madeInstance({ meta: rows[1]!.meta as never }))
    expect(tags.safety).toBeNull()
    expect(tags.subject).toEqual({ options: ['law', 'history'], other: [] })
    expect(tags.material).toEqual({ options: [], other: [] })

    const written = readFileSync(place.path('tagged.jsonl'), 'utf8')
    const again = await place.hyper([
      ...['tag', 'pairs.jsonl', '--json', '-o', 'tagged.jsonl', '--tagger', tagger],
    ])
    expect(again.status).toBe(0)
    expect(JSON.parse(again.out)).toMatchObject({ purchases: [{ purchase: { calls: 0 } }] })
    expect(endpoint!.calls).toHaveLength(2)
    expect(readFileSync(place.path('tagged.jsonl'), 'utf8')).toBe(written)
  })

  it('stops at the cap with status 6, keeps what was paid for and goes on from there', async () => {
    await serve(() => tagsAs({}))
    const tagger = writeTagger('gpt', 'limits: {concurrency: 1}\n')
    const prompts = Array.from({ length: 6 }, (_, index) => `Question number ${index}, please.`)
    place.write('pairs.jsonl', rowsOf(prompts))
    const stopped = await buy('--tagger', tagger, '--cap', '0.02')
    expect(stopped.status).toBe(6)
    const bought = endpoint!.calls.length
    expect(bought).toBeGreaterThan(0)
    expect(bought).toBeLessThan(6)
    expect(stopped.err).toContain(`${6 - bought} prompts open`)
    const rows = readRows('tagged.jsonl')
    expect(rows.filter(({ meta }) => meta.expertise_level === 'general public')).toHaveLength(
      bought,
    )
    expect(rows.filter(({ meta }) => meta.expertise_level === null)).toHaveLength(6 - bought)
    expect((await buy('--tagger', tagger)).status).toBe(0)
    expect(endpoint!.calls).toHaveLength(6)
    expect(readRows('tagged.jsonl').every(({ meta }) => meta.expertise_level !== null)).toBe(true)
  })

  it('leaves unknown what cannot be read or failed, and counts it by code', async () => {
    await serve((call) => {
      if (asksAbout(call, PRIME)) return complete({ text: 'It is about numbers.' })
      if (asksAbout(call, POEM)) return refuse(400, { message: 'no poems', code: 'bad' })
      return tagsAs({ open_endedness: ['no', 'high'] })
    })
    place.write('pairs.jsonl', rowsOf([PRIME, POEM, 'Third.']))
    const { status, out } = await buy('--tagger', writeTagger('gpt'))
    expect(status).toBe(0)
    const [counts] = (JSON.parse(out) as TagResult).taggers
    expect(counts).toMatchObject({ answered: 2, failed: 1, open: 0 })
    expect(counts!.problems).toEqual({ 'bad-json': 1, twofold: 1 })
    expect(counts!.unknown).toMatchObject({ openness: 3, expertise: 2, format: 2 })
    const rows = readRows('tagged.jsonl')
    for (const { meta } of rows.slice(0, 2))
      expect(Object.values(meta).every((value) => value === null)).toBe(true)
    expect(rows[2]!.meta).toMatchObject({ open_endedness: null, safety_concern: 'safe' })
    const calls = endpoint!.calls.length
    expect((await buy('--tagger', writeTagger('gpt'))).status).toBe(0)
    expect(endpoint!.calls).toHaveLength(calls)
    expect((await buy('--tagger', writeTagger('gpt'), '--retry-errors')).status).toBe(0)
    expect(endpoint!.calls.length).toBeGreaterThan(calls)
  })

  it('has status 4 where the endpoint refuses every call', async () => {
    await serve(() => refuse(401, { message: 'bad key', code: 'invalid_api_key' }))
    place.write('pairs.jsonl', rowsOf([PRIME]))
    expect((await buy('--tagger', writeTagger('gpt'))).status).toBe(4)
  })

  it('merges the two published spellings of a subject', async () => {
    await serve((call) =>
      tagsAs({
        subject_of_expertise: asksAbout(call, PRIME)
          ? ['Journalism, media studies and communication']
          : ['Media Studies and Communication', 'Journalism'],
      }),
    )
    place.write('pairs.jsonl', rowsOf([PRIME, POEM]))
    expect((await buy('--tagger', writeTagger('gpt'))).status).toBe(0)
    const [first, second] = readRows('tagged.jsonl')
    expect(first!.meta.subject_of_expertise).toEqual([
      'Journalism, media studies and communication',
    ])
    expect(second!.meta).toEqual(first!.meta)
  })

  it('compares two taggers with each other and with columns in the data', async () => {
    const prompts = Array.from({ length: 10 }, (_, index) => `Tell me about thing ${index} now.`)
    // The taggers agree on safety everywhere and on openness in 7 of 10; the columns have the first one's openness in 4 of 5.
    await serve((call) => {
      const index = prompts.findIndex((prompt) => asksAbout(call, prompt))
      const isSecond = call.json?.temperature === 1
      return tagsAs({ open_endedness: isSecond && index >= 7 ? 'high' : 'low' })
    })
    const first = writeTagger('gpt')
    const second = writeTagger('other', 'temperature: 1\n')
    const columns = prompts.map((_, index) =>
      index < 5 ? { open_endedness: index === 0 ? 'no' : 'low' } : {},
    )
    place.write('pairs.jsonl', rowsOf(prompts, columns))
    const { status, out } = await buy('--tagger', first, '--tagger', second)
    expect(status).toBe(0)
    const { comparisons } = JSON.parse(out) as TagResult
    expect(comparisons.map((own) => [own.first, own.second, own.agreement.prompts])).toEqual([
      ['gpt', 'other', 10],
      ['gpt', 'columns', 5],
      ['other', 'columns', 5],
    ])
    const shareOf = (at: number, dimension: string): number =>
      comparisons[at]!.agreement.dimensions.find((own) => own.dimension === dimension)!.agreement
        .value
    expect(shareOf(0, 'openness')).toBeCloseTo(0.7, 12)
    expect(shareOf(0, 'safety')).toBe(1)
    expect(shareOf(1, 'openness')).toBeCloseTo(0.8, 12)
    // Dimensions without a column are not compared.
    expect(comparisons[1]!.agreement.dimensions.map(({ dimension }) => dimension)).toEqual([
      'openness',
    ])
    expect(readRows('tagged.jsonl').every(({ meta }) => meta.open_endedness === 'low')).toBe(true)
    const text = await place.hyper([
      ...['tag', 'pairs.jsonl', '--tagger', first, '--tagger', second],
    ])
    expect(text.out).toContain('Agreement of gpt (1) and other (2) on 10 distinct prompts, 95 %')
    expect(text.out).toMatch(/openness +10 +70\.0 \[/)
  })

  it('reads standard input and writes standard output with nothing beside the rows', async () => {
    await serve(() => tagsAs({}))
    const input = rowsOf([PRIME, POEM])
      .map((row) => `${JSON.stringify(row)}\n`)
      .join('')
    const argv = ['tag', '-', '--tagger', writeTagger('gpt'), '--yes', '-o', '-']
    expect((await place.hyper(argv, input)).status).toBe(2)
    const { status, out, err } = await place.hyper([...argv, '--journal', 'answers'], input)
    expect(status).toBe(0)
    expect(parseLines(out).map(({ id }) => id)).toEqual(['p0', 'p1'])
    expect(err).toContain('tagged by gpt')
  })

  it('keeps the key out of everything that it leaves behind', async () => {
    const key = 'sk-canary-0123456789abcdef'
    await serve(() => tagsAs({}))
    const tagger = writeTagger('gpt', 'keyEnv: CANARY_KEY\n')
    place.write('keys.env', `CANARY_KEY=${key}\n`)
    place.write('pairs.jsonl', rowsOf([PRIME]))
    const { status, out, err } = await buy('--tagger', tagger, '--env-file', 'keys.env')
    expect(status).toBe(0)
    expect(endpoint!.calls[0]!.headers.authorization).toBe(`Bearer ${key}`)
    const left = readdirSync(place.folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name !== 'keys.env')
      .map((entry) => readFileSync(resolve(entry.parentPath, entry.name), 'latin1'))
    expect([out, err, ...left].some((text) => text.includes(key))).toBe(false)
  })
})

describe('hyper tag --tagger local', () => {
  it('tags without money, and is compared with a language model', async () => {
    await serve(() => tagsAs({ languages: ['English'] }))
    place.write('pairs.jsonl', rowsOf([PRIME, 'Schreibe mir bitte ein Gedicht über das Meer.']))
    const alone = await place.hyper(['tag', 'pairs.jsonl', '--tagger', 'local', '--json'])
    expect(alone.status).toBe(0)
    expect(JSON.parse(alone.out)).toMatchObject({ journal: null, wallet: null, purchases: [] })
    const rows = readRows('tagged.jsonl')
    expect(rows.map(({ meta }) => meta.languages)).toEqual([['English'], ['German']])
    expect(existsSync(place.path('tagged.jsonl.answers'))).toBe(false)
    const both = await place.hyper([
      ...['tag', 'pairs.jsonl', '--tagger', 'local', '--tagger', writeTagger('gpt')],
      ...['--yes', '--json', '-o', 'both.jsonl'],
    ])
    const { comparisons, taggers } = JSON.parse(both.out) as TagResult
    expect(taggers.map(({ tagger }) => tagger)).toEqual(['local', 'gpt'])
    const language = comparisons[0]!.agreement.dimensions.find(
      ({ dimension }) => dimension === 'language',
    )!
    expect(language).toMatchObject({ compared: 2, agreement: { value: 0.5 } })
    expect(readRows('both.jsonl')).toEqual(rows)
  }, 60_000)
})

describe('taggers', () => {
  const GOOD = 'id: small\nmodel: m\nbaseUrl: http://127.0.0.1:1/v1\n'

  it('are listed with the local one and the built-in prompt', async () => {
    const { mkdirSync } = await import('node:fs')
    mkdirSync(place.path('taggers/folder'), { recursive: true })
    place.write('taggers/small.yaml', `${GOOD}prompt: own.txt\n`)
    place.write('taggers/own.txt', 'Tag this: {{prompt}}')
    place.write('taggers/folder/tagger.yaml', GOOD.replace('small', 'other'))
    const { status, out } = await place.hyper(['tag', '--list', '--json'])
    expect(status).toBe(0)
    expect(JSON.parse(out)).toMatchObject({
      taggers: [
        { name: 'folder', id: 'other', prompt: 'tags@1' },
        { name: 'small', id: 'small', prompt: 'own.txt@1' },
      ],
      builtIn: 'local',
      prompts: [{ prompt: 'tags@1' }],
    })
    expect((await place.hyper(['tag', '--list'])).out).toContain('local')
  })

  it.each([
    ['no tagger', [], 'got no --tagger'],
    ['an unknown one', ['--tagger', 'smal'], 'did you mean "small"?'],
    ['three', ['--tagger', 'small', '--tagger', 'local', '--tagger', 'small'], 'got 3 taggers'],
    ['one twice', ['--tagger', 'small', '--tagger', 'small'], 'a different id for each'],
    ['no price', ['--tagger', 'small', '--yes'], 'price of "m"'],
    ['a name that is taken', ['--tagger', 'taken'], '"local" is the tagger that needs no model'],
    ['a prompt without its place', ['--tagger', 'blind'], 'got no {{prompt}}'],
  ])('are refused with status 2: %s', async (_, argv, words) => {
    const { mkdirSync } = await import('node:fs')
    mkdirSync(place.path('taggers'))
    place.write('taggers/small.yaml', GOOD)
    place.write('taggers/taken.yaml', GOOD.replace('small', 'local'))
    place.write('taggers/blind.yaml', `${GOOD}prompt: blind.txt\n`)
    place.write('taggers/blind.txt', 'Tag this.')
    place.write('pairs.jsonl', rowsOf([PRIME]))
    const { status, err } = await place.hyper(['tag', 'pairs.jsonl', ...argv])
    expect(err).toContain(words)
    expect(status).toBe(2)
  })

  it('in examples can be read', async () => {
    const folder = resolve(import.meta.dirname, '../../examples/taggers')
    const ids = []
    for (const name of readdirSync(folder).sort()) {
      const { tagger } = await loadTagger(resolve(folder, name), place.folder)
      ids.push(tagger.id)
    }
    expect(ids).toEqual(['smollm2', 'gpt-small'])
  })
})
