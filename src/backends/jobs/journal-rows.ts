import {
  fromNanoDollars,
  type PaidAnswer,
  type Reservation,
  type Settlement,
  toNanoDollars,
  type WalletTotals,
} from '../../domain/index.ts'

/** Money asked for one call; nano-dollars as digits. */
export interface AskedRow {
  readonly id: string
  readonly key: string
  readonly bound: string | null
}

/** An answer on its way into the table. */
export interface AnswerRow {
  readonly key: string
  readonly failed: boolean
  readonly cost: string | null
  readonly body: string
}

/** How a call ended, on its way to the wallet. */
export type EndedRow = { readonly id: string } & (
  | ({ readonly kind: 'answer' } & AnswerRow)
  | { readonly kind: 'released' }
  | { readonly kind: 'lost'; readonly lost: string }
)

/**
 * Returns the row of a settlement.
 *
 * @throws RangeError for an answer to another question than the reservation's
 */
export function toEndedRow({ id, key }: Reservation, settlement: Settlement): EndedRow {
  if ('released' in settlement) return { id, kind: 'released' }
  if ('lost' in settlement) return { id, kind: 'lost', lost: cleanText(settlement.lost) }
  if (settlement.answer.key !== key) {
    throw new RangeError(`settle: got an answer to ${settlement.answer.key}, expected to ${key}`)
  }
  return { id, kind: 'answer', ...toAnswerRow(settlement.answer) }
}

/** Returns the row of an answer. */
export function toAnswerRow(answer: PaidAnswer): AnswerRow {
  const cost = toNano(answer.costUsd)
  return { key: answer.key, failed: answer.reply === null, cost, body: JSON.stringify(answer) }
}

// The database refuses texts with NUL or half a surrogate pair.
function cleanText(text: string): string {
  return Buffer.from(text).toString().replaceAll('\0', '\uFFFD')
}

/** Returns USD in whole nano-dollars, as digits; null where the price is not known. */
export function toNano(usd: number | null): string | null {
  return usd === null ? null : String(toNanoDollars(usd))
}

/** Returns a cap in whole nano-dollars, rounded down; null for no cap. */
export function capToNano(usd: number | null): string | null {
  if (usd === null) return null
  const up = toNanoDollars(usd)
  return String(up > usd * 1e9 * (1 + 1e-12) ? up - 1 : up)
}

/** Returns rows with their place in the batch: of two answers to one key the first one stays. */
export function numberRows<Row>(rows: readonly Row[]): (Row & { place: number })[] {
  return rows.map((row, place) => ({ ...row, place }))
}

/** The wallet as it comes from the table; nano-dollars as digits. */
export interface TotalsRow {
  readonly cap: string | null
  readonly spent: string
  readonly uncertain: string
  readonly reserved: string
  readonly answers: number
  readonly failures: number
  readonly lost: number
  readonly unpriced: number
}

/** Returns a wallet in USD. */
export function toTotals(row: TotalsRow): WalletTotals {
  const { answers, failures, lost, unpriced } = row
  return {
    spentUsd: fromNanoDollars(Number(row.spent)),
    uncertainUsd: fromNanoDollars(Number(row.uncertain)),
    reservedUsd: fromNanoDollars(Number(row.reserved)),
    capUsd: row.cap === null ? null : fromNanoDollars(Number(row.cap)),
    answers,
    failures,
    lost,
    unpriced,
  }
}
