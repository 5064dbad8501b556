import { expect } from 'vitest'

/** Expects numbers that differ by no more than a tolerance, NaN only where NaN is known. */
export function expectClose(
  got: ArrayLike<number>,
  known: ArrayLike<number>,
  tolerance: number,
): void {
  expect(got.length).toBe(known.length)
  for (let at = 0; at < known.length; at++) {
    if (Number.isNaN(known[at]!) && Number.isNaN(got[at]!)) continue
    if (Math.abs(got[at]! - known[at]!) <= tolerance) continue
    expect.fail(`at ${at}: got ${got[at]}, expected ${known[at]} within ${tolerance}`)
  }
}
