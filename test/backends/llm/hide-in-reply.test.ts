import { describe, expect, it } from 'vitest'
import { hideInReply } from '../../../src/backends/llm/hide-in-reply.ts'
import { createKeyHider } from '../../../src/backends/llm/hide-secrets.ts'
import type { LmReply } from '../../../src/domain/index.ts'

const KEY = 'sk-live-0123456789abcdef'
const hide = createKeyHider([{ name: 'SOME_KEY', value: KEY }])
const replyOf = (text: string, model: string | null = null): LmReply => ({
  text,
  finish: 'stop',
  tokens: [...text].map((token) => ({ token, logprob: 0, alternatives: [] })),
  usage: null,
  model,
})

describe('hideInReply', () => {
  it('puts the name of its variable in the place of a key, in every form', () => {
    const base64 = Buffer.from(`Bearer ${KEY}`).toString('base64')
    expect(hide(`got ${KEY}, thanks`)).toBe('got [SOME_KEY], thanks')
    expect(hide(`got ${KEY.slice(4, 17)}.`)).toBe('got [SOME_KEY].')
    expect(hide(base64)).toContain('[SOME_KEY]')
    const reply = hideInReply(replyOf(`A ${KEY}`, `model-${KEY}`), hide)
    expect(reply).toMatchObject({ text: 'A [SOME_KEY]', model: 'model-[SOME_KEY]', tokens: null })
  })

  it('drops tokens that spell a key which the text does not hold', () => {
    const { tokens } = replyOf(KEY)
    expect(hideInReply({ ...replyOf('A'), tokens }, hide)).toMatchObject({
      text: 'A',
      tokens: null,
    })
  })

  it('leaves every other reply as it came, words that serve as keys of local servers too', () => {
    const reply = replyOf('The token EMPTY is a word.\n  So is this.')
    const local = createKeyHider([
      { name: 'A', value: 'EMPTY' },
      { name: 'B', value: 'token' },
    ])
    expect(hideInReply(reply, local)).toEqual(reply)
    expect(hideInReply(reply, hide)).toEqual(reply)
  })
})
