import { upperGamma } from './gamma.ts'

/** Returns the error function. */
export function erf(x: number): number {
  const size = Math.abs(x)
  if (size >= 2) return Math.sign(x) * (1 - erfc(size))
  let term = size
  let total = term
  for (let k = 1; term > total * 1e-17; k++) {
    term *= (2 * size * size) / (2 * k + 1)
    total += term
  }
  return Math.sign(x) * (2 / Math.sqrt(Math.PI)) * Math.exp(-size * size) * total
}

/** Returns 1 - erf(x), accurate in relative terms where that is small. */
export function erfc(x: number): number {
  if (x < 0) return 2 - erfc(-x)
  return x < 2 ? 1 - erf(x) : upperGamma(0.5, x * x)
}

/** Returns the density of the standard normal distribution. */
export function normalPdf(x: number): number {
  return Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI)
}

/** Returns P(Z <= x) of the standard normal distribution. */
export function normalCdf(x: number): number {
  return 0.5 * erfc(-x / Math.SQRT2)
}

/** Returns P(Z > x) of the standard normal distribution. */
export function normalUpperTail(x: number): number {
  return 0.5 * erfc(x / Math.SQRT2)
}

const central = [
  [
    3.3871328727963665, 133.14166789178438, 1971.5909503065513, 13731.69376550946,
    45921.95393154987, 67265.7709270087, 33430.57558358813, 2509.0809287301227,
  ],
  [
    1, 42.31333070160091, 687.1870074920579, 5394.196021424751, 21213.794301586597,
    39307.89580009271, 28729.085735721943, 5226.495278852854,
  ],
] as const
const middle = [
  [
    1.4234371107496835, 4.630337846156546, 5.769497221460691, 3.6478483247632045,
    1.2704582524523684, 0.2417807251774506, 0.022723844989269184, 0.0007745450142783414,
  ],
  [
    1, 2.053191626637759, 1.6763848301838038, 0.6897673349851, 0.14810397642748008,
    0.015198666563616457, 0.0005475938084995345, 1.0507500716444169e-9,
  ],
] as const
const far = [
  [
    6.657904643501103, 5.463784911164114, 1.7848265399172913, 0.29656057182850487,
    0.026532189526576124, 0.0012426609473880784, 2.7115555687434876e-5, 2.0103343992922881e-7,
  ],
  [
    1, 0.599832206555888, 0.1369298809227358, 0.014875361290850615, 0.0007868691311456133,
    1.8463183175100548e-5, 1.421511758316446e-7, 2.0442631033899397e-15,
  ],
] as const

/** Returns x with P(Z <= x) = p; infinite at 0 and 1. Wichura (1988), algorithm AS 241, about 1e-16. */
export function normalQuantile(p: number): number {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`normalQuantile: got ${p}, expected 0 to 1`)
  const offset = p - 0.5
  if (Math.abs(offset) <= 0.425) return offset * ratio(central, 0.180625 - offset * offset)
  const depth = Math.sqrt(-Math.log(Math.min(p, 1 - p)))
  if (depth === Number.POSITIVE_INFINITY) return Math.sign(offset) * depth
  return Math.sign(offset) * (depth <= 5 ? ratio(middle, depth - 1.6) : ratio(far, depth - 5))
}

function ratio(table: readonly [readonly number[], readonly number[]], x: number): number {
  return polynomial(table[0], x) / polynomial(table[1], x)
}

function polynomial(coefficients: readonly number[], x: number): number {
  let value = 0
  for (let k = coefficients.length - 1; k >= 0; k--) value = value * x + coefficients[k]!
  return value
}
