import {
  type AnswerJournal,
  type AnswerState,
  createLedger,
  type PaidAnswer,
} from '../domain/index.ts'

/**
 * Returns a journal that lasts as long as its process, for tests and for callers who keep the answers themselves.
 *
 * @throws RangeError for a cap that is negative or not finite
 */
export function createMemoryJournal({ capUsd }: { readonly capUsd: number | null }): AnswerJournal {
  const ledger = createLedger(capUsd)
  const answers = new Map<string, PaidAnswer>()
  const open = new Map<string, number | null>()
  let reservations = 0
  const stateOf = (key: string): AnswerState => {
    const answer = answers.get(key)
    if (answer === undefined) return 'open'
    return answer.failure === null ? 'answered' : 'failed'
  }
  const keep = (answer: PaidAnswer): void => {
    const before = stateOf(answer.key)
    ledger.charge({ failed: answer.failure !== null, costUsd: answer.costUsd }, before)
    if (before !== 'answered') answers.set(answer.key, answer)
  }
  return {
    states: async (keys) => keys.map(stateOf),
    read: async (keys) => keys.map((key) => answers.get(key)),
    reserve: async (key, boundUsd) => {
      if (!ledger.reserve(boundUsd)) return null
      const id = String(reservations++)
      open.set(id, boundUsd)
      return { id, key, boundUsd }
    },
    settle: async ({ id }, settlement) => {
      const boundUsd = open.get(id)
      if (boundUsd === undefined)
        throw new RangeError(`settle: got reservation ${id}, expected one that is open`)
      open.delete(id)
      if ('lost' in settlement) return ledger.lose(boundUsd)
      ledger.release(boundUsd)
      if ('answer' in settlement) keep(settlement.answer)
    },
    add: async (news) => {
      for (const answer of news) if (stateOf(answer.key) !== 'answered') keep(answer)
    },
    totals: async () => ledger.totals(),
    close: async () => {},
  }
}
