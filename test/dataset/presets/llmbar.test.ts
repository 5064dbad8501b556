import { describe, expect, it } from 'vitest'
import { detectPreset } from '../../../src/dataset/index.ts'
import { importSample, importValues, problemsOf, readSample } from './import-sample.ts'

const sample = importSample('llmbar')

describe('LLMBar', () => {
  it('is detected without being told', async () => {
    expect((await sample).preset).toBe('llmbar')
  })

  it('reads 1 as A and 2 as B', async () => {
    const { instances } = await sample
    expect(instances[0]).toEqual({
      id: 'llmbar-1',
      source: 'llmbar',
      prompt: 'List two colours.',
      completionA: 'Red and blue.',
      completionB: 'Colours are a matter of light.',
      human: [{ annotator: 'gold', verdict: 'a' }],
      lm: [],
      meta: {},
    })
    expect(instances.map(({ human }) => human[0]?.verdict)).toEqual(['a', 'b', 'b'])
    expect(instances[2]?.completionA).toBe('')
  })

  it.each([
    ['Dataset/LLMBar/Natural/dataset.json', 'llmbar-Natural-1', 'Natural'],
    ['LLMBar/Adversarial/GPTInst/dataset.json', 'llmbar-GPTInst-1', 'Adversarial/GPTInst'],
    [
      'C:\\LLMBar\\Adversarial\\Neighbor\\dataset.json',
      'llmbar-Neighbor-1',
      'Adversarial/Neighbor',
    ],
    ['Adversarial_Manual.jsonl', 'llmbar-Manual-1', 'Adversarial/Manual'],
    ['Supernatural/dataset.json', 'dataset-1', undefined],
  ])('takes the subset of %s from its folder', async (file, id, subset) => {
    const [row] = await readSample('llmbar')
    const [instance] = await importValues([row], file)
    expect([instance?.id, instance?.meta.subset]).toEqual([id, subset])
  })

  it('does not take rows with an instruction beside the input', async () => {
    const [row] = await readSample('llmbar')
    expect(detectPreset({ ...row, instruction: 'Do it.' })).toBeNull()
  })

  it('names a broken row with its line and field', async () => {
    const [row] = await readSample('llmbar')
    const problems = await problemsOf(
      [
        { ...row, label: 0 },
        { ...row, input: '' },
        { ...row, output_2: 2 },
      ],
      'llmbar',
    )
    expect(problems).toEqual([
      ['rows.jsonl', 1, 'unknown-verdict', 'label'],
      ['rows.jsonl', 2, 'empty-field', 'input'],
      ['rows.jsonl', 3, 'wrong-type', 'output_2'],
    ])
  })
})
