import { HyperError, isHyperError } from '../../kit/index.ts'
import { HubFailure, readBreak } from './hub-failure.ts'
import { formatRevision } from './hub-id.ts'
import { nearestDataSets, nearestRevisions } from './nearest-names.ts'
import type { Hub } from './open-hub.ts'

/** What was being done when a call failed. */
export interface Attempted {
  /** `OWNER/NAME`. */
  readonly repo: string
  readonly revision: string | null
  /** True where something was to be written. */
  readonly writes?: boolean
}

/**
 * Returns what to throw for an error of a call: a HyperError of one line with what to do. Errors that are one already and the reason of an aborted
 * signal stay as they are. No error carries a token, an address with a signature, or what caused it.
 */
export async function explainFailure(
  hub: Hub,
  error: unknown,
  attempted: Attempted,
): Promise<unknown> {
  if (isHyperError(error) || hub.signal.aborted) return error
  const met = error instanceof HubFailure ? error : foreign(error, hub)
  if (met === null) return badAnswer(hub, attempted)
  const { status, host } = met.facts
  if (status === null) return noHub(met)
  if (status === 401 || status === 403) return noAccess(hub, met, attempted)
  if (status === 404 || status === 410) return notFound(hub, met, attempted)
  if (status === 409 || status === 412) return meanwhile(met, attempted)
  const busy = status === 429
  const fault = busy || status >= 500
  return refusal(
    met,
    busy ? 'remote/hub-busy' : fault ? 'remote/hub-fault' : 'remote/hub-refusal',
    `${attempted.repo}: ${host} answers ${answerOf(met)}, expected an answer with the data`,
    busy && hub.settings.token === null
      ? 'try again later, or set HF_TOKEN: calls with a token have more room'
      : fault
        ? 'try again later; what was downloaded is kept'
        : 'look at what it says; another address of the hub is given as HF_ENDPOINT',
  )
}

/** An answer that broke off inside the library is a failure of the network; anything else that it throws is about what the answer holds. */
function foreign(error: unknown, hub: Hub): HubFailure | null {
  const broken = error instanceof TypeError && error.cause instanceof Error
  return broken ? readBreak(error, hub.host, (line) => line) : null
}

function answerOf({ facts }: HubFailure): string {
  return facts.said === '' ? String(facts.status) : `${facts.status} (${facts.said})`
}

function refusal(
  { facts }: HubFailure,
  code: `remote/${string}`,
  message: string,
  hint: string,
): HyperError {
  const { status, host } = facts
  return new HyperError(code, message, { hint, details: { status, host, code: facts.code } })
}

function noHub(met: HubFailure): HyperError {
  const { code, said, host } = met.facts
  const why = code === '' || said.includes(code) ? said : `${code}: ${said}`
  return refusal(
    met,
    'remote/no-hub',
    `cannot reach ${host} (${why})`,
    'download the files by hand and give their paths, or set HTTPS_PROXY / HF_ENDPOINT; HF_HUB_OFFLINE=1 reads what was downloaded before',
  )
}

function noAccess(hub: Hub, met: HubFailure, { repo, writes }: Attempted): HyperError {
  const { status, code, host } = met.facts
  const { token } = hub.settings
  const page = `${hub.settings.endpoint}/datasets/${repo}`
  if (code === 'GatedRepo') {
    const then =
      token === null ? 'set HF_TOKEN to a token of that account' : 'use a token of that account'
    return refusal(
      met,
      'remote/no-access',
      `${repo}: ${host} keeps it behind terms (${status})`,
      `accept the terms on ${page}, and ${then}`,
    )
  }
  if (token === null)
    return refusal(
      met,
      'remote/no-access',
      `${repo}: ${host} does not show it without a token (${status}): it is private, gated, or not there`,
      `check the name, accept the terms on ${page} if there are any, and set HF_TOKEN`,
    )
  return refusal(
    met,
    'remote/no-access',
    `${repo}: ${host} answers ${answerOf(met)} to the token in ${token.name}`,
    status === 401
      ? `the token may be mistyped or have ended: make a new one, or unset ${token.name} for what is public`
      : writes
        ? `use a token with the right to write to ${repo}`
        : `accept the terms on ${page} with the account of the token, or use a token that may read ${repo}`,
  )
}

async function notFound(hub: Hub, met: HubFailure, attempted: Attempted): Promise<HyperError> {
  const { repo, revision } = attempted
  const { code, host } = met.facts
  const details = { status: met.facts.status, host, code }
  if (code !== 'RepoNotFound' && revision !== null) {
    const { near, all } = await nearestRevisions(hub, repo, revision)
    if (code === 'RevisionNotFound' || all.length > 0) {
      const known = all.slice(0, 10).map(formatRevision)
      return new HyperError(
        'remote/no-revision',
        `${repo}: got no revision ${JSON.stringify(revision)}, expected ${known.join(', ') || 'a branch, a tag or a commit'}`,
        {
          hint:
            near === null
              ? `see ${hub.settings.endpoint}/datasets/${repo}/tree/main`
              : `did you mean hf:${repo}@${formatRevision(near)}`,
          details,
        },
      )
    }
  }
  if (code === 'EntryNotFound')
    return new HyperError(
      'remote/no-file',
      `${repo}: ${host} does not have a file that it listed`,
      {
        hint: 'try again; the data set may be changing',
        details,
      },
    )
  const near = await nearestDataSets(hub, repo)
  return new HyperError(
    'remote/no-data-set',
    `${repo}: got no such data set on ${host}, expected one that it shows${hub.settings.token === null ? '' : ' to this token'}`,
    {
      hint:
        near === null
          ? 'check the name; a private data set needs HF_TOKEN'
          : `did you mean hf:${near}`,
      details,
    },
  )
}

function meanwhile(met: HubFailure, { repo }: Attempted): HyperError {
  return refusal(
    met,
    'remote/changed-meanwhile',
    `${repo}: ${met.facts.host} answers ${answerOf(met)}, expected the state that was looked at`,
    'somebody else has written to it; look at the plan again',
  )
}

function badAnswer(hub: Hub, { repo }: Attempted): HyperError {
  return new HyperError(
    'remote/bad-answer',
    `${repo}: got an answer of ${hub.host} that cannot be read, expected that of a hub`,
    { hint: 'is HF_ENDPOINT the address of a hub, and does a proxy change what comes back?' },
  )
}
