import { argsort } from './ranks.ts'

/** Returns p-values adjusted by Bonferroni: times their number, at most 1. */
export function bonferroni(p: ArrayLike<number>): Float64Array {
  return Float64Array.from(p, (value) => Math.min(1, value * p.length))
}

/** Returns p-values adjusted by Holm's step-down method, in the order given. */
export function holm(p: ArrayLike<number>): Float64Array {
  const adjusted = new Float64Array(p.length)
  let floor = 0
  for (const [rank, index] of argsort(p).entries()) {
    floor = Math.max(floor, Math.min(1, p[index]! * (p.length - rank)))
    adjusted[index] = floor
  }
  return adjusted
}

/** Returns p-values adjusted by Benjamini and Hochberg (false discovery rate), in the order given. */
export function benjaminiHochberg(p: ArrayLike<number>): Float64Array {
  const adjusted = new Float64Array(p.length)
  let ceiling = 1
  for (const [rank, index] of [...argsort(p).entries()].reverse()) {
    ceiling = Math.min(ceiling, (p[index]! * p.length) / (rank + 1))
    adjusted[index] = ceiling
  }
  return adjusted
}
