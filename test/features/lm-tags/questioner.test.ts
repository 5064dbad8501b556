import { describe, expect, it } from 'vitest'
import {
  createTagger,
  createTagQuestioner,
  tagIdentity,
  tagRequest,
} from '../../../src/features/index.ts'

const ALL = { jsonSchema: true, seed: true }
const PROMPTS = [
  '',
  'Name a prime.',
  'a "quoted"\nline\u2028 with \\ and \ud800',
  '{{prompt}} $& $1',
]

describe('createTagQuestioner', () => {
  it('gives the same request and identity as building them whole', () => {
    const tagger = createTagger({ id: 't', model: 'm', seed: 7, parameters: { z: 1, a: [2] } })
    const ask = createTagQuestioner(tagger, ALL)
    for (const prompt of PROMPTS) {
      const request = tagRequest(prompt, tagger, ALL)
      expect(ask(prompt)).toEqual({ identity: tagIdentity(request, tagger), request })
    }
  })

  it('also where the parameters hold the words that stand for the question', () => {
    const plain = createTagger({ id: 't', model: 'm' })
    const words = `the text of the question ${plain.prompt.hash}`
    const tagger = { ...plain, parameters: { note: words } }
    const ask = createTagQuestioner(tagger, ALL)
    for (const prompt of PROMPTS)
      expect(ask(prompt).identity).toBe(tagIdentity(tagRequest(prompt, tagger, ALL), tagger))
  })
})
