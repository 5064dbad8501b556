import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  conversationFields,
  conversationOf,
  type PreferenceInstance,
  renderConversation,
} from '../../src/domain/index.ts'
import { createScrubber } from '../../src/export/scrub.ts'
import { letters } from './private-samples.ts'

const instance = (changes: Partial<PreferenceInstance> = {}): PreferenceInstance => ({
  id: 'pair-1',
  source: 'kitchen-chat',
  prompt: 'Whom do I ask about lentils?',
  completionA: 'Ask the cook.',
  completionB: 'Nobody knows.',
  human: [],
  lm: [],
  meta: {},
  ...changes,
})

describe('a scrubber', () => {
  it('scrubs every text of an instance and counts by kind and field', () => {
    const scrubber = createScrubber()
    const after = scrubber.instance(
      instance({
        prompt: 'I am anna@example.org, Tel. 030 1234567',
        completionA: 'Write to bea@example.org or cy@example.org.',
        human: [
          {
            annotator: 'dee@example.org',
            verdict: 'a',
            reasons: ['fine', 'ask dee@example.org'],
            extra: {
              comment: 'call +49 30 1234567',
              seconds: 12,
              nested: [{ by: 'dee@example.org' }],
            },
          },
        ],
        lm: [{ annotator: 'judge', verdict: 'b', raw: `B, api_key=${letters(24)}` }],
        meta: { page: 'https://example.org/@anna', from: 'anna@example.org' },
        extra: { note: 'none' },
      }),
    )
    expect(after).toEqual(
      instance({
        prompt: 'I am [email], Tel. [phone]',
        completionA: 'Write to [email] or [email].',
        human: [
          {
            annotator: 'dee@example.org',
            verdict: 'a',
            reasons: ['fine', 'ask [email]'],
            extra: { comment: 'call [phone]', seconds: 12, nested: [{ by: '[email]' }] },
          },
        ],
        lm: [{ annotator: 'judge', verdict: 'b', raw: 'B, api_key=[key]' }],
        meta: { page: 'https://example.org/@anna', from: '[email]' },
        extra: { note: 'none' },
      }),
    )
    const report = scrubber.report()
    expect(report).toMatchObject({
      kinds: ['keys', 'emails', 'phones'],
      instances: 1,
      changed: 1,
      counts: { emails: 6, phones: 2, keys: 1 },
      fields: {
        prompt: { emails: 1, phones: 1 },
        response_a: { emails: 2 },
        'human.reasons': { emails: 1 },
        'human.extra.comment': { phones: 1 },
        'human.extra.nested.by': { emails: 1 },
        'lm.raw': { keys: 1 },
        'meta.from': { emails: 1 },
      },
    })
    expect(report.places).toHaveLength(9)
    expect(report.places[0]).toEqual({
      id: 'pair-1',
      field: 'prompt',
      kind: 'emails',
      excerpt: 'I am [email], Tel. [phone]',
    })
  })

  it('gives an instance without finds back as it is', () => {
    const given = instance({
      messages: { prompt: [{ role: 'user', content: 'x' }], a: [], b: [] },
      meta: { deep: [{ deeper: 1 }] },
    })
    const scrubber = createScrubber()
    expect(scrubber.instance(given)).toBe(given)
    const row = {
      instance: given,
      source: 'lm',
      annotator: 'j',
      label: { verdict: 'a', pA: 1, votes: 1 },
    } as const
    expect(scrubber.row(row)).toEqual(row)
    expect(scrubber.report()).toEqual({
      kinds: ['keys', 'emails', 'phones'],
      instances: 2,
      changed: 0,
      counts: {},
      fields: {},
      places: [],
    })
  })

  it('lists twenty places and counts all', () => {
    const scrubber = createScrubber(['emails'])
    for (let row = 0; row < 30; row++)
      scrubber.instance(instance({ id: `p${row}`, prompt: 'a@example.org b@example.org' }))
    const { places, counts, changed } = scrubber.report()
    expect([places.length, counts.emails, changed]).toEqual([20, 60, 30])
    expect(places.at(-1)).toMatchObject({ id: 'p9', field: 'prompt' })
  })

  it('names fields that hold a find anew, and loses no value', () => {
    const meta = JSON.parse(
      '{"a@example.org": 1, "b@example.org": 2, "[email]": 3, "__proto__": {"c@example.org": "x"}}',
    )
    expect(JSON.stringify(createScrubber().instance(instance({ meta })).meta)).toBe(
      '{"[email]":1,"[email] 2":2,"[email] 3":3,"__proto__":{"[email]":"x"}}',
    )
  })

  it('keeps texts and messages the same: single turns, shared turns and transcripts', () => {
    const role = fc.constantFrom('system', 'user', 'assistant', 'tool')
    const content = fc.oneof(
      fc.constantFrom('Mail anna@example.org.', 'Tel. 030 1234567', '[Turn 1]\nx', 'Fine.'),
      fc.string({ maxLength: 12 }),
    )
    const message = fc.record({ role, content }) as fc.Arbitrary<{ role: 'user'; content: string }>
    const side = fc.array(message, { minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(side, side, side, (prompt, a, b) => {
        const fields = conversationFields({ prompt, a, b })
        const given = instance(fields)
        const after = createScrubber().instance(given)
        const conversation = conversationOf(after)
        expect(renderConversation(conversation)).toEqual({
          prompt: after.prompt,
          completionA: after.completionA,
          completionB: after.completionB,
        })
        expect(conversation.prompt.length).toBe(conversationOf(given).prompt.length)
        expect(conversation.a.map((each) => each.role)).toEqual(
          conversationOf(given).a.map((each) => each.role),
        )
        expect(JSON.stringify(after)).not.toMatch(/anna@|030 1234567/)
        expect(createScrubber().instance(after)).toBe(after)
      }),
    )
  })

  it('leaves the marks of turns where a private key goes over them', () => {
    const begin = `-----BEGIN ${''}PRIVATE KEY-----\n${letters(64)}`
    const given = instance({
      prompt: `[Turn 1]\n${begin}\n\n[Turn 2]\n${letters(64)}\n-----END ${''}PRIVATE KEY-----`,
      completionA: '[Turn 1]\nHm.\n\n[Turn 2]\nYes.',
      completionB: '[Turn 1]\nHm.\n\n[Turn 2]\nNo.',
    })
    const after = createScrubber().instance(given)
    expect(after.prompt).toMatch(/^\[Turn 1\]\n\[key\]\n\n\[Turn 2\]\n/)
    expect(conversationOf(after).a).toHaveLength(3)
  })
})
