import type { SafeLine } from '../llm/hide-secrets.ts'

/** Facts of a call that did not end in an answer with a good status. */
interface FailureFacts {
  /** Null where no answer came. */
  readonly status: number | null
  /** The hub's own word for a refusal (`GatedRepo`), or the system's for a broken connection (`ECONNREFUSED`); may be empty. */
  readonly code: string
  /** Host and port that were asked. */
  readonly host: string
  /** One safe line: what the other side said, or what became of the connection. */
  readonly said: string
  /** Seconds that the other side asked to wait; null where it did not say. */
  readonly waitSeconds: number | null
}

/** A call to the hub that failed. Stays in this room: callers see a HyperError that says what to do. */
export class HubFailure extends Error {
  readonly facts: FailureFacts

  constructor(facts: FailureFacts) {
    super(`${facts.host}: ${facts.said}`)
    this.name = 'HubFailure'
    this.facts = facts
  }
}

// What stands beside a refusal is read up to here.
const LARGEST_REFUSAL_BYTES = 16 * 1024

/** The part of a response that this file reads. */
interface Answer {
  readonly status: number
  readonly headers: { get(name: string): string | null }
  readonly body: AsyncIterable<Uint8Array> | null
}

/** Returns the failure that an answer with a bad status is; reads at most 16 KiB of it. */
export async function readRefusal(
  answer: Answer,
  host: string,
  now: number,
  safe: SafeLine,
): Promise<HubFailure> {
  const { status, headers } = answer
  const said = headers.get('x-error-message') ?? sentenceOf(await readHead(answer))
  return new HubFailure({
    status,
    host,
    code: safe(headers.get('x-error-code') ?? ''),
    said: safe(said),
    waitSeconds: readWait(headers, now),
  })
}

async function readHead({ body }: Answer): Promise<string> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  try {
    for await (const chunk of body ?? []) {
      chunks.push(chunk)
      bytes += chunk.length
      if (bytes >= LARGEST_REFUSAL_BYTES) break
    }
  } catch {
    // The status says enough.
  }
  return Buffer.concat(chunks).toString('utf8')
}

function sentenceOf(body: string): string {
  try {
    const said = JSON.parse(body) as { readonly error?: unknown; readonly message?: unknown } | null
    const sentence = said?.error ?? said?.message
    return typeof sentence === 'string' ? sentence : ''
  } catch {
    return /^\s*</.test(body) ? '' : body
  }
}

/** Returns the seconds of `Retry-After` (a number or a date), else of the hub's `RateLimit: ...;t=SECONDS`. */
function readWait(headers: Answer['headers'], now: number): number | null {
  const after = headers.get('retry-after')?.trim() ?? ''
  if (/^\d+(\.\d+)?$/.test(after)) return Number(after)
  const moment = after === '' ? Number.NaN : Date.parse(after)
  if (!Number.isNaN(moment)) return Math.max(0, (moment - now) / 1_000)
  const left = /;\s*t=(\d+)/.exec(headers.get('ratelimit') ?? '')?.[1]
  return left === undefined ? null : Number(left)
}

/** Returns the failure that an error of the network is. */
export function readBreak(error: unknown, host: string, safe: SafeLine): HubFailure {
  const causes = [...causesOf(error)]
  const named = causes.find(({ code }) => typeof code === 'string' && code !== '')
  const proxy = /proxy response \((\d+)\)/i.exec(causes.map(({ message }) => message).join(' '))
  const at = named?.address === undefined ? '' : ` at ${named.address}:${named.port ?? ''}`
  const code = proxy === null ? String(named?.code ?? '') : `PROXY_${proxy[1]}`
  const said =
    proxy === null
      ? `${SENTENCES[code] ?? causes.at(-1)?.message ?? 'unknown error'}${at}`
      : `the proxy refuses with ${proxy[1]}`
  return new HubFailure({ status: null, code, host, said: safe(said), waitSeconds: null })
}

interface SystemError extends Error {
  readonly code?: string
  readonly address?: string
  readonly port?: number
}

function* causesOf(error: unknown): Generator<SystemError> {
  for (let one = error, depth = 0; one instanceof Error && depth < 5; depth++) {
    yield one
    one = one instanceof AggregateError ? one.errors[0] : one.cause
  }
}

const SENTENCES: Readonly<Record<string, string>> = {
  ENOTFOUND: 'no such host',
  EAI_AGAIN: 'the name of the host could not be looked up',
  ECONNREFUSED: 'nothing listens',
  ECONNRESET: 'the connection was cut',
  UND_ERR_SOCKET: 'the connection was cut',
  UND_ERR_CONNECT_TIMEOUT: 'no connection in time',
  UND_ERR_HEADERS_TIMEOUT: 'no answer in time',
  UND_ERR_BODY_TIMEOUT: 'the answer stopped',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is not signed by anybody known',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate is not signed by anybody known',
}
