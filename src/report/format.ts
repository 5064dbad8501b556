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

/** Returns `12.3 (11.0 to 13.5)`, or `unknown`. */
export function formatInterval(interval: Interval | null, decimals = 2): string {
  if (interval === null || Number.isNaN(interval.value)) return 'unknown'
  const { value, lo, hi } = interval
  return `${formatNumber(value, decimals)} (${formatNumber(lo, decimals)} to ${formatNumber(hi, decimals)})`
}

/** Returns a signed difference with its interval: `+0.41 (-0.10 to +0.92)`. */
export function formatDifference(interval: Interval | null, decimals = 2): string {
  if (interval === null || Number.isNaN(interval.value)) return 'unknown'
  const signed = (value: number): string => {
    const text = formatNumber(value, decimals)
    return value > 0 && Number(text) !== 0 ? `+${text}` : text
  }
  return `${signed(interval.value)} (${signed(interval.lo)} to ${signed(interval.hi)})`
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
