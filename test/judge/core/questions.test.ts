import { describe, expect, it } from 'vitest'
import type { JudgeQuestion } from '../../../src/judge/index.ts'
import {
  FULL_CAPABILITIES,
  JUDGE_MODES,
  questionSlots,
  questionsOf,
  statedFallbacks,
} from '../../../src/judge/index.ts'
import { canonicalJson } from '../../../src/kit/index.ts'
import { makeInstance, makeJudge } from './make.ts'

const NO_CAPABILITIES = { logprobs: false, topLogprobs: 0, jsonSchema: false, seed: false }
const contentOf = (question: JudgeQuestion): string => question.request.messages[0]!.content

describe('questionsOf', () => {
  it('shows both orders by default', () => {
    const instance = makeInstance()
    const [ab, ba] = questionsOf(instance, makeJudge('letter'), FULL_CAPABILITIES)
    expect([ab!.order, ba!.order]).toEqual(['ab', 'ba'])
    expect(contentOf(ab!)).toContain(
      'Answer A:\n<answer_a:1>\nEleven.\n</answer_a:1>\n\nAnswer B:\n<answer_b:1>\nTwelve is one.\n</answer_b:1>',
    )
    expect(contentOf(ba!)).toContain(
      'Answer A:\n<answer_a:1>\nTwelve is one.\n</answer_a:1>\n\nAnswer B:\n<answer_b:1>\nEleven.\n</answer_b:1>',
    )
  })

  it('shows each answer alone for scores', () => {
    const [a, b] = questionsOf(makeInstance(), makeJudge('scores'), FULL_CAPABILITIES)
    expect([a!.order, b!.order]).toEqual(['a', 'b'])
    expect(contentOf(a!)).toContain('<answer:1>\nEleven.\n</answer:1>')
    expect(contentOf(a!)).not.toContain('Twelve')
    expect(contentOf(b!)).toContain('<answer:1>\nTwelve is one.\n</answer:1>')
  })

  it('asks each mode for what it reads', () => {
    const asked = JUDGE_MODES.map((mode) => {
      const { request } = questionsOf(makeInstance(), makeJudge(mode), FULL_CAPABILITIES)[0]!
      return [mode, request.maxTokens, request.topLogprobs, request.schema !== null]
    })
    expect(asked).toEqual([
      ['letter', 1, 20, false],
      ['five-step', 1, 20, false],
      ['aspects', 200, 0, true],
      ['scores', 4, 20, false],
      ['reason-then-verdict', 1024, 5, false],
    ])
  })

  it('passes on what the judge says', () => {
    const judge = makeJudge('letter', {
      maxTokens: 16,
      temperature: null,
      parameters: { top_p: 0.5 },
    })
    const { request } = questionsOf(makeInstance(), judge, {
      ...FULL_CAPABILITIES,
      topLogprobs: 5,
    })[0]!
    expect(request).toMatchObject({
      model: 'model-1',
      maxTokens: 16,
      temperature: null,
      seed: 7,
      topLogprobs: 5,
      parameters: { top_p: 0.5 },
    })
  })

  it('asks an endpoint for nothing that it cannot do', () => {
    for (const mode of JUDGE_MODES) {
      const { request } = questionsOf(makeInstance(), makeJudge(mode), NO_CAPABILITIES)[0]!
      expect([request.topLogprobs, request.schema, request.seed]).toEqual([0, null, null])
    }
  })

  it('constrains aspects by a schema of which every field is required', () => {
    const judge = makeJudge('aspects', { reasons: true })
    const { schema } = questionsOf(makeInstance(), judge, FULL_CAPABILITIES)[0]!.request
    expect(schema!.schema).toMatchObject({
      required: ['reasons', 'helpful', 'truthful', 'harmless', 'overall'],
      additionalProperties: false,
    })
    expect(Object.keys(schema!.schema.properties as object)[0]).toBe('reasons')
  })

  it('repeats a question with a seed and an identity of its own', () => {
    const judge = makeJudge('letter', { samples: 3 })
    const questions = questionsOf(makeInstance(), judge, FULL_CAPABILITIES)
    expect(questions.map(({ order, sample }) => `${order}${sample}`)).toEqual([
      'ab0',
      'ba0',
      'ab1',
      'ba1',
      'ab2',
      'ba2',
    ])
    expect(questions[0]!.request.seed).toBe(7)
    expect(new Set(questions.map(({ request }) => request.seed)).size).toBe(3)
    expect(new Set(questions.map(({ identity }) => identity)).size).toBe(6)
    const unseeded = questionsOf(makeInstance(), { ...judge, seed: null }, FULL_CAPABILITIES)
    expect(unseeded.every(({ request }) => request.seed === null)).toBe(true)
    expect(new Set(unseeded.map(({ identity }) => identity)).size).toBe(6)
  })

  it('has one identity for one question, whatever the id and place of the row', () => {
    const judge = makeJudge('letter')
    const ids = (id: string): string[] =>
      questionsOf(makeInstance({ id, meta: { row: id } }), judge, FULL_CAPABILITIES).map(
        ({ identity }) => identity,
      )
    expect(ids('one')).toEqual(ids('two'))
    const other = { ...judge, prompt: { ...judge.prompt, hash: 'other' } }
    expect(questionsOf(makeInstance(), other, FULL_CAPABILITIES)[0]!.identity).not.toBe(ids('x')[0])
  })

  it('names a question by canonical JSON', () => {
    for (const mode of JUDGE_MODES)
      for (const fields of [
        {},
        {
          temperature: null,
          seed: null,
          samples: 2,
          parameters: { z: [{ b: 1, a: '"' }], a: null },
        },
      ]) {
        const judge = makeJudge(mode, { model: 'a "model"', ...fields })
        for (const { identity, request, order, sample } of questionsOf(
          makeInstance(),
          judge,
          FULL_CAPABILITIES,
        ))
          expect(identity).toBe(
            canonicalJson({ request, order, promptHash: judge.prompt.hash, sample }),
          )
      }
  })

  it('puts guidelines in their place, and takes the place away without them', () => {
    const guided = makeJudge('letter', { guidelines: 'Rhymes win. {{a}} $& $1' })
    const [withThem] = questionsOf(makeInstance(), guided, FULL_CAPABILITIES)
    const [without] = questionsOf(makeInstance(), makeJudge('letter'), FULL_CAPABILITIES)
    expect(contentOf(withThem!)).toContain('\n\nRhymes win. {{a}} $& $1\n\nThe prompt:')
    expect(contentOf(without!)).toContain('its layout alone.\n\nThe prompt:')
  })

  it('says of an empty completion that it is empty, outside the fence', () => {
    const [ab] = questionsOf(
      makeInstance({ completionB: ' \n ' }),
      makeJudge('letter'),
      FULL_CAPABILITIES,
    )
    expect(contentOf(ab!)).toContain(
      '<answer_b:1>\n</answer_b:1>\n(answer_b is empty: it has no text.)',
    )
  })

  it('leaves turns readable', () => {
    const prompt = '[Turn 1]\nFirst question?\n\n[Turn 2]\nAnd then?'
    const [ab] = questionsOf(makeInstance({ prompt }), makeJudge('letter'), FULL_CAPABILITIES)
    expect(contentOf(ab!)).toContain(`<prompt:1>\n${prompt}\n</prompt:1>`)
  })
})

