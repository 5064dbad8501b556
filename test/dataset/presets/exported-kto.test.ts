import { describe, expect, it } from 'vitest'
import { detectPreset } from '../../../src/dataset/index.ts'
import {
  assistant,
  importSample,
  importValues,
  problemsOf,
  readSample,
  user,
} from './import-sample.ts'

const name = 'exported-kto'

describe('exported unpaired preferences', () => {
  it('become pairs again, told by their provenance; one row alone is no pair', async () => {
    const { preset, instances, counts } = await importSample(name)
    expect(preset).toBe(name)
    expect(counts).toMatchObject({ read: 5, kept: 2, withoutPair: 1, bad: 0 })
    expect(instances).toEqual([
      {
        id: 'q-1',
        source: 'kitchen',
        prompt: 'How hot is tea?',
        completionA: 'Hot.',
        completionB: 'About 80 degrees.',
        human: [{ annotator: 'h1', verdict: 'b', strength: 'clear', pA: 0 }],
        lm: [],
        meta: {},
      },
      {
        id: 'q-2',
        source: 'walks',
        prompt: '[System]\nBe brief.\n\n[User]\nWhich way to the sea?',
        completionA: 'Downhill.',
        completionB: '',
        messages: {
          prompt: [{ role: 'system', content: 'Be brief.' }, user('Which way to the sea?')],
          a: [assistant('Downhill.')],
          b: [assistant('')],
        },
        human: [],
        lm: [{ annotator: 'judge-a', verdict: 'a', strength: 'slight', pA: 0.9 }],
        meta: {},
      },
    ])
  })

  it('are read from plain texts, in either order and with labels as words', async () => {
    expect((await importSample(`${name}-plain`)).instances).toMatchObject([
      { prompt: 'How hot is tea?', completionA: 'Hot.', completionB: 'Cold.\n' },
    ])
    const rows = (await readSample(`${name}-plain`)).reverse()
    const words = rows.map((row) => ({ ...row, label: row.label === true ? 'True' : 'false' }))
    expect(await importValues(words, 'x.csv')).toMatchObject([
      { completionA: 'Hot.', completionB: 'Cold.\n' },
    ])
  })

  it('are not told from foreign rows without provenance', async () => {
    const [row] = await readSample(name)
    expect(detectPreset(row)?.id).toBe(name)
    const { chosen_side: _, ...foreign } = row!
    expect(detectPreset(foreign)?.id).not.toBe(name)
  })

  it.each([
    ['a label that is none', 0, { label: 'maybe' }, 1, 'label'],
    ['two wanted completions', 1, { label: true }, 2, 'label'],
    ['a tie', 0, { verdict: 'tie', margin: 0 }, 1, 'verdict'],
    ['another prompt in the second row', 1, { prompt: [user('How?')] }, 2, 'prompt'],
    ['another label in the second row', 1, { p_a: 0.5 }, 2, 'p_a'],
    ['another side in the second row', 1, { chosen_side: 'a' }, 2, 'completion A'],
    ['a completion that is a text', 1, { completion: 'Hot.' }, 2, 'completion'],
    ['an empty prompt', 0, { prompt: [user(' ')] }, 1, 'prompt'],
  ])('refuse %s', async (_what, index, changes, line, field) => {
    const rows = (await readSample(name)).slice(0, 2)
    rows[index] = { ...rows[index], ...changes }
    const [first] = await problemsOf(rows, name)
    expect([first?.[1], first?.[3]]).toEqual([line, field])
  })

  it('refuse a third row of an id', async () => {
    const rows = (await readSample(name)).slice(0, 2)
    expect((await problemsOf([...rows, rows[0]], name))[0]).toEqual([
      'rows.jsonl',
      3,
      'wrong-value',
      'id',
    ])
  })
})
