import { describe, expect, it } from 'vitest'
import { type GivenTags, readTagReply, unknownTags } from '../../../src/features/index.ts'
import { FULL_ANSWER, madeReply } from './made-tags.ts'

const FULL_TAGS: GivenTags = {
  subject: { options: ['law', 'history'], other: [] },
  language: { options: ['english'], other: [] },
  expertise: { options: ['general'], other: [] },
  openness: { options: ['low'], other: [] },
  safety: { options: ['safe'], other: [] },
  intents: { options: ['simple'], other: [] },
  material: { options: [], other: [] },
  format: { options: ['present'], other: [] },
}
const JSON_TEXT = JSON.stringify(FULL_ANSWER)

describe('readTagReply on whole replies', () => {
  it.each([
    ['plain', JSON_TEXT],
    ['laid out', JSON.stringify(FULL_ANSWER, null, 2)],
    ['a code fence', `\`\`\`json\n${JSON_TEXT}\n\`\`\``],
    ['a code fence with words around', `Here it is:\n\`\`\`\n${JSON_TEXT}\n\`\`\`\nDone.`],
    ['reasoning first', `<think>It says {"safety_concern": "high"}.</think>\n${JSON_TEXT}`],
    ['reasoning that the template began', `So it is safe.</think>${JSON_TEXT}`],
    ['other keys and cases', JSON_TEXT.replace('safety_concern', 'Safety Concern')],
    ['a key that nobody asked for', JSON_TEXT.replace('{', '{"note": "x",')],
  ])('reads %s', (_name, text) => {
    expect(readTagReply(madeReply(text))).toEqual({ tags: FULL_TAGS, problems: [] })
  })

  it.each([
    ['no object', 'It is about law.', 'bad-json'],
    ['nothing', '', 'bad-json'],
    ['a list', `[${JSON_TEXT}]`, 'bad-json'],
    ['two objects', `${JSON_TEXT}\n${JSON_TEXT}`, 'bad-json'],
    ['words before the object', `Sure! ${JSON_TEXT}`, 'bad-json'],
    ['words behind the object', `${JSON_TEXT} Is that all?`, 'bad-json'],
    ['two code fences', `\`\`\`\n{}\n\`\`\`\n\`\`\`\n${JSON_TEXT}\n\`\`\``, 'bad-json'],
    ['an object beside a fence', `{}\n\`\`\`\n${JSON_TEXT}\n\`\`\``, 'bad-json'],
    ['reasoning without an end', `<think>${JSON_TEXT}`, 'bad-json'],
    ['single quotes', JSON_TEXT.replaceAll('"', "'"), 'bad-json'],
  ])('leaves all unknown for %s', (_name, text, code) => {
    const { tags, problems } = readTagReply(madeReply(text))
    expect(tags).toEqual(unknownTags())
    expect(problems).toMatchObject([{ code, dimension: null }])
  })

  it('tells a cut answer and a filter apart, and reads an answer that was whole at the limit', () => {
    const cut = readTagReply(madeReply(JSON_TEXT.slice(0, 60), { finish: 'length' }))
    expect(cut).toMatchObject({ tags: unknownTags(), problems: [{ code: 'cut-off' }] })
    const filtered = readTagReply(madeReply(JSON_TEXT, { finish: 'filter' }))
    expect(filtered).toMatchObject({ tags: unknownTags(), problems: [{ code: 'filtered' }] })
    expect(readTagReply(madeReply(JSON_TEXT, { finish: 'length' })).tags).toEqual(FULL_TAGS)
  })

  it('never throws on a piece of an answer, and never reads a piece as a whole', () => {
    for (let end = 0; end < JSON_TEXT.length; end++) {
      expect(readTagReply(madeReply(JSON_TEXT.slice(0, end))).tags).toEqual(unknownTags())
    }
  })
})

describe('readTagReply on one dimension', () => {
  const withAnswer = (fields: Record<string, unknown>): ReturnType<typeof readTagReply> =>
    readTagReply(madeReply(JSON.stringify({ ...FULL_ANSWER, ...fields })))

  it.each([
    ['missing', { safety_concern: undefined }, 'safety', 'missing'],
    ['no option', { safety_concern: 'dangerous' }, 'safety', 'no-option'],
    ['two options', { safety_concern: ['safe', 'high'] }, 'safety', 'twofold'],
    ['a number', { safety_concern: 0 }, 'safety', 'unreadable'],
    ['an object', { safety_concern: { level: 'high' } }, 'safety', 'unreadable'],
    ['a yes', { format_constraints: true }, 'format', 'unreadable'],
    ['two keys for it', { 'Safety-Concern': 'high' }, 'safety', 'twofold'],
    ['labels that are no options', { subject_of_expertise: ['Tarot'] }, 'subject', 'no-option'],
    ['several in one text', { subject_of_expertise: 'Law, History' }, 'subject', 'no-option'],
    ['a list of numbers', { languages: [1] }, 'language', 'unreadable'],
    ['unknown beside a name', { languages: ['unknown', 'English'] }, 'language', 'twofold'],
  ] as const)('is unknown for %s and keeps the others', (_name, fields, dimension, code) => {
    const { tags, problems } = withAnswer(fields)
    expect(tags).toEqual({ ...FULL_TAGS, [dimension]: null })
    expect(problems).toMatchObject([{ dimension, code }])
  })

  it('is unknown where one key stands twice, which JSON would hide', () => {
    const text = JSON_TEXT.replace('{', '{"safety_concern":"high",')
    const { tags, problems } = readTagReply(madeReply(text))
    expect(tags).toEqual({ ...FULL_TAGS, safety: null })
    expect(problems).toMatchObject([{ dimension: 'safety', code: 'twofold' }])
    const nested = JSON_TEXT.replace('"safe"', '["safe"]').replace('{', '{"x":{"languages":1},')
    expect(readTagReply(madeReply(nested)).tags).toEqual(FULL_TAGS)
  })

  it.each([null, 'unknown', 'Unknown.', ['unknown']])(
    'takes %j for unknown without a problem',
    (value) => {
      expect(withAnswer({ languages: value })).toEqual({
        tags: { ...FULL_TAGS, language: null },
        problems: [],
      })
    },
  )

  it.each([
    [
      { subject_of_expertise: ['Journalism', 'Media studies and communication'] },
      'subject',
      ['journalism-and-media'],
    ],
    [
      { subject_of_expertise: ['JOURNALISM, MEDIA-STUDIES and communication'] },
      'subject',
      ['journalism-and-media'],
    ],
    [{ subject_of_expertise: 'None' }, 'subject', []],
    [{ subject_of_expertise: ['None'] }, 'subject', []],
    [{ open_endedness: 'Low: one answer' }, 'openness', ['low']],
    [{ type_of_in_context_material: ['table', 'code'] }, 'material', ['present']],
    [{ format_constraints: ['N/A'] }, 'format', []],
  ] as const)('reads %j', (fields, dimension, options) => {
    expect(withAnswer(fields)).toEqual({
      tags: { ...FULL_TAGS, [dimension]: { options, other: [] } },
      problems: [],
    })
  })

  it('keeps the options of a list beside a label that is none, and says so', () => {
    const { tags, problems } = withAnswer({ subject_of_expertise: ['Law', 'Tarot'] })
    expect(tags.subject).toEqual({ options: ['law'], other: ['Tarot'] })
    expect(problems).toEqual([{ code: 'no-option', dimension: 'subject', got: '["Tarot"]' }])
  })
})
