import { mean, standardDeviation } from '../../stats/index.ts'

/**
 * Returns the gain of every row in the score, mean 0 and standard deviation `spread`: the difference of expected label utility of the two
 * sources, standardised, times `fidelity`, plus what the tags do besides, standardised, times sqrt(1 - fidelity^2). Where the two parts are
 * uncorrelated, `fidelity` is the correlation of gains with utility differences. Where one of them is the same for every row, it counts for nothing.
 */
export function mixRowGains(
  parts: { readonly utility: Float64Array; readonly tags: Float64Array },
  { spread, fidelity }: { readonly spread: number; readonly fidelity: number },
): Float64Array {
  const utility = standardise(parts.utility, fidelity)
  const tags = standardise(parts.tags, Math.sqrt(1 - fidelity * fidelity))
  return standardise(
    utility.map((value, row) => value + tags[row]!),
    spread,
  )
}

/** Values below this differ by rounding only. */
const LEVEL = 1e-12

function standardise(values: Float64Array, spread: number): Float64Array {
  const deviation = standardDeviation(values)
  if (!(deviation > LEVEL) || spread === 0) return new Float64Array(values.length)
  const center = mean(values)
  const scale = spread / deviation
  return values.map((value) => (value - center) * scale)
}
