import { describe, expect, it } from 'vitest'
import { importSample, importValues, problemsOf, readSample } from './import-sample.ts'

describe('AlpacaFarm, human preferences', () => {
  it('is told by its raw preference and read as the labels of people', async () => {
    const { preset, instances } = await importSample('alpacafarm-human')
    expect(preset).toBe('alpacafarm-human')
    expect(instances).toEqual([
      {
        id: 'alpacafarm-human-1',
        source: 'alpacafarm',
        prompt: 'Name three birds.',
        completionA: 'Wren, rook, tern.',
        completionB: 'Wren.',
        human: [{ annotator: 'h1', verdict: 'a' }],
        lm: [],
        meta: { raw_preference: 1 },
      },
      {
        id: 'alpacafarm-human-2',
        source: 'alpacafarm',
        prompt: 'Fix the sentence.\n\nHe go home.',
        completionA: 'He goes home.',
        completionB: 'He going home.',
        human: [{ annotator: 'h1', verdict: 'a' }],
        lm: [],
        meta: { raw_preference: 2 },
      },
      {
        id: 'alpacafarm-human-3',
        source: 'alpacafarm',
        prompt: 'Say nothing.',
        completionA: '',
        completionB: 'Nothing.',
        human: [{ annotator: 'h1', verdict: 'b' }],
        lm: [],
        meta: { raw_preference: 4 },
      },
    ])
  })

  it('reads rows without a raw preference as the labels of people where the preset is named', async () => {
    const values = await readSample('alpacafarm-gpt4')
    const instances = await importValues(values, 'old.json', 'alpacafarm-human')
    expect(instances.map(({ human, lm }) => [human.length, lm.length])).toEqual([
      [1, 0],
      [1, 0],
      [0, 0],
    ])
  })

  it('names what is wrong with file, line and field', async () => {
    const [row] = await readSample('alpacafarm-human')
    const rows = [
      { ...row, preference: 3 },
      { ...row, instruction: ' ' },
      { ...row, preference: true },
    ]
    expect(await problemsOf(rows, 'alpacafarm-human')).toEqual([
      ['rows.jsonl', 1, 'unknown-verdict', 'preference'],
      ['rows.jsonl', 2, 'empty-field', 'instruction'],
      ['rows.jsonl', 3, 'unknown-verdict', 'preference'],
    ])
  })
})
