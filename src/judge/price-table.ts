import type { TokenPrice } from '../domain/index.ts'
import { BUILT_IN_PRICES } from './price-built-in.ts'
import type { PriceEntry } from './price-entry.ts'

/** What a price was taken from, the strongest first: the command line, the judge itself, the user's file, the table that comes with HyPER. */
export type PriceOrigin = 'option' | 'judge' | 'file' | 'built-in'

/** Prices from one place. */
export interface PriceTable {
  readonly from: PriceOrigin
  readonly entries: readonly PriceEntry[]
}

/** A price with where it was found. */
export interface FoundPrice extends PriceEntry {
  readonly from: PriceOrigin
}

/** Prices that a user gave; null where there is none. */
export interface GivenPrices {
  readonly option: TokenPrice | null
  readonly judge: TokenPrice | null
  readonly file: PriceTable | null
}

/** Returns the tables in which the price of one judge is looked for, the strongest first. */
export function priceTables({ option, judge, file }: GivenPrices): PriceTable[] {
  return [
    ...(option === null ? [] : [wholeTable('option', option)]),
    ...(judge === null ? [] : [wholeTable('judge', judge)]),
    ...(file === null ? [] : [file]),
    { from: 'built-in', entries: BUILT_IN_PRICES },
  ]
}

function wholeTable(from: PriceOrigin, price: TokenPrice): PriceTable {
  return { from, entries: [{ model: '*', price, source: null, asOf: null }] }
}

/**
 * Returns the price of a model in the first table that knows it, or null: an unknown price is never 0. In a table the whole name wins over
 * patterns, and a pattern with more letters over one with fewer; of equal ones the first.
 */
export function findPrice(model: string, tables: readonly PriceTable[]): FoundPrice | null {
  for (const { from, entries } of tables) {
    let best: PriceEntry | null = null
    for (const entry of entries) {
      if (!matchesModel(entry.model, model)) continue
      if (best === null || rank(entry.model) > rank(best.model)) best = entry
    }
    if (best !== null) return { ...best, from }
  }
  return null
}

/** Tells whether a name or pattern with `*` names a model. */
export function matchesModel(pattern: string, model: string): boolean {
  const parts = pattern.toLowerCase().split('*')
  const name = model.toLowerCase()
  if (parts.length === 1) return parts[0] === name
  const [first, last] = [parts[0]!, parts.at(-1)!]
  if (name.length < first.length + last.length) return false
  if (!name.startsWith(first) || !name.endsWith(last)) return false
  let at = first.length
  for (const part of parts.slice(1, -1)) {
    const found = name.indexOf(part, at)
    if (found < 0) return false
    at = found + part.length
  }
  return at <= name.length - last.length
}

function rank(pattern: string): number {
  const stars = pattern.split('*').length - 1
  return stars === 0 ? Number.POSITIVE_INFINITY : pattern.length - stars
}
