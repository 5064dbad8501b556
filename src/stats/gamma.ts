/** Coefficients B(2k) / (2k (2k - 1)) of Stirling's series. */
const stirling = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360, 1 / 156]

/** Returns the logarithm of the gamma function for x > 0. Stirling's series after shifting x to at least 10. */
export function logGamma(x: number): number {
  if (!(x > 0)) throw new RangeError(`logGamma: got ${x}, expected a positive number`)
  let shifted = x
  let product = 1
  while (shifted < 10) product *= shifted++
  return (
    (shifted - 0.5) * Math.log(shifted) -
    shifted +
    0.5 * Math.log(2 * Math.PI) +
    stirlingRest(shifted) -
    Math.log(product)
  )
}

/** Returns what Stirling's formula leaves out of logGamma, for x >= 10. */
export function stirlingRest(x: number): number {
  const inverseSquare = 1 / (x * x)
  let sum = 0
  for (let k = stirling.length - 1; k >= 0; k--) sum = sum * inverseSquare + stirling[k]!
  return sum / x
}

/** Returns the regularised upper incomplete gamma function Q(a, x), a > 0, x >= 0. Series below a + 1, continued fraction above. */
export function upperGamma(a: number, x: number): number {
  if (x <= 0) return 1
  const front = Math.exp(a * Math.log(x) - x - logGamma(a))
  return x < a + 1 ? 1 - front * lowerSeries(a, x) : front * upperFraction(a, x)
}

function lowerSeries(a: number, x: number): number {
  let term = 1 / a
  let total = term
  for (let k = 1; k < 100000 && Math.abs(term) > total * 1e-17; k++) {
    term *= x / (a + k)
    total += term
  }
  return total
}

/** Lentz's method on Legendre's continued fraction. */
function upperFraction(a: number, x: number): number {
  const tiny = 1e-300
  let b = x + 1 - a
  let c = 1 / tiny
  let d = 1 / b
  let value = d
  for (let k = 1; k < 100000; k++) {
    const numerator = -k * (k - a)
    b += 2
    d = 1 / (numerator * d + b || tiny)
    c = b + numerator / c || tiny
    value *= c * d
    if (Math.abs(c * d - 1) < 1e-16) break
  }
  return value
}
