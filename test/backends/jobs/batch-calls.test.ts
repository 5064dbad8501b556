import { describe, expect, it } from 'vitest'
import { retryBroken } from '../../../src/backends/jobs/ask-database.ts'
import { batchCalls, type CallBatch } from '../../../src/backends/jobs/batch-calls.ts'

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

describe('batchCalls', () => {
  it('carries out what comes together at once, what comes meanwhile next, one flush at a time', async () => {
    const flushes: number[][] = []
    let running = 0
    let late: Promise<number> | undefined
    const batch: CallBatch<number, number> = batchCalls({
      windowMs: 1,
      limit: 3,
      flush: async (items) => {
        expect(++running).toBe(1)
        flushes.push([...items])
        if (items.includes(4)) late = batch.add(5)
        await wait(2)
        running--
        return items.map((item) => item * 10)
      },
    })
    const first = [1, 2, 3, 4].map((item) => batch.add(item))
    expect(await Promise.all(first)).toEqual([10, 20, 30, 40])
    expect(await late).toBe(50)
    expect(flushes).toEqual([[1, 2, 3], [4], [5]])
  })

  it('gives an error to the calls of its flush alone', async () => {
    const batch = batchCalls<string, string>({
      windowMs: 0,
      limit: 1,
      flush: async (items) => {
        if (items[0] === 'bad') throw new Error('no')
        return items
      },
    })
    const results = await Promise.allSettled(['a', 'bad', 'b'].map((item) => batch.add(item)))
    expect(results.map((one) => one.status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(await batch.add('c')).toBe('c')
  })

  it('is idle when the last flush is done', async () => {
    let done = 0
    const batch = batchCalls<number, void>({
      windowMs: 1,
      limit: 1,
      flush: async () => {
        await wait(10)
        done++
        return [undefined]
      },
    })
    await batch.idle()
    for (let item = 0; item < 3; item++) void batch.add(item)
    await batch.idle()
    expect(done).toBe(3)
  })
})

describe('retryBroken', () => {
  const broken = (code: string): Error => Object.assign(new Error('gone'), { code })

  it('tries again while the connection is broken', async () => {
    const errors = [broken('ECONNRESET'), broken('57P01'), broken('08006')]
    const work = async (): Promise<string> => {
      const error = errors.shift()
      if (error !== undefined) throw error
      return 'done'
    }
    expect(await retryBroken(work, [0, 0, 0])).toBe('done')
  })

  it('gives up when the waits are used up, and at once on any other error', async () => {
    let calls = 0
    const fail = (code: string) => async (): Promise<void> => {
      calls++
      throw broken(code)
    }
    await expect(retryBroken(fail('ECONNRESET'), [0, 0])).rejects.toThrow('gone')
    expect(calls).toBe(3)
    await expect(retryBroken(fail('42601'), [0, 0])).rejects.toThrow('gone')
    expect(calls).toBe(4)
  })
})
