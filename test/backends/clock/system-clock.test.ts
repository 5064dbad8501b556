import { expect, it } from 'vitest'
import { systemClock } from '../../../src/backends/clock/index.ts'

it('waits as long as it is told, unless the signal ends or has ended it', async () => {
  const never = new AbortController()
  const before = systemClock.now()
  await systemClock.sleep(30, never.signal)
  expect(systemClock.now() - before).toBeGreaterThanOrEqual(28)
  const stop = new AbortController()
  const waiting = systemClock.sleep(1e8, stop.signal)
  stop.abort()
  await waiting
  await systemClock.sleep(1e8, stop.signal)
})
