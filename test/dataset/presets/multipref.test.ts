import { describe, expect, it } from 'vitest'
import { importSample, problemsOf, readSample } from './import-sample.ts'

describe('MultiPref', () => {
  it('is told by its workers and read at the level of workers and aspects', async () => {
    const { preset, instances } = await importSample('multipref')
    expect(preset).toBe('multipref')
    expect(instances.map(({ id }) => id)).toEqual(['cmp-1', 'cmp-2', 'cmp-3'])
    expect(instances[0]).toMatchObject({
      source: 'multipref',
      prompt: 'Why do cats knead?',
      completionA: 'They learned it as kittens.',
      completionB: 'Nobody has asked them.',
      lm: [],
      meta: {
        prompt_id: 'q-1',
        model_a: 'small-chat',
        model_b: 'large-chat',
        source: 'own-prompts',
      },
    })
    expect(instances[0]?.human.length).toBe(16)
    expect(instances[0]?.human.slice(0, 2)).toEqual([
      {
        annotator: 'n-1',
        verdict: 'a',
        strength: 'clear',
        confidence: 'fairly-confident',
        durationMs: 84000,
        extra: { kind: 'normal', timestamp: '2024-05-02 10:11:12' },
      },
      {
        annotator: 'n-1',
        aspect: 'helpful',
        verdict: 'a',
        strength: 'slight',
        confidence: 'not-confident',
        reasons: ['Answers the question', 'it names a cause'],
        extra: { kind: 'normal' },
      },
    ])
  })

  it('gives the overall votes of all four workers, ties and an empty completion among them', async () => {
    const { instances, counts } = await importSample('multipref')
    const votes = instances.map(({ human }) =>
      human.filter(({ aspect }) => aspect === undefined).map(({ verdict }) => verdict),
    )
    expect(votes).toEqual([
      ['a', 'a', 'a', 'tie'],
      ['b', 'b', 'b', 'b'],
      ['tie', 'tie', 'tie', 'b'],
    ])
    expect(counts).toMatchObject({ kept: 3, emptyCompletion: 1 })
  })

  it('names the field of a worker that is wrong', async () => {
    const [row] = await readSample('multipref')
    const workers = [{ evaluator: 'n-1', overall_pref: 'A-is-best' }]
    expect(await problemsOf([{ ...row, normal_worker_annotations: workers }], 'multipref')).toEqual(
      [['rows.jsonl', 1, 'unknown-verdict', 'normal_worker_annotations[0].overall_pref']],
    )
  })
})
