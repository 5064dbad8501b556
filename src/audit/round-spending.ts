import { HyperError } from '../kit/index.ts'
import type { AuditOptions } from './audit-input.ts'
import type { AuditSpending } from './audit-report.ts'

/**
 * Returns the error that this audit may make, so that all rounds of a series together err with at most delta = 1 - confidence: everything for a single
 * audit, delta / rounds for a stated number of rounds, 6 delta / (pi r)^2 in round r of an open series.
 *
 * @throws HyperError `config/bad-round`, `config/error-spent`
 */
export function roundSpending(
  options: Pick<AuditOptions, 'confidence' | 'round' | 'rounds' | 'alphaSpent'>,
): AuditSpending {
  const { confidence, round = 1, rounds, alphaSpent } = options
  requireRound('round', round)
  if (rounds !== undefined) requireRound('rounds', rounds)
  if (rounds !== undefined && round > rounds)
    throw new HyperError(
      'config/bad-round',
      `audit: got round ${round} of ${rounds}, expected at most ${rounds}`,
    )
  const delta = 1 - confidence
  const isSeries = options.round !== undefined || rounds !== undefined
  const partOf = (number: number): number =>
    rounds === undefined ? (6 * delta) / (Math.PI * number) ** 2 : delta / rounds
  const alpha = isSeries ? partOf(round) : delta
  const before = alphaSpent ?? (isSeries ? spentBefore(round, partOf) : 0)
  if (before + alpha > delta * (1 + 1e-9))
    throw new HyperError(
      'config/error-spent',
      `audit: got ${before} of the allowed error ${delta} spent before round ${round}, expected at most ${delta - alpha}`,
      { hint: 'state the number of rounds at the first one, or start a new series on new rows' },
    )
  return { round, alpha, spent: before + alpha }
}

function spentBefore(round: number, partOf: (number: number) => number): number {
  let spent = 0
  for (let earlier = 1; earlier < round; earlier++) spent += partOf(earlier)
  return spent
}

function requireRound(name: string, value: number): void {
  if (!Number.isInteger(value) || value < 1)
    throw new HyperError(
      'config/bad-round',
      `audit ${name}: got ${value}, expected a whole number from 1`,
    )
}
