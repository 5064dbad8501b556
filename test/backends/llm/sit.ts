import { type LmEndpointOptions, openLmEndpoint } from '../../../src/backends/index.ts'
import type { CallOutcome, LmRequest } from '../../../src/domain/index.ts'
import { createRandom } from '../../../src/kit/index.ts'
import { HOSTILE_LIMITS, HOSTILE_REQUEST } from '../../endpoints/hostile-cases.ts'
import {
  openScriptedEndpoint,
  type ScriptedAnswer,
  type ScriptedCall,
  type ScriptedEndpoint,
} from '../../endpoints/scripted-endpoint.ts'

/** An endpoint before a scripted server. */
export interface Sitting {
  readonly server: ScriptedEndpoint
  readonly endpoint: ReturnType<typeof openLmEndpoint>
  readonly warnings: string[]
  call(change?: Partial<LmRequest>, signal?: AbortSignal): Promise<CallOutcome>
}

/** Runs something against a scripted server and closes both. */
export async function withEndpoint(
  script: ((call: ScriptedCall) => ScriptedAnswer) | readonly ScriptedAnswer[],
  options: Partial<LmEndpointOptions>,
  work: (sitting: Sitting) => Promise<void>,
): Promise<void> {
  const server = await openScriptedEndpoint(script)
  const warnings: string[] = []
  const endpoint = openLmEndpoint({
    baseUrl: server.baseUrl,
    model: 'scripted',
    keys: [],
    limits: HOSTILE_LIMITS,
    warn: (message) => warnings.push(message),
    random: createRandom(1),
    ...options,
  })
  const call = (
    change: Partial<LmRequest> = {},
    signal: AbortSignal = new AbortController().signal,
  ): Promise<CallOutcome> => endpoint.call({ ...HOSTILE_REQUEST, ...change }, signal)
  try {
    await work({ server, endpoint, warnings, call })
  } finally {
    await endpoint.dispose()
    await server.close()
  }
}
