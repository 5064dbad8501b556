/** One USD in nano-dollars: a token of a model at 1 USD per million costs 1,000 of them. */
const NANO = 1e9

/**
 * Returns an amount in whole nano-dollars, rounded up: sums of whole numbers are exact, so that no rounding passes a cap. What is whole to
 * a millionth of a nano-dollar is taken as whole, for 0.1 + 0.2 is not 0.3 in binary.
 */
export function toNanoUsd(usd: number): bigint {
  return roundNano(usd, Math.ceil)
}

/** Returns a cap in whole nano-dollars, rounded down. */
export function capToNanoUsd(usd: number): bigint {
  return roundNano(usd, Math.floor)
}

/** Returns nano-dollars, written as digits, in USD. */
export function fromNanoUsd(nano: string): number {
  return Number(nano) / NANO
}

function roundNano(usd: number, round: (value: number) => number): bigint {
  const nano = usd * NANO
  if (!(nano >= 0 && nano < Number.MAX_SAFE_INTEGER)) {
    throw new RangeError(`money: got ${usd} USD, expected 0 or more and below 9 million`)
  }
  const near = Math.round(nano)
  return BigInt(Math.abs(nano - near) <= 1e-6 ? near : round(nano))
}
