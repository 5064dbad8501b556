import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatHubId, isHubId, parseHubId } from '../../../src/backends/index.ts'
import { isHyperError } from '../../../src/kit/index.ts'

const codeOf = (text: string): string => {
  try {
    parseHubId(text)
    return 'no error'
  } catch (error) {
    return isHyperError(error) ? error.code : String(error)
  }
}

describe('parseHubId', () => {
  it('reads every part of an id', () => {
    expect(parseHubId('hf:some-one/Pairs.v2')).toEqual({
      owner: 'some-one',
      name: 'Pairs.v2',
      revision: null,
      config: null,
      split: null,
    })
    expect(parseHubId('hf:one/two@v1.0/my config:test.a')).toEqual({
      owner: 'one',
      name: 'two',
      revision: 'v1.0',
      config: 'my config',
      split: 'test.a',
    })
    expect(parseHubId('hf:one/two:train')).toMatchObject({ config: null, split: 'train' })
  })

  it('takes the references of the hub whole, and other slashes in a branch as %2F', () => {
    expect(parseHubId('hf:one/two@refs/convert/parquet/all:train')).toMatchObject({
      revision: 'refs/convert/parquet',
      config: 'all',
      split: 'train',
    })
    expect(parseHubId('hf:one/two@refs/pr/7')).toMatchObject({
      revision: 'refs/pr/7',
      config: null,
    })
    expect(parseHubId('hf:one/two@work%2Fnew/all')).toMatchObject({
      revision: 'work/new',
      config: 'all',
    })
    expect(parseHubId('hf:one/two@work/new')).toMatchObject({ revision: 'work', config: 'new' })
  })

  it.each([
    'hf:',
    'hf:alone',
    'hf:one/two/',
    'hf:one/two:',
    'hf:one/two@',
    'hf:one/two/cfg@main',
    'hf:one/two@refs/convert',
    'hf:one/two@a/b/c',
    'hf:one/two@../up',
    'hf:one/two@a..b',
    'hf:../two',
    'hf:one/..',
    'hf:one/a--b',
    'hf:one/two:a-b',
    'hf:one/two/ cfg',
    'one/two',
    'https://huggingface.co/datasets/one/two',
  ])('refuses %s', (text) => {
    expect(codeOf(text)).toBe('usage/bad-hub-id')
  })

  it('tells what to write instead of the address of a page', () => {
    try {
      parseHubId('https://huggingface.co/datasets/one/two/tree/main')
      expect.unreachable()
    } catch (error) {
      expect(isHyperError(error) && error.hint).toBe('write hf:one/two')
      expect(isHyperError(error) && error.message).toContain('expected hf:OWNER/NAME')
    }
  })

  it('reads back what formatHubId writes', () => {
    const word = fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/)
    const id = fc.record({
      owner: word,
      name: word,
      revision: fc.option(
        fc.oneof(
          word,
          fc.tuple(word, word).map((parts) => parts.join('/')),
          fc.tuple(word, word).map(([a, b]) => `refs/${a}/${b}`),
        ),
      ),
      config: fc.option(fc.stringMatching(/^[a-z][a-z0-9 ._-]{0,8}[a-z]$/)),
      split: fc.option(word),
    })
    fc.assert(
      fc.property(id, (one) => {
        fc.pre(one.revision !== 'refs' && !/^refs\/[^/]+$/.test(one.revision ?? ''))
        expect(parseHubId(formatHubId(one))).toEqual(one)
      }),
    )
  })

  it('knows an id by its start', () => {
    expect(isHubId('hf:one/two')).toBe(true)
    expect(isHubId('data/hf.jsonl')).toBe(false)
  })
})
