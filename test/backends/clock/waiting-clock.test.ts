import { expect, it } from 'vitest'
import { waitingClock } from '../../../src/backends/clock/index.ts'

it('waits as long as it is told, unless the signal ends or has ended it', async () => {
  const never = new AbortController()
  const before = waitingClock.now()
  await waitingClock.sleep(30, never.signal)
  expect(waitingClock.now() - before).toBeGreaterThanOrEqual(28)
  const stop = new AbortController()
  const waiting = waitingClock.sleep(1e8, stop.signal)
  stop.abort()
  await waiting
  await waitingClock.sleep(1e8, stop.signal)
})
