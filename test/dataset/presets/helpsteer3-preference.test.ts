import { describe, expect, it } from 'vitest'
import { assistant, importSample, problemsOf, readSample, user } from './import-sample.ts'

describe('HelpSteer3-Preference', () => {
  it('reads messages, every annotator, and the overall label where there is no annotator', async () => {
    const { preset, instances } = await importSample('helpsteer3-preference')
    expect(preset).toBe('helpsteer3-preference')
    expect(instances).toEqual([
      {
        id: 'helpsteer3-preference-1',
        source: 'helpsteer3-preference',
        prompt: 'Sum a list.',
        completionA: 'sum(xs)',
        completionB: 'xs.sum()',
        human: [
          { annotator: 'h1', verdict: 'a', strength: 'slight', reasons: ['@Response 1 runs.'] },
          { annotator: 'h2', verdict: 'a', strength: 'clear', reasons: ['@Response 2 fails.'] },
          { annotator: 'h3', verdict: 'a', reasons: ['One works.'] },
        ],
        lm: [],
        meta: { domain: 'code', language: 'python', overall_preference: -2 },
      },
      {
        id: 'helpsteer3-preference-2',
        source: 'helpsteer3-preference',
        prompt: '[User]\nHi\n\n[Assistant]\nHello!\n\n[User]\nName a river.',
        completionA: 'The Elbe.',
        completionB: 'The Oder.',
        messages: {
          prompt: [user('Hi'), assistant('Hello!'), user('Name a river.')],
          a: [assistant('The Elbe.')],
          b: [assistant('The Oder.')],
        },
        human: [
          { annotator: 'h1', verdict: 'tie', reasons: ['Both are rivers.'] },
          { annotator: 'h2', verdict: 'tie' },
          { annotator: 'h3', verdict: 'b', strength: 'slight', reasons: ['Two is longer.'] },
        ],
        lm: [],
        meta: { domain: 'general', language: 'english', overall_preference: 0 },
      },
      {
        id: 'helpsteer3-preference-3',
        source: 'helpsteer3-preference',
        prompt: '[System]\nAnswer in German.\n\n[User]\nGood morning?',
        completionA: 'Guten Morgen.',
        completionB: 'Good morning.',
        messages: {
          prompt: [{ role: 'system', content: 'Answer in German.' }, user('Good morning?')],
          a: [assistant('Guten Morgen.')],
          b: [assistant('Good morning.')],
        },
        human: [{ annotator: 'gold', verdict: 'a', strength: 'clear' }],
        lm: [],
        meta: { domain: 'multilingual', language: 'german', overall_preference: -3 },
      },
      {
        id: 'helpsteer3-preference-4',
        source: 'helpsteer3-preference',
        prompt: '2 + 2?',
        completionA: '',
        completionB: '4',
        human: [{ annotator: 'h1', verdict: 'b', strength: 'clear', reasons: ['One is empty.'] }],
        lm: [],
        meta: { domain: 'stem', language: 'english', overall_preference: 3 },
      },
    ])
  })

  it('names what is wrong with file, line and field', async () => {
    const [row] = await readSample('helpsteer3-preference')
    const rows = [
      { ...row, context: [] },
      { ...row, context: [{ role: 'narrator', content: 'Once.' }] },
      { ...row, overall_preference: '2.5' },
      { ...row, individual_preference: [{ score: 'good' }] },
    ]
    expect(await problemsOf(rows, 'helpsteer3-preference')).toEqual([
      ['rows.jsonl', 1, 'empty-field', 'context'],
      ['rows.jsonl', 2, 'wrong-value', 'context[0].role'],
      ['rows.jsonl', 3, 'unknown-verdict', 'overall_preference'],
      ['rows.jsonl', 4, 'unknown-verdict', 'individual_preference[0].score'],
    ])
  })
})
