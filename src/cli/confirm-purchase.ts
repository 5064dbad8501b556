import { createInterface } from 'node:readline/promises'
import type { PlanRange } from '../judge/index.ts'
import { HyperError } from '../kit/index.ts'
import type { CommandContext } from './command.ts'

/**
 * Lets the user agree to a purchase: nothing is asked where it costs nothing or `--yes` was given; on a terminal the question is put, and
 * anything but yes ends the command.
 *
 * @throws HyperError `usage/not-confirmed` off a terminal without `--yes`, and where the answer is no
 */
export async function confirmPurchase(
  usd: PlanRange | null,
  { io, common }: Pick<CommandContext, 'io' | 'common'>,
): Promise<void> {
  if (common.yes === true || usd?.high === 0) return
  const money =
    usd === null ? 'an unknown price' : `${formatUsd(usd.low)} to ${formatUsd(usd.high)}`
  const canAsk = io.interactive && (io.stdin as { readonly isTTY?: boolean }).isTTY === true
  if (!canAsk) {
    throw new HyperError(
      'usage/not-confirmed',
      `paid work (${money}): got no consent, expected --yes where there is no terminal to ask on`,
      {
        hint: 'look at it first with --plan, then give --yes, and --cap USD for the most that it may cost',
      },
    )
  }
  const lines = createInterface({ input: io.stdin, output: process.stderr })
  try {
    const answer = await lines.question(`Spend ${money}? [y/N] `, { signal: io.signal })
    if (/^y(?:es)?$/i.test(answer.trim())) return
  } finally {
    lines.close()
  }
  throw new HyperError('usage/not-confirmed', `paid work (${money}): got no, expected yes`)
}

/** Returns money for people: four digits below a dollar, cents above. */
export function formatUsd(usd: number): string {
  if (usd === 0) return '$0'
  return usd < 1 ? `$${Number(usd.toPrecision(3))}` : `$${usd.toFixed(2)}`
}
