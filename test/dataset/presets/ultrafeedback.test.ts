import { describe, expect, it } from 'vitest'
import { importSample, importValues, problemsOf, readSample } from './import-sample.ts'

const sample = importSample('ultrafeedback')

describe('UltraFeedback', () => {
  it('is detected without being told', async () => {
    expect((await sample).preset).toBe('ultrafeedback')
  })

  it('gives the best and the worst completion with the overall score and each aspect', async () => {
    const [first] = (await sample).instances
    expect(first).toEqual({
      id: 'ultrafeedback-1-1-2',
      source: 'ultrafeedback',
      prompt: 'Name a tool for driving nails.',
      completionA: 'A hammer.',
      completionB: 'A saw.',
      human: [],
      lm: [
        { annotator: 'gpt-4', verdict: 'a' },
        { annotator: 'gpt-4', aspect: 'helpful', verdict: 'a' },
        { annotator: 'gpt-4', aspect: 'truthful', verdict: 'a' },
        { annotator: 'gpt-4', aspect: 'honest', verdict: 'a' },
        { annotator: 'gpt-4', aspect: 'instruction-following', verdict: 'a' },
      ],
      meta: {
        ratings: [9, 2],
        models: ['gpt-4', 'falcon-40b-instruct'],
        principles: ['honesty', 'truthfulness'],
        fine_grained: [5, 1.5],
        origin: 'evol_instruct',
      },
    })
  })

  it('reads equal scores as a tie and says nothing of an aspect that does not apply', async () => {
    const [, tied] = (await sample).instances
    expect(tied?.lm).toEqual([
      { annotator: 'gpt-4', verdict: 'tie' },
      { annotator: 'gpt-4', aspect: 'helpful', verdict: 'b' },
      { annotator: 'gpt-4', aspect: 'truthful', verdict: 'tie' },
      { annotator: 'gpt-4', aspect: 'instruction-following', verdict: 'tie' },
    ])
  })

  it('makes no pair with a completion without a score, nor of one completion alone', async () => {
    const { instances, counts } = await sample
    expect(instances.map(({ id }) => id)).toEqual([
      'ultrafeedback-1-1-2',
      'ultrafeedback-2-0-1',
      'ultrafeedback-3-0-1',
    ])
    expect(instances[2]).toMatchObject({ completionA: '', completionB: 'Nothing.' })
    expect(counts).toMatchObject({ read: 4, kept: 3, withoutPair: 1 })
  })

  it('follows the rules for ratings', async () => {
    const all = await importSample('ultrafeedback', { pairs: 'all', margin: 2 })
    const first = all.instances.filter(({ id }) => id.startsWith('ultrafeedback-1-'))
    expect(first.map(({ id, lm }) => [id, lm[0]?.verdict])).toEqual([
      ['ultrafeedback-1-1-3', 'tie'],
      ['ultrafeedback-1-0-1', 'b'],
      ['ultrafeedback-1-1-2', 'a'],
      ['ultrafeedback-1-0-3', 'b'],
      ['ultrafeedback-1-2-3', 'b'],
      ['ultrafeedback-1-0-2', 'a'],
    ])
  })

  it('reads a row whose aspects are absent', async () => {
    const [row] = await readSample('ultrafeedback')
    const completions = [
      { response: 'Yes.', overall_score: 3, model: 'm1' },
      { response: 'No.', overall_score: 5, model: 'm2' },
    ]
    const [bare] = await importValues([{ ...row, completions }], 'x.jsonl')
    expect(bare?.lm).toEqual([{ annotator: 'gpt-4', verdict: 'b' }])
    expect(bare?.meta).toEqual({ ratings: [3, 5], models: ['m1', 'm2'], origin: 'evol_instruct' })
  })

  it('names what is wrong in a completion', async () => {
    const [row] = await readSample('ultrafeedback')
    const broken = {
      ...row,
      completions: [
        { response: 7, overall_score: 1 },
        'text',
        { response: 'x', overall_score: 'good' },
      ],
    }
    expect(await problemsOf([broken], 'ultrafeedback')).toEqual([
      ['rows.jsonl', 1, 'wrong-type', 'completions[0].response'],
      ['rows.jsonl', 1, 'wrong-type', 'completions[1]'],
      ['rows.jsonl', 1, 'wrong-type', 'completions[2].overall_score'],
    ])
  })
})
