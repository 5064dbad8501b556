import { describe, expect, it } from 'vitest'
import { readGivenTags } from '../../../src/features/index.ts'
import { importSample, importValues, problemsOf, readSample } from './import-sample.ts'

const sample = importSample('hyper-tags')

describe('the tag files of the HyPER paper', () => {
  it('are detected without being told', async () => {
    expect((await sample).preset).toBe('hyper-tags')
  })

  it('give a human and a GPT-4 annotation in the words of the release, ties too', async () => {
    const { instances } = await sample
    expect(instances.map(({ id, human, lm }) => ({ id, human, lm }))).toEqual([
      {
        id: '5f0a',
        human: [{ annotator: 'h1', verdict: 'a', strength: 'clear' }],
        lm: [{ annotator: 'gpt-4', verdict: 'b', strength: 'clear' }],
      },
      {
        id: '5f0b',
        human: [{ annotator: 'h1', verdict: 'tie' }],
        lm: [{ annotator: 'gpt-4', verdict: 'b', strength: 'clear' }],
      },
      {
        id: 'c0ffee',
        human: [{ annotator: 'h1', verdict: 'b', strength: 'slight' }],
        lm: [{ annotator: 'gpt-4', verdict: 'b', strength: 'clear' }],
      },
      { id: 'af-3', human: [], lm: [{ annotator: 'gpt-4', verdict: 'a' }] },
    ])
  })

  it('keep texts, turns, tags and measures, and no text twice', async () => {
    const [first, turns, multipref] = (await sample).instances
    expect(first).toEqual({
      id: '5f0a',
      source: 'hyper-tags',
      prompt: 'Why does bread rise? At most 40 words.',
      completionA: 'Yeast makes gas, and dough holds it.',
      completionB: 'It rises because of heat.',
      human: [{ annotator: 'h1', verdict: 'a', strength: 'clear' }],
      lm: [{ annotator: 'gpt-4', verdict: 'b', strength: 'clear' }],
      meta: {
        rating_human: [3.1, 1.85],
        rating_gpt4: [2, 2.6],
        subject_of_expertise: ['Chemistry', 'Culinary arts'],
        expertise_level: 'general public',
        languages: ['English'],
        open_endedness: 'moderate',
        safety_concern: 'safe',
        complexity_of_intents: 'simple',
        type_of_in_context_material: [],
        format_constraints: ['#words <= 40'],
        cosine_sim: 0.71,
        token_len_diff: 12,
        rouge: 0.42,
        bertscore: 0.83,
        len_longer: 31,
        prompt_len: 9,
        bertscore_length: 0.47,
        len_shorter: 19,
        entity_sim: 1,
      },
    })
    expect(turns!.messages!.prompt).toEqual([
      { role: 'user', content: 'Name a metal.' },
      { role: 'assistant', content: 'Iron.' },
      { role: 'user', content: 'And one that is liquid?' },
    ])
    expect(multipref).toMatchObject({ completionA: '' })
    expect(multipref!.meta).toMatchObject({
      group: 'helpful_base-7',
      models: ['small-chat', 'big-chat'],
      origin: 'helpful_base',
    })
    expect(multipref!.meta).not.toHaveProperty('normal_worker_annotations')
  })

  it('have tags that the feature stage reads from meta, unknown where one could not be made', async () => {
    const [first, second] = (await sample).instances.map(readGivenTags)
    expect(first).toEqual({
      subject: { options: ['chemistry', 'culinary-arts'], other: [] },
      language: { options: ['english'], other: [] },
      expertise: { options: ['general'], other: [] },
      openness: { options: ['moderate'], other: [] },
      safety: { options: ['safe'], other: [] },
      intents: { options: ['simple'], other: [] },
      material: { options: [], other: [] },
      format: { options: ['present'], other: [] },
    })
    expect(second).toMatchObject({ expertise: null, format: null })
  })

  it('name their data set by the file', async () => {
    const rows = await readSample('hyper-tags')
    const [instance] = await importValues(rows.slice(0, 1), 'features/helpsteer2-features.jsonl')
    expect(instance!.source).toBe('helpsteer2')
  })

  it('name a broken row with file, line and field', async () => {
    const [row] = await readSample('hyper-tags')
    const broken = [
      { ...row, pref_human: 'A' },
      { ...row, rouge: 'high' },
      { ...row, languages: [1] },
      { ...row, text: ' ', id: null },
    ]
    expect(await problemsOf(broken, 'hyper-tags')).toEqual([
      ['rows.jsonl', 1, 'unknown-verdict', 'pref_human'],
      ['rows.jsonl', 2, 'wrong-type', 'rouge'],
      ['rows.jsonl', 3, 'wrong-type', 'languages'],
      ['rows.jsonl', 4, 'missing-field', 'id'],
      ['rows.jsonl', 4, 'empty-field', 'text'],
    ])
  })
})
