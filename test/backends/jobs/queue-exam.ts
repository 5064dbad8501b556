import { expect, it } from 'vitest'
import {
  type Database,
  type JobQueue,
  type JobQueueOptions,
  openJobQueue,
} from '../../../src/backends/jobs/index.ts'
import { HyperError, type Json } from '../../../src/kit/index.ts'
import { freshName } from './made-up-answers.ts'

/** The exam that a queue sits on every database. */
export function examineQueue(database: () => Database): void {
  const open = (options: Partial<JobQueueOptions> = {}): Promise<JobQueue> =>
    openJobQueue({ database: database(), name: freshName(), retrySeconds: 0, ...options })

  it('hands every chunk to one worker, whole', async () => {
    const queue = await open()
    const chunks: Json[] = Array.from({ length: 25 }, (_, index) => ({ index, text: 'A\0\ud800ß' }))
    expect(await queue.send(chunks)).toBe(25)
    const seen: Json[] = []
    const warnings: string[] = []
    const hear = (warning: Error): void => void warnings.push(warning.name)
    process.on('warning', hear)
    const work = (): ReturnType<JobQueue['work']> =>
      queue.work(async (chunk) => void seen.push(chunk), { concurrency: 12 })
    const ended = await Promise.all([work(), work()])
    process.off('warning', hear)
    expect(warnings).toEqual([])
    expect(ended.map((one) => one.ended)).toEqual(['empty', 'empty'])
    expect(ended.reduce((sum, one) => sum + one.done, 0)).toBe(25)
    const byIndex = (chunk: Json): number => (chunk as { index: number }).index
    expect(seen.sort((a, b) => byIndex(a) - byIndex(b))).toEqual(chunks)
    expect(await queue.progress()).toEqual({ done: 25, active: 0, waiting: 0, failed: 0 })
    await queue.close()
  })

  it('knows a chunk of equal content, before and after it is done', async () => {
    const queue = await open()
    expect(await queue.send([{ a: 1, b: 2 }, { b: 2, a: 1 }, { a: 2 }])).toBe(2)
    expect(await queue.send([{ a: 1, b: 2 }])).toBe(0)
    await queue.work(async () => {}, { concurrency: 1 })
    expect(await queue.send([{ a: 2 }, { a: 3 }])).toBe(1)
    expect(await queue.progress()).toEqual({ done: 2, active: 0, waiting: 1, failed: 0 })
    await queue.close()
  })

  it('tries a failed chunk again, then reports it with its reason, and once more on demand', async () => {
    const queue = await open({ attempts: 3 })
    await queue.send(['good', 'bad'])
    const tries: number[] = []
    const handler = async (chunk: Json, { attempt }: { attempt: number }): Promise<void> => {
      if (chunk === 'good') return
      tries.push(attempt)
      throw new Error('this one\nfails')
    }
    const ended = await queue.work(handler, { concurrency: 2 })
    expect(ended).toEqual({ ended: 'empty', stop: null, done: 1, failed: 3 })
    expect(tries).toEqual([1, 2, 3])
    expect(await queue.failures(10)).toEqual([
      { chunk: 'bad', reason: 'this one fails', attempts: 3 },
    ])
    expect(await queue.retryFailed()).toBe(1)
    await queue.work(async () => {}, { concurrency: 1 })
    expect(await queue.progress()).toEqual({ done: 2, active: 0, waiting: 0, failed: 0 })
    await queue.close()
  })

  it('ends all workers for the first reason that stops all, and gives their chunks back', async () => {
    const name = freshName()
    const [first, second] = [await open({ name }), await open({ name })]
    await first.send(['waits', 'stops', 'later'])
    const handler = async (chunk: Json, { signal }: { signal: AbortSignal }): Promise<void> => {
      if (chunk === 'stops') throw new HyperError('cap/reached', 'cap: got all', { hint: 'more' })
      await new Promise((_, reject) => {
        signal.addEventListener('abort', () => reject(new Error('aborted')))
      })
    }
    const ended = await Promise.all(
      [first, second].map((queue) => queue.work(handler, { concurrency: 1 })),
    )
    const stop = { code: 'cap/reached', message: 'cap: got all', hint: 'more' }
    expect(ended.map((one) => one.stop)).toEqual([stop, stop])
    expect(await first.progress()).toEqual({ done: 0, active: 0, waiting: 3, failed: 0 })
    expect((await second.work(handler, { concurrency: 1 })).ended).toBe('stopped')
    await first.resume()
    const attempts: number[] = []
    const after = await first.work(async (_, { attempt }) => void attempts.push(attempt), {
      concurrency: 1,
    })
    expect(after).toEqual({ ended: 'empty', stop: null, done: 3, failed: 0 })
    expect(attempts).toEqual([1, 1, 1])
    await Promise.all([first.close(), second.close()])
  })

  it('gives chunks back when it is cancelled, and waits for more when told so', async () => {
    const queue = await open()
    const cancel = new AbortController()
    const started = new Promise<void>((resolve) => {
      void queue
        .work(
          async (_, { signal }) => {
            resolve()
            await new Promise((_, reject) => {
              signal.addEventListener('abort', () => reject(signal.reason))
            })
          },
          { concurrency: 1, signal: cancel.signal, whenEmpty: 'wait' },
        )
        .then((one) => ended.push(one.ended))
    })
    const ended: string[] = []
    await queue.send(['late'])
    await started
    cancel.abort()
    await expect.poll(() => ended, { timeout: 10_000 }).toEqual(['cancelled'])
    expect(await queue.progress()).toEqual({ done: 0, active: 0, waiting: 1, failed: 0 })
    await queue.close()
  })

  it('holds a chunk that takes longer than its lease', async () => {
    const queue = await open({ leaseSeconds: 1 })
    await queue.send(['long'])
    let tries = 0
    const handler = async (): Promise<void> => {
      tries++
      await new Promise((wait) => setTimeout(wait, 3500))
    }
    const ended = await Promise.all([1, 2].map(() => queue.work(handler, { concurrency: 1 })))
    expect(tries).toBe(1)
    expect(ended.reduce((sum, one) => sum + one.done, 0)).toBe(1)
    await queue.close()
  })

  it('refuses a name that would not be one', async () => {
    await expect(open({ name: "a'b" })).rejects.toThrow('queue: got "a\'b"')
  })
}
