import type { NoLease } from './key-ring.ts'
import type { RefusalBody } from './read-refusal.ts'

/** Returns what to say of a status; where it redirects to, without path or query. */
export function explainStatus(
  status: number,
  body: RefusalBody,
  location: string | undefined,
): string {
  if (status >= 300 && status < 400) {
    const target =
      location !== undefined && URL.canParse(location) ? new URL(location).origin : 'another place'
    return `redirects to ${target}, which is never followed with a key; write the right address as base URL`
  }
  const message = body.message.trim()
  return message === '' ? 'without a word' : message
}

/** Returns why no call can go out. */
export function explainNoLease(lease: NoLease, host: string): string {
  switch (lease.none) {
    case 'retired':
      return `${host}: every key was refused`
    case 'late':
      return `${host}: the next call may go out only in ${Math.ceil(lease.waitMs / 1_000)} s`
    case 'too-large':
      return 'the call alone may use more tokens than the limit for a minute allows'
    case 'closed':
      return `${host}: the endpoint was closed`
  }
}
