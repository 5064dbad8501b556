import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  createMapPreset,
  detectPreset,
  formatPreference,
  type ParsedPair,
  parsePair,
  parsePreference,
  toPairRow,
} from '../../src/dataset/index.ts'
import { pairRow } from './support.ts'

const place = { file: 'data/rows.jsonl', line: 7 }
const instanceOf = (parsed: ParsedPair) => {
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems))
  return parsed.instances[0]!
}
const problemsOf = (parsed: ParsedPair) =>
  'problems' in parsed ? parsed.problems.map(({ code, field }) => [code, field]) : []

describe('preferences', () => {
  it('are written as they were read', () => {
    for (const verdict of ['a', 'b'] as const)
      for (const strength of [undefined, 'slight', 'clear'] as const)
        expect(parsePreference(formatPreference(verdict, strength))).toEqual(
          strength === undefined ? { verdict } : { verdict, strength },
        )
    expect(parsePreference(formatPreference('tie'))).toEqual({ verdict: 'tie' })
    expect(parsePreference('A-is-slightly-better')).toEqual({ verdict: 'a', strength: 'slight' })
    for (const word of ['', 'c-is-better', 'a-is-best', 'a', 'tie-', 'a-is-clearly-clearly-better'])
      expect(parsePreference(word)).toBeNull()
  })
})

describe('the pair format', () => {
  it('becomes an instance and the same row again, with every optional and every unknown field', () => {
    const row = pairRow({
      human: [
        {
          annotator: 'h1',
          preference: 'b-is-better',
          strength: 'slight',
          aspect: 'helpful',
          confidence: 'very',
          reasons: ['short'],
          order: 'ba',
          p_a: 0.25,
          cost_usd: 0.1,
          duration_ms: 1200,
          raw: 'B',
          mood: { good: true },
        },
        { annotator: 'h2', preference: 'tie', cost_usd: null },
      ],
      licence: 'MIT',
      nested: [{ deep: [1, null] }],
    })
    const instance = instanceOf(parsePair(row, place))
    expect(toPairRow(instance)).toEqual(row)
    expect(instance.human[0]).toMatchObject({ verdict: 'b', strength: 'slight', pA: 0.25 })
    expect(instance.extra).toEqual({ licence: 'MIT', nested: [{ deep: [1, null] }] })
  })

  it('keeps a field named __proto__ as a field', () => {
    const row = JSON.parse(
      '{"id":"p","source":"s","prompt":"x","response_a":"a","response_b":"b","human":[],"lm":[],"meta":{"__proto__":1},"__proto__":{"y":2}}',
    ) as object
    const text = JSON.stringify(toPairRow(instanceOf(parsePair(row, place))))
    expect(text).toBe(JSON.stringify(row))
  })

  it('needs id, prompt and both responses; labels, source and meta may be absent', () => {
    const bare = { id: 'p', prompt: 'x', response_a: 'a', response_b: '' }
    expect(instanceOf(parsePair(bare, place))).toEqual({
      id: 'p',
      source: 'rows',
      prompt: 'x',
      completionA: 'a',
      completionB: '',
      human: [],
      lm: [],
      meta: {},
    })
    expect(problemsOf(parsePair({ response_a: 1 }, place))).toEqual([
      ['missing-field', 'id'],
      ['missing-field', 'prompt'],
      ['wrong-type', 'response_a'],
      ['missing-field', 'response_b'],
    ])
  })

  it.each([
    [{ prompt: ' \n' }, ['empty-field', 'prompt']],
    [{ id: '' }, ['empty-field', 'id']],
    [{ id: 5 }, ['wrong-type', 'id']],
    [{ response_a: '', response_b: ' ' }, ['empty-completions', null]],
    [{ human: 'h1' }, ['wrong-type', 'human']],
    [{ human: [3] }, ['wrong-type', 'human[0]']],
    [{ meta: [] }, ['wrong-type', 'meta']],
    [{ lm: [{ annotator: 'j', preference: 'A' }] }, ['unknown-verdict', 'lm[0].preference']],
    [{ lm: [{ annotator: 'j' }] }, ['missing-field', 'lm[0].preference']],
    [{ lm: [{ preference: 'tie' }] }, ['missing-field', 'lm[0].annotator']],
    [{ lm: [{ annotator: 'j', preference: 'tie', p_a: 1.1 }] }, ['wrong-value', 'lm[0].p_a']],
    [{ lm: [{ annotator: 'j', preference: 'tie', order: 'x' }] }, ['wrong-value', 'lm[0].order']],
    [
      { lm: [{ annotator: 'j', preference: 'a-is-clearly-better', strength: 'slight' }] },
      ['wrong-value', 'lm[0].strength'],
    ],
  ])('refuses %j', (changes, problem) => {
    expect(problemsOf(parsePair(pairRow(changes), place))).toEqual([problem])
  })

  it('is read from flat cells that hold JSON', () => {
    const row = pairRow({
      human: '[{"annotator":"h","preference":"tie"}]',
      lm: '',
      meta: '{"k":1}',
    })
    const instance = instanceOf(parsePair(row, place))
    expect(instance.human).toEqual([{ annotator: 'h', verdict: 'tie' }])
    expect([instance.lm, instance.meta]).toEqual([[], { k: 1 }])
  })

  it('refuses what nests too deep to be written', () => {
    let deep: unknown = 1
    for (let level = 0; level < 5000; level++) deep = [deep]
    expect(problemsOf(parsePair(pairRow({ other: deep }), place))).toEqual([['too-deep', 'other']])
  })

  it('gives rows or problems for any JSON at all', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), fc.jsonValue(), (human, prompt, other) => {
        const parsed = parsePair(pairRow({ human, prompt, other }), place)
        if ('instances' in parsed) {
          expect(parsePair(toPairRow(parsed.instances[0]!), place)).toEqual(parsed)
        } else expect(parsed.problems.length).toBeGreaterThan(0)
        expect(parsePair(other, place)).toBeDefined()
      }),
      { numRuns: 500, seed: 42 },
    )
  })
})

