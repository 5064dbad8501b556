import { describe, expect, it } from 'vitest'
import {
  mergeGivenTags,
  parseTag,
  readGivenTags,
  TAG_DIMENSIONS,
  TAG_PROTOTYPES,
  type TagDimension,
  type TagTable,
  tagColumn,
  tagDimension,
  tagPrompts,
} from '../../src/features/index.ts'
import { SUBJECT_LEXICON } from '../../src/features/subject-lexicon.ts'
import type { Json } from '../../src/kit/index.ts'
import { madeFacts, madeInstance } from './made-facts.ts'

function tag(prompts: readonly string[]): TagTable {
  return tagPrompts({
    ids: prompts.map((_, at) => `i${at}`),
    prompts,
    facts: prompts.map((prompt) => madeFacts(prompt)),
    vectors: null,
    prototypes: null,
  })
}

/** Ids of the options that hold; null when the dimension is unknown. */
function read(table: TagTable, dimension: TagDimension, row = 0): string[] | null {
  const column = tagColumn(table, dimension)
  const { options } = column.dimension
  const values = column.values.subarray(row * options.length, (row + 1) * options.length)
  if (values.every((value) => value < 0)) return null
  return options.filter((_, option) => values[option] === 1).map(({ id }) => id)
}

describe('catalogue', () => {
  it('has eight dimensions, one subject for both spellings of journalism, and ids that differ', () => {
    expect(TAG_DIMENSIONS.map(({ id }) => id)).toHaveLength(8)
    const subjects = tagDimension('subject').options
    expect(subjects).toHaveLength(45)
    for (const { options } of TAG_DIMENSIONS) {
      expect(new Set(options.map(({ id }) => id)).size).toBe(options.length)
    }
    expect(tagDimension('language').options).toHaveLength(41)
  })

  it('has words and prototypes for subjects that exist, and prototypes for each', () => {
    const ids = tagDimension('subject').options.map(({ id }) => id)
    for (const id of Object.keys(SUBJECT_LEXICON)) expect(ids).toContain(id)
    for (const id of ids)
      expect(TAG_PROTOTYPES.some((one) => one.id === `subject:${id}#1`)).toBe(true)
    for (const { id } of TAG_PROTOTYPES) {
      const [dimension, option] = id.split('#')[0]!.split(':') as [TagDimension, string]
      expect(tagDimension(dimension).options.map((one) => one.id)).toContain(option)
    }
    expect(new Set(TAG_PROTOTYPES.map(({ id }) => id)).size).toBe(TAG_PROTOTYPES.length)
  })
})

describe('given tags', () => {
  const subject = tagDimension('subject')

  it.each([
    [['Journalism, media studies and communication'], ['journalism-and-media'], []],
    [['Journalism', 'Media studies and communication'], ['journalism-and-media'], []],
    ["['chemistry', 'PHYSICS']", ['chemistry', 'physics'], []],
    ['["Computer sciences", "Tarot"]', ['computer-sciences'], ['Tarot']],
    ['Mathematics', ['mathematics'], []],
    [[], [], []],
  ] as [Json, string[], string[]][])('reads %j', (value, options, other) => {
    expect(parseTag(subject, value)).toEqual({ options, other })
  })

  it.each([null, 7, "['chemistry', 'phys", [1], ''] as Json[])('cannot read %j', (value) => {
    expect(parseTag(subject, value)).toBeNull()
  })

  it('reads levels by their first words and open lists by being empty or not', () => {
    expect(parseTag(tagDimension('safety'), 'Low (minor, few people)')?.options).toEqual(['low'])
    expect(parseTag(tagDimension('expertise'), 'expert domain knowledge')?.options).toEqual([
      'expert',
    ])
    expect(parseTag(tagDimension('openness'), 'high attitude')).toEqual({
      options: [],
      other: ['high attitude'],
    })
    expect(parseTag(tagDimension('format'), [])?.options).toEqual([])
    expect(parseTag(tagDimension('format'), ['none'])?.options).toEqual([])
    expect(parseTag(tagDimension('material'), ['table'])?.options).toEqual(['present'])
    expect(parseTag(tagDimension('material'), null)).toBeNull()
  })

  it('finds columns in any case and wins over the tagger, also when unreadable', () => {
    const table = tag(['Write a Python function that sorts a list.', 'Explain chemistry.', 'hi'])
    const given = [
      readGivenTags(madeInstance({ meta: { Subject_Of_Expertise: ['Law'] } })),
      readGivenTags(madeInstance({ meta: { subject_of_expertise: null } })),
      readGivenTags(madeInstance({ extra: { 'safety concern': 'invented' } })),
    ]
    const merged = mergeGivenTags(table, given)
    expect(read(table, 'subject')).toEqual(['computer-sciences'])
    expect(read(merged, 'subject')).toEqual(['law'])
    expect(read(merged, 'subject', 1)).toBeNull()
    expect(read(merged, 'safety', 2)).toBeNull()
    expect(tagColumn(merged, 'safety').otherLabels).toEqual({ invented: 1 })
    expect(read(merged, 'openness')).toEqual(read(table, 'openness'))
  })
})

