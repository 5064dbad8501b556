import { describe, expect, it } from 'vitest'
import { detectPreset } from '../../../src/dataset/index.ts'
import { importSample, importValues, problemsOf, readSample } from './import-sample.ts'

describe('AlpacaFarm, preferences of GPT-4', () => {
  it('is read as the labels of the judge; a missing one is no label', async () => {
    const { preset, instances } = await importSample('alpacafarm-gpt4')
    expect(preset).toBe('alpacafarm-gpt4')
    expect(instances).toEqual([
      {
        id: 'alpacafarm-gpt4-1',
        source: 'alpacafarm',
        prompt: 'Name three fish.',
        completionA: 'Cod.',
        completionB: 'Cod, pike, carp.',
        human: [],
        lm: [{ annotator: 'gpt-4', verdict: 'b' }],
        meta: {},
      },
      {
        id: 'alpacafarm-gpt4-2',
        source: 'alpacafarm',
        prompt: 'Translate.\n\nguten Tag',
        completionA: 'good day',
        completionB: 'hello there',
        human: [],
        lm: [{ annotator: 'gpt-4', verdict: 'a' }],
        meta: {},
      },
      {
        id: 'alpacafarm-gpt4-3',
        source: 'alpacafarm',
        prompt: 'Name a colour.',
        completionA: 'Red.',
        completionB: 'Blue.',
        human: [],
        lm: [],
        meta: {},
      },
    ])
  })

  it('names the simulated annotators where the file is theirs', async () => {
    const values = await readSample('alpacafarm-gpt4')
    const [first] = await importValues(values, 'alpaca_noisy_multi_preference.json')
    expect(first?.lm).toEqual([{ annotator: 'alpacafarm-simulated', verdict: 'b' }])
  })

  it('is not what AlpacaEval writes', async () => {
    const [row] = await readSample('alpacafarm-gpt4')
    expect(detectPreset({ ...row, annotator: 'x', generator_1: 'm' })?.id).not.toBe(
      'alpacafarm-gpt4',
    )
  })

  it('names what is wrong with file, line and field', async () => {
    const [row] = await readSample('alpacafarm-gpt4')
    expect(await problemsOf([row, { ...row, output_2: 4 }], 'alpacafarm-gpt4')).toEqual([
      ['rows.jsonl', 2, 'wrong-type', 'output_2'],
    ])
  })
})