describe('MultiPref', () => {
  const worker = (name: string, changes: Record<string, unknown> = {}) => ({
    evaluator: name,
    overall_pref: 'A-is-slightly-better',
    overall_confidence: 'fairly-confident',
    helpful_pref: 'Tie',
    helpful_confidence: 'not-confident',
    helpful_checked_reasons: ['Has correct answer', 'Clear'],
    helpful_own_reason: 'it is kind',
    truthful_pref: 'B-is-clearly-better',
    truthful_checked_reasons: [],
    harmless_pref: 'Tie',
    harmless_checked_reasons: null,
    time_spent: 61.5,
    timestamp: '2024-01-01',
    ...changes,
  })
  const row = (changes: Record<string, unknown> = {}) => ({
    comparison_id: 'c1',
    prompt_id: 'q1',
    text: 'Why?',
    model_a: 'm1',
    completion_a: 'a',
    model_b: 'm2',
    completion_b: 'b',
    category: 'Open QA',
    normal_worker_annotations: [worker('n1')],
    expert_worker_annotations: [worker('e1', { overall_pref: 'Tie', time_spent: 5 })],
    ...changes,
  })

  it('is recognised and read at the level of annotators and aspects', () => {
    expect(detectPreset(row())?.id).toBe('multipref')
    const instance = instanceOf(parsePair(row(), place))
    expect(instance).toMatchObject({
      id: 'c1',
      source: 'multipref',
      prompt: 'Why?',
      lm: [],
      meta: { prompt_id: 'q1', model_a: 'm1', model_b: 'm2', category: 'Open QA' },
    })
    expect(instance.human).toHaveLength(8)
    expect(instance.human[0]).toEqual({
      annotator: 'n1',
      verdict: 'a',
      strength: 'slight',
      confidence: 'fairly-confident',
      durationMs: 61500,
      extra: { kind: 'normal', timestamp: '2024-01-01' },
    })
    expect(instance.human[1]).toEqual({
      annotator: 'n1',
      aspect: 'helpful',
      verdict: 'tie',
      confidence: 'not-confident',
      reasons: ['Has correct answer', 'Clear', 'it is kind'],
      extra: { kind: 'normal' },
    })
    expect(instance.human[4]).toMatchObject({ annotator: 'e1', extra: { kind: 'expert' } })
    expect(parsePair(toPairRow(instance), place)).toEqual({ instances: [instance] })
  })

  it('names what is wrong inside an annotation', () => {
    const bad = worker('n1', { overall_pref: undefined, helpful_pref: 'better', time_spent: -1 })
    expect(problemsOf(parsePair(row({ normal_worker_annotations: [bad, 3] }), place))).toEqual([
      ['missing-field', 'normal_worker_annotations[0].overall_pref'],
      ['unknown-verdict', 'normal_worker_annotations[0].helpful_pref'],
      ['wrong-type', 'normal_worker_annotations[1]'],
    ])
  })

  it('reads judges from a column lm of our form', () => {
    const lm = [{ annotator: 'gpt-4', preference: 'tie' }]
    expect(instanceOf(parsePair(row({ lm }), place)).lm).toEqual([
      { annotator: 'gpt-4', verdict: 'tie' },
    ])
  })
})

