import { describe, expect, it } from 'vitest'
import {
  type ChunkHead,
  createChunkCutter,
  fromChunk,
  toChunk,
} from '../../src/config/answer-chunk.ts'
import { databaseOfWord } from '../../src/config/index.ts'

const HEAD: ChunkHead = {
  journal: 'judge',
  asker: 'one',
  setup: {
    model: 'made',
    baseUrl: 'http://127.0.0.1:1/v1',
    keyEnv: ['KEY'],
    price: null,
    limits: {
      requestsPerMinute: null,
      tokensPerMinute: null,
      concurrency: 8,
      deadlineSeconds: 1,
      attempts: 1,
      longestWaitSeconds: 1,
    },
  },
  attempts: 1,
  retry: null,
}

describe('chunks', () => {
  it('are read as they were written', () => {
    expect(fromChunk(toChunk(HEAD, []))).toMatchObject({ ...HEAD, asks: [] })
  })

  it('of another version are refused, and addresses with a password', () => {
    expect(() => fromChunk({ format: 'hyper/answer-chunk@2' })).toThrow('answer-chunk@1')
    const setup = { ...HEAD.setup, baseUrl: 'http://me:canary@127.0.0.1:1/v1' }
    expect(() => toChunk({ ...HEAD, setup }, [])).toThrow('name or password')
    expect(() => toChunk({ ...HEAD, setup }, [])).not.toThrow('canary')
  })

  it('end after 50 questions or a million bytes', () => {
    const cutter = createChunkCutter<number>()
    const cut = (count: number, bytes: number): number[] =>
      Array.from({ length: count }, (_, item) => cutter.add(item, bytes)?.length ?? 0).filter(
        (length) => length > 0,
      )
    expect(cut(120, 1000)).toEqual([50, 50])
    expect(cutter.rest()).toHaveLength(20)
    expect(cutter.rest()).toEqual([])
    expect(cut(5, 600_000)).toEqual([2, 2])
    expect(cutter.rest()).toHaveLength(1)
  })
})

describe('databaseOfWord', () => {
  const sources = { env: { DB: 'postgres://me:secret@host/base', LOW: 'x' }, cwd: '/home/me' }

  it('tells names, addresses and folders apart', () => {
    expect(databaseOfWord('DB', sources)).toBe('env:DB')
    expect(databaseOfWord('env:LOW', sources)).toBe('env:LOW')
    expect(databaseOfWord('postgres://me@host/base', sources)).toBe('postgres://me@host/base')
    expect(databaseOfWord('answers', sources)).toBe('/home/me/answers')
    expect(databaseOfWord('./DB', sources)).toBe('/home/me/DB')
  })

  it('refuses passwords in every form, and names that hold none', () => {
    const refused = [
      'postgres://me:canary@host/base',
      'postgresql://host/base?user=me&password=canary',
      'postgres://me:can ary@[host/base',
      'NOT_SET',
      'LOW',
    ]
    for (const word of refused) {
      expect(() => databaseOfWord(word, sources)).toThrow(
        expect.objectContaining({ code: 'usage/bad-database' }),
      )
      expect(() => databaseOfWord(word, sources)).not.toThrow(/can ?ary/)
    }
  })
})
