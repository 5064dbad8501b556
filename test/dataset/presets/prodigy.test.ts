import { describe, expect, it } from 'vitest'
import {
  assistant,
  importSample,
  importValues,
  problemsOf,
  readSample,
  user,
} from './import-sample.ts'

describe('Prodigy', () => {
  it('gives accepted choices back to the stored sides; ignored tasks and empty choices are none', async () => {
    const { preset, instances, counts } = await importSample('prodigy')
    expect([preset, counts.joined]).toEqual(['prodigy', 1])
    expect(instances).toEqual([
      {
        id: 'tea-1',
        source: 'kitchen',
        prompt: 'How long does green tea steep?',
        completionA: 'Two minutes.',
        completionB: 'An hour.',
        human: [
          {
            annotator: 'pairs-ann',
            verdict: 'a',
            strength: 'clear',
            order: 'ab',
            extra: { timestamp: 1767225600 },
          },
          {
            annotator: 'pairs-bob',
            verdict: 'tie',
            order: 'ab',
            extra: { timestamp: 1767225700 },
          },
        ],
        lm: [],
        meta: {},
      },
      {
        id: 'tea-2',
        source: 'kitchen',
        prompt: '[System]\nBe brief.\n\n[User]\nIs matcha a tea?',
        completionA: 'Yes.',
        completionB: 'No.',
        messages: {
          prompt: [{ role: 'system', content: 'Be brief.' }, user('Is matcha a tea?')],
          a: [assistant('Yes.')],
          b: [assistant('No.')],
        },
        human: [
          {
            annotator: 'pairs-2026',
            verdict: 'a',
            strength: 'slight',
            order: 'ba',
            extra: { timestamp: 1767225800 },
          },
        ],
        lm: [],
        meta: {},
      },
      {
        id: 'tea-3',
        source: 'kitchen',
        prompt: 'Name a teapot shape.',
        completionA: '',
        completionB: 'Round.',
        human: [],
        lm: [],
        meta: {},
      },
      {
        id: 'tea-4',
        source: 'kitchen',
        prompt: 'Tea or coffee?',
        completionA: 'Tea.',
        completionB: 'Coffee.',
        human: [],
        lm: [],
        meta: {},
      },
    ])
  })

  it('reads options that are the completions, joined by the hash of the task', async () => {
    const { preset, instances } = await importSample('prodigy-options')
    expect(preset).toBe('prodigy')
    expect(instances).toEqual([
      {
        id: 'prodigy-options-12',
        source: 'prodigy-options',
        prompt: 'Name a bird.',
        completionA: 'Wren.',
        completionB: 'Cod.',
        human: [
          { annotator: 'x', verdict: 'a', extra: { timestamp: 1767225600 } },
          { annotator: 'y', verdict: 'tie', extra: { timestamp: 1767225601 } },
        ],
        lm: [],
        meta: { topic: 'animals' },
      },
      {
        id: 'prodigy-options-14',
        source: 'prodigy-options',
        prompt: 'Name a fish.',
        completionA: 'Wren.',
        completionB: 'Cod.',
        human: [],
        lm: [],
        meta: {},
      },
    ])
  })

  it('reads a task that nobody answered as a pair without a label', async () => {
    const [row] = await readSample('prodigy')
    const { answer, accept, _task_hash, _input_hash, ...task } = row!
    const [instance] = await importValues([task], 'tasks.jsonl')
    expect([instance?.id, instance?.human]).toEqual(['tea-1', []])
  })

  it('names what is wrong with file, line and field', async () => {
    const [row, , chat] = await readSample('prodigy')
    const [foreign] = await readSample('prodigy-options')
    const { pair_id, ...nameless } = row!
    const problems = await problemsOf(
      [
        { ...row, accept: ['tie', 'first-is-clearly-better'] },
        { ...row, answer: 'maybe' },
        { ...row, hyper_key: 's42-0000000000000000' },
        nameless,
        { ...foreign, accept: [5] },
        { ...foreign, text: null },
        { ...chat, first: 'Nope.' },
      ],
      'prodigy',
    )
    expect(problems).toEqual([
      ['rows.jsonl', 1, 'unknown-verdict', 'accept'],
      ['rows.jsonl', 2, 'wrong-value', 'answer'],
      ['rows.jsonl', 3, 'wrong-value', 'hyper_key'],
      ['rows.jsonl', 4, 'missing-field', 'pair_id'],
      ['rows.jsonl', 5, 'unknown-verdict', 'accept'],
      ['rows.jsonl', 6, 'unknown-columns', null],
      ['rows.jsonl', 7, 'wrong-value', 'first'],
    ])
  })
})
