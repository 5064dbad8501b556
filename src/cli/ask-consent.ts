import { createInterface } from 'node:readline/promises'
import { HyperError } from '../kit/index.ts'
import type { CliIo } from './io.ts'

/** What the user is asked to agree to. */
export interface Consent {
  /** Begins the error message: `paid work ($3)`. */
  readonly what: string
  readonly question: string
  /** What to do where there is no terminal to ask on. */
  readonly hint: string
}

/**
 * Puts a question on a terminal; anything but yes ends the command.
 *
 * @throws HyperError `usage/not-confirmed` off a terminal, and where the answer is no
 */
export async function askConsent({ what, question, hint }: Consent, io: CliIo): Promise<void> {
  const canAsk = io.interactive && (io.stdin as { readonly isTTY?: boolean }).isTTY === true
  if (!canAsk) {
    throw new HyperError(
      'usage/not-confirmed',
      `${what}: got no consent, expected --yes where there is no terminal to ask on`,
      { hint },
    )
  }
  const lines = createInterface({ input: io.stdin, output: process.stderr })
  try {
    const answer = await lines.question(`${question} [y/N] `, { signal: io.signal })
    if (/^y(?:es)?$/i.test(answer.trim())) return
  } finally {
    lines.close()
  }
  throw new HyperError('usage/not-confirmed', `${what}: got no, expected yes`)
}
