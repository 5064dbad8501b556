import { describe, expect, it } from 'vitest'
import { judgeStatus, readRefusalBody } from '../../../src/backends/llm/read-refusal.ts'

const call = { kind: 'refused', about: 'call', again: false }
const again = { kind: 'refused', about: 'call', again: true }
const all = { kind: 'refused', about: 'all', again: false }
const key = { kind: 'refused', about: 'key', again: false }
const throttled = { kind: 'throttled' }
const lost = { kind: 'lost' }
const error = (message: string, more: object = {}): string =>
  JSON.stringify({ error: { message, ...more } })

describe('a status that is no success', () => {
  it.each([
    [400, '', call],
    [400, error('API key not valid. Please pass a valid API key.'), key],
    [400, error('Your credit balance is too low to access the API.'), key],
    [400, error('The model `gpt-x` does not exist'), all],
    [401, '', key],
    [402, '', key],
    [403, '', key],
    [403, error('Your input was flagged', { code: 'moderation' }), call],
    [403, error('You are not allowed to request logprobs'), call],
    [404, '', all],
    [405, '', all],
    [407, '', all],
    [408, '', again],
    [409, '', again],
    [410, '', all],
    [413, '', call],
    [414, '', call],
    [422, '', call],
    [425, '', again],
    [429, '', throttled],
    [429, error('You exceeded your current quota, please check your plan and billing'), throttled],
    [429, error('no', { type: 'insufficient_quota' }), key],
    [429, error('no', { code: 'billing_hard_limit_reached' }), key],
    [500, '', again],
    [501, '', again],
    [502, '', again],
    [503, '', throttled],
    [504, '', lost],
    [524, '', lost],
    [529, error('Overloaded', { type: 'overloaded_error' }), throttled],
    [300, '', all],
    [302, '', all],
    [308, '', all],
  ])('%i %s', (status, body, expected) => {
    expect(judgeStatus(status, readRefusalBody(body))).toEqual(expected)
  })
})

describe('the body beside it', () => {
  it.each([
    [error('M', { code: 'C', type: 'T', param: 'P' }), { message: 'M', code: 'c t', param: 'p' }],
    ['{"error":"M"}', { message: 'M', code: '', param: '' }],
    ['{"message":"M","type":"T"}', { message: 'M', code: 't', param: '' }],
    ['{"detail":"M"}', { message: 'M', code: '', param: '' }],
    ['{"detail":[{"loc":["body","seed"]}]}', { message: '[{"loc":["body","seed"]}]' }],
    ['[{"error":{"message":"M","status":"S"}}]', { message: 'M', code: 's', param: '' }],
    ['<h1>M</h1>', { message: ' M ', code: '', param: '' }],
    ['null', { message: 'null' }],
    ['', { message: '', code: '', param: '' }],
  ])('%s', (body, expected) => {
    expect(readRefusalBody(body)).toMatchObject(expected)
  })
})
