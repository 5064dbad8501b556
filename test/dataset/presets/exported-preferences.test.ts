import { describe, expect, it } from 'vitest'
import { detectPreset, readPairs } from '../../../src/dataset/index.ts'
import { conversationOf } from '../../../src/domain/index.ts'
import { rowsOf } from '../support.ts'
import {
  assistant,
  importSample,
  importValues,
  problemsOf,
  readSample,
  user,
} from './import-sample.ts'

const name = 'exported-preferences'
const system = (content: string) => ({ role: 'system' as const, content })

/** A good row of the flat form with some fields replaced; undefined takes one away. */
function flatRow(changes: Record<string, unknown> = {}): Record<string, unknown> {
  const row = {
    id: 'p1',
    dataset: 'set',
    prompt: 'Why?',
    chosen: 'Because.',
    rejected: 'So.',
    margin: 1,
    source: 'human',
    annotator: 'h1',
    verdict: 'a',
    p_a: 1,
    chosen_side: 'a',
    ...changes,
  }
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined))
}

describe('exported preferences', () => {
  it('become the instances that they were, told by their provenance', async () => {
    const { preset, instances, counts } = await importSample(name)
    expect(preset).toBe(name)
    expect(counts).toMatchObject({ read: 5, kept: 4, bad: 0 })
    expect(instances).toEqual([
      {
        id: 'q-1',
        source: 'kitchen',
        prompt: 'How hot is tea?',
        completionA: 'Hot.',
        completionB: 'About 80 degrees.',
        human: [{ annotator: 'h1+h2', verdict: 'b', strength: 'clear', pA: 0 }],
        lm: [],
        meta: {},
      },
      {
        id: 'q-2',
        source: 'kitchen',
        prompt: 'How hot is tea?',
        completionA: 'Warm.',
        completionB: '',
        human: [],
        lm: [{ annotator: 'judge-a', verdict: 'a', strength: 'slight', pA: 0.8 }],
        meta: { batch: 7 },
      },
      {
        id: 'q-3',
        source: 'walks',
        prompt: '[System]\nAnswer in a few words.\n\n[User]\nWhich way to the sea?',
        completionA: 'Downhill.',
        completionB: 'South.',
        messages: {
          prompt: [system('Answer in a few words.'), user('Which way to the sea?')],
          a: [assistant('Downhill.')],
          b: [assistant('South.')],
        },
        human: [{ annotator: 'h3', verdict: 'tie', pA: 0.5 }],
        lm: [],
        meta: {},
      },
      {
        id: 'q-4',
        source: 'walks',
        prompt: '[Turn 1]\nHello\n\n[Turn 2]\nName a river.',
        completionA: '[Turn 1]\nHi.\n\n[Turn 2]\nThe Elbe.',
        completionB: '[Turn 1]\nYes?\n\n[Turn 2]\nBlue.',
        messages: {
          prompt: [user('Hello')],
          a: [assistant('Hi.'), user('Name a river.'), assistant('The Elbe.')],
          b: [assistant('Yes?'), user('Name a river.'), assistant('Blue.')],
        },
        human: [],
        lm: [{ annotator: 'judge-a', verdict: 'a', pA: 1 }],
        meta: {},
      },
    ])
  })

  it('are read from plain texts whose prompt ends with a blank line, soft rows as one instance', async () => {
    const { instances } = await importSample(`${name}-plain`)
    expect(instances).toMatchObject([
      { id: 'q-1', prompt: 'How hot is tea?', completionA: 'Hot.' },
      {
        id: 'q-2',
        prompt: 'Warm 🙂 or cold?',
        completionA: 'Warm.',
        completionB: '',
        lm: [{ annotator: 'judge-a', verdict: 'a', strength: 'slight', pA: 0.75 }],
        meta: {},
      },
    ])
  })

  it('are read from the ShareGPT form, with what both completions begin with', async () => {
    const { instances } = await importSample(`${name}-sharegpt`)
    expect(instances.map((instance) => conversationOf(instance))).toEqual([
      {
        prompt: [system('Be brief.'), user('How hot is tea?')],
        a: [assistant('Hot.')],
        b: [assistant('About 80 degrees.')],
      },
      {
        prompt: [
          user('Weather?'),
          assistant('Asking the station.'),
          { role: 'tool', content: 'Rain.' },
        ],
        a: [assistant('It rains.')],
        b: [assistant('Sun.')],
      },
      {
        prompt: [user('Hello')],
        a: [assistant('Hi.'), user('Name a river.'), assistant('Blue.')],
        b: [assistant('Hi.'), user('Name a river.'), assistant('The Elbe.')],
      },
    ])
  })

  it('are read from the form of a system prompt, a question and two answers', async () => {
    const { instances } = await importSample(`${name}-reward`)
    expect(instances[0]?.messages?.prompt).toEqual([system('Be brief.'), user('How hot is tea?')])
    expect(instances[1]).not.toHaveProperty('messages')
    expect(conversationOf(instances[1]!).a).toHaveLength(3)
  })

  it('are read from flat cells, in which numbers are texts', async () => {
    const cells = flatRow({ p_a: '0.25', margin: '0.3333333333333333', weight: '' })
    expect((await importValues([cells], 'train.csv'))[0]).toMatchObject({
      prompt: 'Why?',
      human: [{ strength: 'slight', pA: 0.25 }],
      meta: {},
    })
  })

  it('take columns that hold nothing as absent', async () => {
    const nulls = { prompt_end: null, messages: null, conversations: null, input: null }
    expect((await importValues([flatRow(nulls)], 'train.parquet'))[0]).toMatchObject({
      prompt: 'Why?',
      completionA: 'Because.',
    })
  })

  it('keep a text that looks like messages as a text', async () => {
    const prompt = '[{"role": "user", "content": "x"}]'
    expect((await importValues([flatRow({ prompt })], 'x.jsonl'))[0]?.prompt).toBe(prompt)
  })

  it('stay one instance where 64 rows repeat it, and stream', async () => {
    const rows = ['p1', 'p2'].flatMap((id) =>
      Array.from({ length: 64 }, (_, copy) =>
        copy < 48
          ? flatRow({ id, p_a: 0.75 })
          : flatRow({ id, p_a: 0.75, chosen_side: 'b', chosen: 'So.', rejected: 'Because.' }),
      ),
    )
    const stream = readPairs(rowsOf(rows), { onBadRow: 'fail' })
    const first = await stream.instances.next()
    expect(first.value).toMatchObject({ id: 'p1', completionA: 'Because.' })
    expect(stream.facts().counts.read).toBe(64)
    expect((await stream.instances.next()).value).toMatchObject({ id: 'p2' })
    expect((await stream.instances.next()).done).toBe(true)
  })

  it('are not told from foreign preferences without provenance', () => {
    expect(detectPreset(flatRow())?.id).toBe(name)
    for (const key of ['verdict', 'p_a', 'chosen_side'])
      expect(detectPreset(flatRow({ [key]: undefined }))?.id).not.toBe(name)
  })

  it.each([
    [{ verdict: 'both' }, 'wrong-value', 'verdict'],
    [{ source: 'crowd' }, 'wrong-value', 'source'],
    [{ chosen_side: null }, 'missing-field', 'chosen_side'],
    [{ p_a: 1.5 }, 'wrong-value', 'p_a'],
    [{ p_a: 'x' }, 'wrong-type', 'p_a'],
    [{ margin: 0.5 }, 'wrong-value', 'margin'],
    [{ margin: 0 }, 'wrong-value', 'margin'],
    [{ verdict: 'tie', margin: 1 }, 'wrong-value', 'margin'],
    [{ margin: undefined }, 'missing-field', 'margin'],
    [{ annotator: ' ' }, 'empty-field', 'annotator'],
    [{ dataset: undefined }, 'missing-field', 'dataset'],
    [{ id: '' }, 'empty-field', 'id'],
    [{ prompt: ' ' }, 'empty-field', 'prompt'],
    [{ chosen: 3 }, 'wrong-type', 'chosen'],
    [{ chosen: ' ', rejected: '' }, 'empty-completions', null],
    [{ prompt: undefined }, 'missing-field', 'prompt_end'],
    [{ prompt_end: 4 }, 'wrong-value', 'prompt_end'],
    [{ prompt_end: -1 }, 'wrong-value', 'prompt_end'],
    [{ prompt: undefined, prompt_end: 2 }, 'wrong-value', 'prompt_end'],
    [{ prompt: [user('Why?')] }, 'wrong-type', 'chosen'],
    [{ messages: [user('Why?')], chosen: assistant('x') }, 'wrong-type', 'rejected[0]'],
  ])('refuse a row with %j', async (changes, code, field) => {
    expect((await problemsOf([flatRow(changes)], name))[0]).toEqual(['rows.jsonl', 1, code, field])
  })

  it.each([
    [{ chosen: 'Other.' }, 'completion A'],
    [{ prompt: 'How?' }, 'prompt'],
    [{ p_a: 0.6 }, 'p_a'],
    [{ margin: 1 / 3 }, 'margin'],
    [{ source: 'lm' }, 'source'],
    [{ annotator: 'h2' }, 'annotator'],
    [{ chosen_side: 'b' }, 'completion A'],
  ])('refuse a second row of an id that says something else: %j', async (changes, field) => {
    const problems = await problemsOf([flatRow(), flatRow(changes)], name)
    expect(problems[0]).toEqual(['rows.jsonl', 2, 'wrong-value', field])
  })

  it('name the line of every bad row of an id', async () => {
    const rows = [flatRow({ p_a: 2 }), flatRow({ verdict: 'x' })]
    expect((await problemsOf(rows, name)).map(([, line, , field]) => [line, field])).toEqual([
      [1, 'p_a'],
      [2, 'verdict'],
    ])
  })

  it('refuse sides that do not begin with the same prompt', async () => {
    const [row] = await readSample(name)
    const rejected = [user('Another question'), assistant('Hot.')]
    expect(await problemsOf([{ ...row, rejected }], name)).toEqual([
      ['rows.jsonl', 1, 'wrong-value', 'prompt_end'],
    ])
  })
})
