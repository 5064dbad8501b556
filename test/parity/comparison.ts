/** When a number counts as equal to its reference. */
export interface Rule {
  readonly tolerance: number
  /** What the difference is measured by: nothing, max(1, |reference|), or |reference| itself (tails of distributions). */
  readonly scale: 'absolute' | 'relative' | 'value'
}

/** How far our numbers lie from a fixture's. */
export interface Comparison {
  /** Every number is within its tolerance and every claim holds. */
  readonly ok: boolean
  /** Scaled difference of the comparison that uses up most of its tolerance; infinite where only one side is defined or a claim fails. */
  readonly maxDifference: number
  /** Tolerance of that comparison. */
  readonly tolerance: number
  /** Where it stands. */
  readonly worst: string
  /** Numbers and claims compared. */
  readonly checked: number
}

/** Collects comparisons; a reference that is null or absent means undefined, which only NaN matches. */
export interface Comparer {
  number(place: string, got: number, expected: number | null | undefined, rule?: Rule): void
  numbers(
    place: string,
    got: ArrayLike<number | null>,
    expected: ArrayLike<number | null>,
    rule?: Rule,
  ): void
  claim(place: string, holds: boolean): void
  result(): Comparison
}

/** Returns a collector whose comparisons follow a rule unless they bring their own. */
export function createComparer(standard: Rule): Comparer {
  let worst = { place: '', difference: 0, tolerance: standard.tolerance, used: 0 }
  let checked = 0
  const note = (place: string, difference: number, tolerance: number): void => {
    checked += 1
    const used = difference === 0 ? 0 : difference / tolerance
    if (used > worst.used) worst = { place, difference, tolerance, used }
  }
  const number: Comparer['number'] = (place, got, expected, rule = standard) =>
    note(place, scaledDifference(got, expected ?? null, rule), rule.tolerance)
  return {
    number,
    numbers: (place, got, expected, rule) => {
      note(`${place} length`, got.length === expected.length ? 0 : Number.POSITIVE_INFINITY, 1)
      for (let index = 0; index < expected.length; index++) {
        number(`${place} [${index}]`, got[index] ?? Number.NaN, expected[index], rule)
      }
    },
    claim: (place, holds) => note(place, holds ? 0 : Number.POSITIVE_INFINITY, 1),
    result: () => ({
      ok: worst.used <= 1,
      maxDifference: worst.difference,
      tolerance: worst.tolerance,
      worst: worst.place,
      checked,
    }),
  }
}

function scaledDifference(got: number, expected: number | null, rule: Rule): number {
  if (expected === null) return Number.isNaN(got) ? 0 : Number.POSITIVE_INFINITY
  if (got === expected) return 0
  const unit =
    rule.scale === 'absolute'
      ? 1
      : rule.scale === 'relative'
        ? Math.max(1, Math.abs(expected))
        : Math.abs(expected)
  const difference = Math.abs(got - expected) / unit
  return Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference
}
