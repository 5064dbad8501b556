import type { PlanRange } from '../judge/index.ts'
import { askConsent } from './ask-consent.ts'
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
  await askConsent(
    {
      what: `paid work (${money})`,
      question: `Spend ${money}?`,
      hint: 'look at it first with --plan, then give --yes, and --cap USD for the most that it may cost',
    },
    io,
  )
}

/** Returns money for people: four digits below a dollar, cents above. */
export function formatUsd(usd: number): string {
  if (usd === 0) return '$0'
  return usd < 1 ? `$${Number(usd.toPrecision(3))}` : `$${usd.toFixed(2)}`
}
