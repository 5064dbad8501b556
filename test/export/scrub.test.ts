import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  conversationFields,
  type PreferenceInstance,
  renderConversation,
} from '../../src/domain/index.ts'
import { createScrubber } from '../../src/export/index.ts'

const MAIL = 'jane.doe@example.org'
const instance = (changes: Partial<PreferenceInstance> = {}): PreferenceInstance => ({
  id: 'p1',
  source: 'made',
  prompt: 'Why?',
  completionA: 'So.',
  completionB: 'No.',
  human: [],
  lm: [],
  meta: {},
  ...changes,
})

describe('createScrubber', () => {
  it('finds in texts, annotations and facts, and says where without saying what', () => {
    const scrubber = createScrubber()
    const given = instance({
      prompt: `Mail ${MAIL}`,
      human: [{ annotator: 'h1', verdict: 'a', reasons: [`asked ${MAIL}`], extra: { note: MAIL } }],
      lm: [{ annotator: 'judge', verdict: 'b', raw: `B, says ${MAIL}` }],
      meta: { topic: `about ${MAIL}`, count: 3 },
    })
    const scrubbed = scrubber.instance(given)
    expect(scrubbed).toEqual({
      ...given,
      prompt: 'Mail [email]',
      human: [
        { annotator: 'h1', verdict: 'a', reasons: ['asked [email]'], extra: { note: '[email]' } },
      ],
      lm: [{ annotator: 'judge', verdict: 'b', raw: 'B, says [email]' }],
      meta: { topic: 'about [email]', count: 3 },
    })
    const report = scrubber.report()
    expect(report).toMatchObject({ instances: 1, changed: 1, counts: { emails: 5 } })
    expect(report.places).toHaveLength(5)
    expect(JSON.stringify(report)).not.toContain('jane')
  })

  it('keeps messages and texts the same', () => {
    const conversation = {
      prompt: [
        { role: 'system', content: `You answer for ${MAIL}.` },
        { role: 'user', content: 'Hi' },
      ],
      a: [{ role: 'assistant', content: `Write to ${MAIL}` }],
      b: [{ role: 'assistant', content: 'No.' }],
    } as const
    const scrubbed = createScrubber().instance(instance(conversationFields(conversation)))
    expect(JSON.stringify(scrubbed)).not.toContain(MAIL)
    expect(renderConversation(scrubbed.messages!)).toEqual({
      prompt: scrubbed.prompt,
      completionA: scrubbed.completionA,
      completionB: scrubbed.completionB,
    })
  })

  it('gives back what it finds nothing in', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z .,]{0,80}$/), (text) => {
        const given = instance({ prompt: text, completionA: text })
        const scrubber = createScrubber()
        expect(scrubber.instance(given)).toBe(given)
        expect(scrubber.report()).toMatchObject({ instances: 1, changed: 0, places: [] })
      }),
    )
  })
})
