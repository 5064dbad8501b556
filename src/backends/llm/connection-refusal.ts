import type { RefusedOutcome } from './read-refusal.ts'

// What Node says of certificates that it does not trust.
const UNTRUSTED = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
])

const SENTENCES: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there, is the server running?',
  ENOTFOUND: 'no such host',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another host',
  EPROTO: 'it does not speak TLS, is it http:// instead of https://?',
}

/**
 * Returns the refusal of a call that reached nobody. Certificates never mend by waiting: they stop every call, with the way out. The rest stops every
 * call where the endpoint has not answered for too long (`gone`), and may be tried again otherwise.
 */
export function refuseConnection(
  failure: { readonly code: string; readonly reason: string },
  place: { readonly host: string; readonly gone: boolean },
): RefusedOutcome {
  const { code } = failure
  const hopeless =
    UNTRUSTED.has(code) || code.startsWith('CERT_') || code === 'EPROTO' || code.startsWith('ERR_')
  const said = UNTRUSTED.has(code)
    ? 'its certificate is not signed by anybody known; give the certificate of its authority as "ca" to trust it'
    : (SENTENCES[code] ?? failure.reason)
  return {
    kind: 'refused',
    status: null,
    reason: `cannot reach ${place.host}: ${said}${code === '' ? '' : ` (${code})`}`,
    again: !hopeless && !place.gone,
    waitMs: null,
    about: hopeless || place.gone ? 'all' : 'call',
  }
}