describe('orders', () => {
  const random = makeJudge('letter', { orders: 'random' })
  const orderOf = (fields: Parameters<typeof makeInstance>[0]): string =>
    questionSlots(makeInstance(fields), random)
      .map(({ order }) => order)
      .join()

  it('shows the stored order where told to', () => {
    const stored = makeJudge('letter', { orders: 'stored' })
    expect(questionSlots(makeInstance(), stored)).toEqual([{ order: 'ab', sample: 0 }])
  })

  it('draws each order about equally often, from the texts alone', () => {
    const texts = Array.from({ length: 4000 }, (_, index) => ({
      completionA: `answer ${index}`,
      completionB: `reply ${index * 7}`,
    }))
    const ab = texts.filter((fields) => orderOf(fields) === 'ab').length
    // Five standard deviations of a fair coin thrown 4000 times.
    expect(Math.abs(ab - 2000)).toBeLessThan(5 * Math.sqrt(1000))
    expect(orderOf({ ...texts[5], id: 'other', meta: { place: 9 } })).toBe(orderOf(texts[5]))
  })

  it('shows the same text first when A and B change places', () => {
    for (let index = 0; index < 200; index++) {
      const [completionA, completionB] = [`answer ${index}`, `reply ${index * 7}`]
      const swapped = orderOf({ completionA: completionB, completionB: completionA })
      expect(swapped).toBe(orderOf({ completionA, completionB }) === 'ab' ? 'ba' : 'ab')
    }
  })
})

describe('statedFallbacks', () => {
  it('is silent where the endpoint does all that is wanted', () => {
    for (const mode of ['letter', 'five-step', 'scores', 'reason-then-verdict'] as const)
      expect(statedFallbacks(makeJudge(mode), FULL_CAPABILITIES)).toEqual([])
    const plain = makeJudge('aspects', { probabilities: false })
    expect(statedFallbacks(plain, FULL_CAPABILITIES)).toEqual([])
  })

  it('names each thing that is missing', () => {
    const first = (mode: 'letter' | 'aspects', fields = {}, capabilities = {}): string[] =>
      statedFallbacks(makeJudge(mode, fields), { ...FULL_CAPABILITIES, ...capabilities }).map(
        (line) => line.split(':')[0]!,
      )
    expect(first('letter', {}, { logprobs: false })).toEqual(['probabilities'])
    expect(first('letter', {}, { topLogprobs: 5 })).toEqual(['probabilities'])
    expect(first('letter', {}, { seed: false })).toEqual(['seed'])
    expect(first('letter', { reasons: true })).toEqual(['reasons'])
    expect(first('letter', { samples: 2, seed: null, temperature: 1 })).toEqual(['samples'])
    expect(first('letter', { samples: 2 })).toEqual(['samples'])
    expect(first('aspects', {}, { jsonSchema: false })).toEqual(['probabilities', 'JSON schema'])
  })
})
