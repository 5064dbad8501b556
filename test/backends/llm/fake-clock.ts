import type { TimerClock } from '../../../src/backends/index.ts'

/** A clock that stands still until it is moved. */
export interface FakeClock extends TimerClock {
  /** Moves to the next timer and runs it, then whatever it woke; false where no timer is set. */
  step(): Promise<boolean>
  /** Moves through all timers up to a moment, and to that moment. */
  runUntil(moment: number): Promise<void>
  timers(): number
}

/** Returns a clock at 0. */
export function createFakeClock(): FakeClock {
  let now = 0
  let serial = 0
  const timers = new Map<number, { readonly at: number; readonly action: () => void }>()
  const settleAll = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
  const next = (): [number, { at: number; action: () => void }] | undefined =>
    [...timers].sort((a, b) => a[1].at - b[1].at || a[0] - b[0])[0]
  const step = async (): Promise<boolean> => {
    await settleAll()
    const due = next()
    if (due === undefined) return false
    timers.delete(due[0])
    now = Math.max(now, due[1].at)
    due[1].action()
    await settleAll()
    return true
  }
  return {
    now: () => now,
    after: (ms, action) => {
      const id = serial++
      timers.set(id, { at: now + ms, action })
      return () => timers.delete(id)
    },
    step,
    runUntil: async (moment) => {
      await settleAll()
      for (let due = next(); due !== undefined && due[1].at <= moment; due = next()) await step()
      now = Math.max(now, moment)
    },
    timers: () => timers.size,
  }
}
