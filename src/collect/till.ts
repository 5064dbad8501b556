import type { AnswerJournal, Reservation, Settlement, WalletTotals } from '../domain/index.ts'
import { HyperError } from '../kit/index.ts'
import type { WaitingClock } from './buy-options.ts'
import type { Stop } from './stop.ts'

/** Hands out money for calls, and waits for it where calls in flight may still give some back. */
export interface Till {
  /** Returns a reservation; null where the purchase stops, with nothing set aside. */
  reserve(key: string, boundUsd: number | null): Promise<Reservation | null>
  settle(reservation: Reservation, settlement: Settlement): Promise<void>
}

/** Milliseconds after which money that others hold is asked for again. */
const OTHERS_MS = 250

/**
 * Returns the till of one purchase. Where the cap leaves no room it waits for the purchase's own calls, then for those of others who share the
 * journal; when none is in flight any more it stops the purchase with `cap/reached`.
 */
export function createTill(journal: AnswerJournal, clock: WaitingClock, stop: Stop): Till {
  /** Reservations of this purchase that are held or being asked for. */
  let busy = 0
  /** Changes whenever money may have come free. */
  let changes = 0
  let waiting: (() => void)[] = []
  const free = (): void => {
    busy--
    changes++
    const woken = waiting
    waiting = []
    for (const wake of woken) wake()
  }
  stop.signal.addEventListener('abort', () => {
    for (const wake of waiting) wake()
  })

  const tryReserve = async (key: string, boundUsd: number | null): Promise<Reservation | null> => {
    busy++
    let reservation: Reservation | null = null
    try {
      reservation = await journal.reserve(key, boundUsd)
      return reservation
    } finally {
      if (reservation === null) busy--
    }
  }
  const settle = async (reservation: Reservation, settlement: Settlement): Promise<void> => {
    try {
      await journal.settle(reservation, settlement)
    } finally {
      free()
    }
  }
  const waitForMoney = async (boundUsd: number | null, seen: number): Promise<void> => {
    if (changes !== seen || stop.signal.aborted) return
    if (busy > 0) {
      await new Promise<void>((wake) => waiting.push(wake))
      return
    }
    const totals = await journal.totals()
    if (busy > 0 || changes !== seen) return
    if (totals.reservedUsd > 0) await clock.sleep(OTHERS_MS, stop.signal)
    else stop.because(capReached(totals, boundUsd))
  }
  return {
    settle,
    reserve: async (key, boundUsd) => {
      while (!stop.isWanted()) {
        const seen = changes
        const reservation = await tryReserve(key, boundUsd)
        if (reservation === null) {
          await waitForMoney(boundUsd, seen)
          continue
        }
        if (!stop.isWanted()) return reservation
        await settle(reservation, { released: true })
      }
      return null
    },
  }
}

function capReached(totals: WalletTotals, boundUsd: number | null): HyperError {
  const { capUsd, spentUsd, uncertainUsd } = totals
  const uncertain =
    uncertainUsd > 0
      ? `; ${uncertainUsd} USD of it are for calls that may have been charged and gave no answer`
      : ''
  return new HyperError(
    'cap/reached',
    `cap: got ${spentUsd + uncertainUsd} USD counted and a call of up to ${boundUsd} USD, expected at most ${capUsd} USD in all`,
    {
      hint: `raise the cap and run again: what was bought is kept and not bought again${uncertain}`,
      details: { totals },
    },
  )
}
