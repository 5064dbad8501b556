import type { Interval } from '../domain/index.ts'

/** Returns text that is safe inside HTML elements and attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"'`]/g, (character) => `&#${character.charCodeAt(0)};`)
}

/** Returns a number with so many decimals, `unknown` when there is none, never `-0`. */
export function formatNumber(value: number | null | undefined, decimals = 2): string {
  if (value === null || value === undefined || Number.isNaN(value)) return 'unknown'
  if (!Number.isFinite(value)) return value > 0 ? 'infinite' : '-infinite'
  const text = value.toFixed(decimals)
  return Number(text) === 0 ? (0).toFixed(decimals) : text
}

/** Tells whether an interval has a value; files hold null where a figure is not a number. */
export function isKnown(interval: Interval | null): interval is Interval {
  return interval !== null && Number.isFinite(interval.value)
}

/** Returns `12.3 (11.0 to 13.5)`, or `unknown`. */
export function formatInterval(interval: Interval | null, decimals = 2): string {
  return withEnds(interval, (value) => formatNumber(value, decimals))
}

/** Returns a signed difference with its interval: `+0.41 (-0.10 to +0.92)`. */
export function formatDifference(interval: Interval | null, decimals = 2): string {
  return withEnds(interval, (value) => {
    const text = formatNumber(value, decimals)
    return value > 0 && Number(text) !== 0 ? `+${text}` : text
  })
}

/** Returns a share with its interval: `59 % (50 to 68 %)`. */
export function formatShareInterval(interval: Interval | null, decimals = 0): string {
  return withEnds(interval, (value) => formatShare(value, decimals)).replace(/ %(?= to )/, '')
}

function withEnds(interval: Interval | null, format: (value: number) => string): string {
  if (interval === null || Number.isNaN(interval.value ?? Number.NaN)) return 'unknown'
  const { value, lo, hi } = interval
  if (!Number.isFinite(lo) && !Number.isFinite(hi)) return `${format(value)} (interval unknown)`
  return `${format(value)} (${format(lo)} to ${format(hi)})`
}

/** Returns a p-value with three decimals; one below them is called so. */
export function formatP(p: number | null): string {
  return p !== null && p < 0.0005 ? '<0.001' : formatNumber(p, 3)
}

/** Returns a share as a percentage. */
export function formatShare(share: number | null, decimals = 0): string {
  return share === null || Number.isNaN(share)
    ? 'unknown'
    : `${formatNumber(share * 100, decimals)} %`
}

/** Returns an amount of money; an unknown price is said loudly. */
export function formatUsd(usd: number | null): string {
  if (usd === null) return 'price unknown'
  return `$${usd.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: usd < 1 ? 4 : 2 })}`
}

/** Returns a whole number with separators. */
export function formatCount(count: number): string {
  return count.toLocaleString('en-US')
}

/** Returns a time as people read it. */
export function formatSeconds(seconds: number): string {
  if (seconds < 1) return `${formatNumber(seconds * 1000, 0)} ms`
  if (seconds < 120) return `${formatNumber(seconds, 1)} s`
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`
}
