import { fork } from 'node:child_process'
import { join } from 'node:path'
import type { Order } from './worker-child.ts'

/** A process that does what it is told. */
export interface TestWorker {
  /** `ready`, or why it is not. */
  readonly said: unknown
  tell(order: Order): Promise<unknown>
  signal(name: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): void
  /** Kills it and resolves when it is gone. */
  kill(): Promise<void>
}

/** Starts a process that opens a database and a journal of this name. */
export async function startWorker(place: string, name: string): Promise<TestWorker> {
  const child = fork(join(import.meta.dirname, 'worker-child.ts'), [], {
    execArgv: ['--import', 'tsx'],
    env: { ...process.env, HYPER_TEST_PLACE: place, HYPER_TEST_NAME: name },
  })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const hear = (): Promise<unknown> =>
    new Promise((resolve) => {
      child.once('message', (message) => resolve((message as { result: unknown }).result))
    })
  const said = await hear()
  return {
    said,
    tell: (order) => {
      const answer = hear()
      child.send(order)
      return answer
    },
    signal: (signal) => void child.kill(signal),
    kill: async () => {
      child.kill('SIGKILL')
      await ended
    },
  }
}
