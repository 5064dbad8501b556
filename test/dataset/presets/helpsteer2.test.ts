import { describe, expect, it } from 'vitest'
import { detectPreset, importPairs } from '../../../src/dataset/index.ts'
import { rowsOf } from '../support.ts'
import { assistant, importSample, problemsOf, readSample, user } from './import-sample.ts'

const rated = (prompt: string, response: string, scores: readonly number[]) => {
  const [helpfulness, correctness, coherence, complexity, verbosity] = scores
  return { prompt, response, helpfulness, correctness, coherence, complexity, verbosity }
}

describe('HelpSteer2', () => {
  it('makes pairs of neighbouring rows of one prompt by the weighted rating', async () => {
    const { preset, instances, counts } = await importSample('helpsteer2')
    expect(preset).toBe('helpsteer2')
    expect(counts).toMatchObject({ read: 7, kept: 3, withoutPair: 1, emptyCompletion: 1 })
    expect(instances).toEqual([
      {
        id: 'helpsteer2-1-0-1',
        source: 'helpsteer2',
        prompt: 'How hot is tea?',
        completionA: 'About 80 degrees.',
        completionB: 'Hot.',
        human: [{ annotator: 'gold', verdict: 'a' }],
        lm: [],
        meta: { ratings: [7.75, 3.6] },
      },
      {
        id: 'helpsteer2-3-0-1',
        source: 'helpsteer2',
        prompt:
          '[User]\nHello\n\n[Assistant]\nHi, what shall we cook?\n\n[User]\nSoup.\nA quick one.',
        completionA: 'Boil stock with noodles.',
        completionB: 'Boil peas with mint.',
        messages: {
          prompt: [
            user('Hello'),
            assistant('Hi, what shall we cook?'),
            user('Soup.\nA quick one.'),
          ],
          a: [assistant('Boil stock with noodles.')],
          b: [assistant('Boil peas with mint.')],
        },
        human: [{ annotator: 'gold', verdict: 'tie' }],
        lm: [],
        meta: { ratings: [6.85, 6.85] },
      },
      {
        id: 'helpsteer2-5-0-1',
        source: 'helpsteer2',
        prompt: 'Write a haiku.',
        completionA: '',
        completionB: 'Rain on a tin roof / a cup goes cold by the sill / the road is a stream',
        human: [{ annotator: 'gold', verdict: 'b' }],
        lm: [],
        meta: { ratings: [0, 7.9] },
      },
    ])
  })

  it('calls a lead below the margin a tie, and one of just the margin a preference', async () => {
    const verdicts = async (margin: number): Promise<unknown[]> =>
      (await importSample('helpsteer2', { margin })).instances.map(({ human }) => human[0]?.verdict)
    expect(await verdicts(4.15)).toEqual(['a', 'tie', 'b'])
    expect(await verdicts(4.16)).toEqual(['tie', 'tie', 'b'])
  })

  it('calls ratings that are equal by other scores a tie, whatever the fractions of a machine', async () => {
    const rows = [rated('Why?', 'So.', [0, 0, 0, 3, 0]), rated('Why?', 'Thus.', [0, 1, 3, 2, 4])]
    const [pair] = (await importPairs(rowsOf(rows), { onBadRow: 'fail' })).instances
    expect(pair?.meta.ratings).toEqual([1.65, 1.65])
    expect(pair?.human).toEqual([{ annotator: 'gold', verdict: 'tie' }])
  })

  it('pairs four responses of one prompt as the rules say', async () => {
    const rows = [2, 4, 1, 3].map((score, index) =>
      rated('Why?', `Answer ${index}`, [score, score, score, score, 0]),
    )
    const ids = async (pairs: 'all' | 'best-worst') =>
      (
        await importPairs(rowsOf(rows, 'train.jsonl'), { onBadRow: 'fail', rules: { pairs } })
      ).instances.map(({ id }) => id)
    expect(await ids('best-worst')).toEqual(['train-1-1-2'])
    expect((await ids('all')).length).toBe(6)
  })

  it('names what is wrong with file, line and field', async () => {
    const [row] = await readSample('helpsteer2')
    expect(
      await problemsOf(
        [row, { ...row, correctness: 'good' }, { ...row, prompt: 'Else?', verbosity: 5 }],
        'helpsteer2',
      ),
    ).toEqual([
      ['rows.jsonl', 2, 'wrong-type', 'correctness'],
      ['rows.jsonl', 3, 'wrong-value', 'verbosity'],
    ])
  })

  it('does not read lists of ratings', async () => {
    const [row] = await readSample('helpsteer2')
    expect(detectPreset({ ...row, helpfulness: [3, 4, 4] })).toBeNull()
  })
})
