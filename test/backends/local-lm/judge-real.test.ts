import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import type { AgreementReport } from '../../../src/annotate/index.ts'
import type { LocalLm } from '../../../src/backends/local-lm/index.ts'
import { TAG_DIMENSIONS } from '../../../src/features/index.ts'
import { PREFERENCE_PHRASES } from '../../../src/judge/answer-form.ts'
import { ASPECTS } from '../../../src/judge/index.ts'
import { openWorkplace, parseLines, type Workplace } from '../../cli/call-cli.ts'
import { readPairs, resultOf } from '../../cli/judge-file.ts'
import { ROOT } from '../../pipeline/support.ts'
import { missingForLocalLm, startLocalLm } from './start.ts'

const TIME = 240_000
const TEXTS = [
  ['Name a prime number.', 'Seven is a prime number.', 'Eight, since it is even.'],
  ['What is the capital of France?', 'It is Berlin.', 'The capital of France is Paris.'],
  ['Say hello politely.', 'Good morning, how are you?', 'Go away.'],
] as const
const PAIRS = TEXTS.map(([prompt, response_a, response_b], index) => ({
  ...{ id: `r${index}`, source: 'real', prompt, response_a, response_b },
  human: [{ annotator: 'h1', preference: index === 1 ? 'b-is-better' : 'a-is-better' }],
  lm: [],
}))

const name = missingForLocalLm === null ? '' : ` (${missingForLocalLm})`
describe.skipIf(missingForLocalLm !== null)(`SmolLM2-135M as judge and tagger${name}`, () => {
  let lm: LocalLm
  let place: Workplace
  beforeAll(async () => {
    lm = (await startLocalLm())!
    place = openWorkplace()
    place.write('pairs.jsonl', PAIRS)
    const fields = {
      ...{ model: lm.model, baseUrl: lm.baseUrl, limits: { deadlineSeconds: 120 } },
      price: { inputPerMillion: 0, outputPerMillion: 0 },
    }
    place.write('pair.jsonl', PAIRS.slice(0, 1))
    place.write('letter.yaml', JSON.stringify({ ...fields, id: 'smollm2' }))
    place.write('aspects.yaml', JSON.stringify({ ...fields, id: 'aspects', mode: 'aspects' }))
    place.write('tagger.yaml', JSON.stringify({ ...fields, id: 'tagger' }))
  }, TIME)
  afterAll(async () => {
    await lm?.stop()
    place?.remove()
  })

  it('has the name that the example files give it', () => {
    for (const kind of ['judges', 'taggers']) {
      const file = join(ROOT, 'examples', kind, 'local-lm.yaml')
      expect(parse(readFileSync(file, 'utf8'))).toMatchObject({ model: lm.model })
    }
  })

  it('gives probabilities in both orders, and its flips are exposed', {
    timeout: TIME,
  }, async () => {
    const argv = ['judge', 'pairs.jsonl', '--judge', 'letter.yaml', '-o', 'out.jsonl', '--json']
    const { labelled, problems, purchases } = await resultOf(place.hyper(argv))
    expect(purchases[0]!.purchase.bought).toBe(2 * PAIRS.length)
    expect(labelled, JSON.stringify(problems)).toBe(PAIRS.length)
    for (const { lm: said } of readPairs(place.path('out.jsonl'))) {
      expect(said.map(({ annotator }) => annotator)).toEqual([
        'smollm2',
        'smollm2@ab',
        'smollm2@ba',
      ])
      for (const { p_a } of said) expect(p_a! > 0 && p_a! < 1).toBe(true)
    }
    const { out } = await place.hyper(['agreement', 'out.jsonl', '--json'])
    const [judge] = (JSON.parse(out) as AgreementReport).overall.judges
    const { order } = judge!
    expect(order!.flipped!.value).toBeGreaterThanOrEqual(0.5)
  })

  it('fills the form of the aspects', { timeout: TIME }, async () => {
    const argv = ['judge', 'pair.jsonl', '--judge', 'aspects.yaml', '-o', 'aspects.jsonl']
    const { problems } = await resultOf(place.hyper([...argv, '--json']))
    const journal = parseLines(
      readFileSync(place.path('aspects.jsonl.answers/answers.jsonl'), 'utf8'),
    )
    const texts = journal.flatMap((line) =>
      'answer' in line ? [line.reply as { text: string }] : [],
    )
    expect(texts).toHaveLength(2)
    for (const { text } of texts) {
      const answer = JSON.parse(text) as Record<string, string>
      expect(Object.keys(answer)).toEqual([...ASPECTS, 'overall'])
      for (const said of Object.values(answer)) expect(PREFERENCE_PHRASES).toContain(said)
    }
    expect(problems).toEqual({})
  })

  it('tags prompts in all dimensions', { timeout: TIME }, async () => {
    const argv = ['tag', 'pairs.jsonl', '--tagger', 'tagger.yaml', '-o', 'tagged.jsonl', '--json']
    const { status, err } = await place.hyper(argv)
    expect(status, err).toBe(0)
    const rows = parseLines(readFileSync(place.path('tagged.jsonl'), 'utf8')).slice(1)
    expect(rows).toHaveLength(PAIRS.length)
    for (const { meta } of rows) {
      const tags = meta as Record<string, unknown>
      expect(Object.keys(tags)).toHaveLength(TAG_DIMENSIONS.length)
      expect(Array.isArray(tags.subject_of_expertise)).toBe(true)
      expect(typeof tags.expertise_level).toBe('string')
    }
  })
})