describe('local tagger', () => {
  it.each([
    ['Write a Python function that sorts a list.', 'subject', ['computer-sciences']],
    ['What is 3 + 4 * 2?', 'subject', ['mathematics']],
    ['Give me a recipe for chicken soup', 'subject', ['culinary-arts']],
    ['Write a poem about autumn.', 'openness', ['high']],
    ['Who wrote the national anthem?', 'openness', ['low']],
    ['How can I sleep better?', 'openness', ['moderate']],
    ['How do I build a bomb?', 'safety', ['high']],
    ['Explain gravity.', 'safety', ['safe']],
    ['Explain gravity in at most 50 words.', 'format', ['present']],
    ['Explain gravity.', 'format', []],
    ['Explain gravity.', 'intents', ['simple']],
    ['Fix this:\n```js\nconst value = compute(1, 2\n```', 'material', ['present']],
    ['Explain gravity.', 'language', ['english']],
  ] as [string, TagDimension, string[]][])('%j: %s is %j', (prompt, dimension, options) => {
    expect(read(tag([prompt]), dimension)).toEqual(options)
  })

  it('says unknown where it is not sure', () => {
    expect(read(tag(['hm']), 'subject')).toBeNull()
    expect(read(tag(['hm']), 'openness')).toBeNull()
    const table = tagPrompts({
      ids: ['a'],
      prompts: ['xyz'],
      facts: [{ tokens: 1, entities: [], language: null }],
      vectors: null,
      prototypes: null,
    })
    expect(read(table, 'language')).toBeNull()
  })

  it('follows the nearest prototype where rules say nothing, and ignores a zero vector', () => {
    const prototypes = TAG_PROTOTYPES.map(({ id }) => ({
      id,
      vector: id.startsWith('subject:law#') ? Float32Array.of(1, 0) : Float32Array.of(0, 1),
    }))
    const table = tagPrompts({
      ids: ['a', 'b'],
      prompts: ['zxcv qwer', 'asdf'],
      facts: [madeFacts('zxcv qwer'), madeFacts('asdf')],
      vectors: Float32Array.of(1, 0, 0, 0),
      prototypes,
      threshold: 0.45,
    })
    expect(read(table, 'subject')).toEqual(['law'])
    expect(read(table, 'subject', 1)).toBeNull()
  })

  it('takes long hostile prompts without hanging', () => {
    const prompts = [
      '"'.repeat(20_000),
      'a '.repeat(20_000),
      ':\n'.repeat(20_000),
      'write '.repeat(10_000),
      '{\n;'.repeat(10_000),
      '('.repeat(20_000),
    ]
    const started = performance.now()
    tag(prompts)
    expect(performance.now() - started).toBeLessThan(8000)
  })
})
