import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { HybridRow, PreferenceInstance } from '../../src/domain/index.ts'
import { isCountKey, personKey } from '../../src/export/person-keys.ts'
import { createPseudonyms } from '../../src/export/pseudonyms.ts'

const nameOf = (id: string): string => `p-<${[...id].reverse().join('')}>`

const instance = (changes: Partial<PreferenceInstance> = {}): PreferenceInstance => ({
  id: 'pair-1',
  source: 'kitchen-chat',
  prompt: 'How long do lentils cook?',
  completionA: 'Twenty minutes.',
  completionB: 'Two days.',
  human: [{ annotator: 'W17', verdict: 'a' }],
  lm: [{ annotator: 'strict-judge', verdict: 'a' }],
  meta: {},
  ...changes,
})
const clean = (given: PreferenceInstance, keep: readonly string[] = []): PreferenceInstance =>
  createPseudonyms(nameOf, { keep }).instance(given)
const metaOf = (meta: PreferenceInstance['meta'], more: Partial<PreferenceInstance> = {}) =>
  clean(instance({ meta, ...more })).meta

describe('pseudonyms', () => {
  it('replace people and leave judges', () => {
    const given = instance({
      human: [
        { annotator: 'W17', verdict: 'a', reasons: ['W17 is right'], extra: { kind: 'expert' } },
        { annotator: 'W17+W18', verdict: 'b' },
        { annotator: 'W18@ab', verdict: 'b', order: 'ab' },
        { annotator: 'gold', verdict: 'tie' },
      ],
    })
    const after = clean(given)
    expect(after.human).toEqual([
      { annotator: 'p-<71W>', verdict: 'a', reasons: ['W17 is right'], extra: { kind: 'expert' } },
      { annotator: 'p-<71W>+p-<81W>', verdict: 'b' },
      { annotator: 'p-<81W>@ab', verdict: 'b', order: 'ab' },
      { annotator: 'gold', verdict: 'tie' },
    ])
    expect(after.lm).toEqual(given.lm)
    expect({ ...after, human: given.human }).toEqual(given)
  })

  it('of a row are those of its annotations, and a row of a judge keeps its annotator', () => {
    const row = (source: 'human' | 'lm', annotator: string): HybridRow => ({
      instance: instance(),
      source,
      annotator,
      label: { verdict: 'a', pA: 1, votes: 1 },
    })
    const pseudonyms = createPseudonyms(nameOf, { keep: ['crowd'] })
    expect(pseudonyms.row(row('human', 'W17+W18')).annotator).toBe('p-<71W>+p-<81W>')
    expect(pseudonyms.row(row('human', 'W17')).instance.human[0]!.annotator).toBe('p-<71W>')
    expect(pseudonyms.row(row('human', 'crowd')).annotator).toBe('crowd')
    expect(pseudonyms.row(row('lm', 'strict-judge')).annotator).toBe('strict-judge')
    expect(pseudonyms.report().people).toBe(2)
  })

  it('are asked for once per id', () => {
    const asked: string[] = []
    const pseudonyms = createPseudonyms((id) => {
      asked.push(id)
      return nameOf(id)
    })
    pseudonyms.instance(instance())
    pseudonyms.instance(instance({ id: 'pair-2', meta: { worker_id: 'W17' } }))
    expect(asked).toEqual(['W17'])
  })

  it.each([
    [{ worker_id: 'X9' }, { worker_id: 'p-<9X>' }],
    [{ workerId: 41 }, { workerId: 'p-<14>' }],
    [{ Prolific_PID: 'X9' }, { Prolific_PID: 'p-<9X>' }],
    [{ user_id: '' }, { user_id: '' }],
    [{ user: 'Why is the sky blue?' }, { user: 'Why is the sky blue?' }],
    [{ annotators: ['X9', 8] }, { annotators: ['p-<9X>', 'p-<8>'] }],
    [
      { annotators: 3, judge_hash: 'ff' },
      { annotators: 3, judge_hash: 'p-<ff>' },
    ],
    [{ judge: 'strict-judge' }, { judge: 'strict-judge' }],
    [{ judge: 'Anna Smith' }, { judge: 'p-<htimS annA>' }],
    [
      { worker: { id: 'X9', name: 'Anna', country: 'PT' } },
      { worker: { id: 'p-<9X>', country: 'PT' } },
    ],
    [{ deep: [{ deeper: { rater: 'X9' } }] }, { deep: [{ deeper: { rater: 'p-<9X>' } }] }],
    [{ worker_email: 'a@b.org', ip: '1.1.1.1', hashed_ip: 'ab', topic: 'x' }, { topic: 'x' }],
    [
      { annotated: true, worker_email: null },
      { annotated: true, worker_email: null },
    ],
    [{ judge_score: 3, annotator_confidence: 'high', num_workers: 2 }, null],
    [{ author: 'A poet', session_id: 's1', subject: 'maths', id: 'X9' }, null],
  ])('in meta turn %j into %j', (before, after) => {
    expect(metaOf(before)).toEqual(after ?? before)
  })

  it('find ids of the same instance under every name, as value and as field', () => {
    const meta = { best: 'W17', scores: { W17: 4, other: 2 }, note: 'W17 said so', n: 'expert' }
    const human = [
      { annotator: 'W17', verdict: 'a' as const },
      { annotator: 'expert', verdict: 'a' as const },
    ]
    const pseudonyms = createPseudonyms(nameOf)
    expect(pseudonyms.instance(instance({ meta, human, extra: { first: 'W17' } }))).toMatchObject({
      meta: {
        best: 'p-<71W>',
        scores: { 'p-<71W>': 4, other: 2 },
        note: 'W17 said so',
        n: 'expert',
      },
      extra: { first: 'p-<71W>' },
    })
    expect(pseudonyms.report()).toEqual({
      people: 2,
      replaced: { 'human.annotator': 2, 'meta.best': 1, 'meta.scores.[id]': 1, 'extra.first': 1 },
      removed: {},
    })
  })

  it('know whose annotation a field stands on', () => {
    const extra = { evaluator: 'some-model', worker_id: 'X9', judge: { id: 'm1' } }
    const after = clean(
      instance({
        human: [{ annotator: 'W17', verdict: 'a', extra }],
        lm: [{ annotator: 'strict-judge', verdict: 'a', extra }],
      }),
    )
    expect(after.human[0]!.extra).toEqual({
      evaluator: 'p-<ledom-emos>',
      worker_id: 'p-<9X>',
      judge: { id: 'p-<1m>' },
    })
    expect(after.lm[0]!.extra).toEqual({ ...extra, worker_id: 'p-<9X>' })
  })

  it('hold out against names of fields that objects inherit', () => {
    const meta = JSON.parse(
      '{"__proto__": {"worker_id": "X9"}, "constructor": "c", "worker": {"toString": 1}}',
    )
    const after = metaOf(meta)
    expect(JSON.stringify(after)).toBe(
      '{"__proto__":{"worker_id":"p-<9X>"},"constructor":"c","worker":{"toString":1}}',
    )
  })

  it('leave no id behind in fields that hold ids, and change nothing else', () => {
    const id = fc.stringMatching(/^[A-Z][0-9]{3,6}$/)
    const key = fc.constantFrom(
      'worker',
      'worker_id',
      'annotatorId',
      'evaluator',
      'user_id',
      'best',
    )
    fc.assert(
      fc.property(fc.array(id, { minLength: 1 }), key, fc.string(), (ids, name, text) => {
        const given = instance({
          prompt: text,
          human: ids.map((annotator) => ({ annotator, verdict: 'a' })),
          meta: { [name]: ids[0]!, list: ids, text: `${text} and more` },
        })
        const after = clean(given)
        const told = JSON.stringify([after.human, after.meta.list, after.meta[name]])
        for (const each of ids) expect(told).not.toContain(`"${each}"`)
        expect(after.prompt).toBe(text)
        expect(after.meta.text).toBe(`${text} and more`)
      }),
    )
  })
})

describe('the names of fields', () => {
  it.each([
    ['worker', 'person'],
    ['crowd_worker_2_id', 'person'],
    ['createdUsername', 'person'],
    ['annotator-id', 'rater'],
    ['labelled_by', 'rater'],
    ['evaluators', 'rater'],
    ['annotator_name', 'contact'],
    ['User Agent', 'contact'],
    ['email', 'contact'],
    ['judge_model', null],
    ['judgement', null],
    ['rating', null],
    ['user_prompt', null],
    ['model_id', null],
    ['group', null],
  ])('%s: %s', (name, expected) => {
    expect(personKey(name)).toBe(expected)
  })

  it('tell a count from an id', () => {
    expect(['annotators', 'workers', 'annotator', 'worker_ids'].map(isCountKey)).toEqual([
      true,
      true,
      false,
      false,
    ])
  })
})