describe('a column map', () => {
  const row = {
    key: 3,
    q: 'Why?',
    x: 'one',
    y: 'two',
    who: '1',
    judge: 'B',
    info: { topic: 't' },
    n: 1,
  }

  it('reads flat rows, with values that are mapped and words that need no mapping', () => {
    const preset = createMapPreset({
      prompt: 'q',
      a: 'x',
      b: 'y',
      id: 'key',
      group: 'info.topic',
      human: { column: 'who', annotator: 'crowd', values: { '1': 'a', '2': 'b', '0': 'tie' } },
      lm: 'judge',
    })
    expect(instanceOf(parsePair(row, place, preset))).toEqual({
      id: '3',
      source: 'rows',
      prompt: 'Why?',
      completionA: 'one',
      completionB: 'two',
      human: [{ annotator: 'crowd', verdict: 'a' }],
      lm: [{ annotator: 'judge', verdict: 'b' }],
      meta: { info: { topic: 't' }, n: 1, group: 't' },
    })
    expect(problemsOf(parsePair({ ...row, who: '3' }, place, preset))).toEqual([
      ['unknown-verdict', 'who'],
    ])
    expect(instanceOf(parsePair({ ...row, who: '', judge: null }, place, preset))).toMatchObject({
      human: [],
      lm: [],
    })
  })

  it('never guesses what a number means', () => {
    const preset = createMapPreset({ prompt: 'q', a: 'x', b: 'y', human: 'who' })
    expect(problemsOf(parsePair(row, place, preset))).toEqual([['unknown-verdict', 'who']])
    expect(problemsOf(parsePair({ ...row, who: 1 }, place, preset))).toEqual([
      ['unknown-verdict', 'who'],
    ])
  })

  it('puts chosen and rejected on sides drawn by the id, half each', () => {
    const preset = createMapPreset({
      prompt: 'q',
      chosen: 'x',
      rejected: 'y',
      id: 'key',
      preferredBy: 'lm',
    })
    let onA = 0
    for (let key = 0; key < 2000; key++) {
      const instance = instanceOf(parsePair({ ...row, key }, place, preset))
      const label = instance.lm[0]!
      expect(label.verdict === 'a' ? instance.completionA : instance.completionB).toBe('one')
      if (label.verdict === 'a') onA++
    }
    expect(Math.abs(onA - 1000)).toBeLessThan(4 * Math.sqrt(500))
  })

  it('is checked itself', () => {
    expect(() => createMapPreset({ prompt: 'q', a: 'x' })).toThrow(
      /either a and b, or chosen and rejected/,
    )
    expect(() =>
      createMapPreset({
        prompt: 'q',
        a: 'x',
        b: 'y',
        lm: { column: 'l', values: { '1': 'first!' } },
      }),
    ).toThrow(/got "first!" for "1"/)
  })
})
