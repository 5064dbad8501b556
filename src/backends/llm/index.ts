/**
 * Language models and encoders behind OpenAI-compatible endpoints. Comes in: an address, keys with the names of their variables, limits. Goes out: one
 * outcome for each call, whatever the other side does. Refuses redirects, unknown certificates, answers without bound, and to print a key.
 */
export { systemClock, type TimerClock } from './clock.ts'
export {
  DEFAULT_ENDPOINT_LIMITS,
  type EndpointKey,
  type EndpointLimits,
  type EndpointOptions,
  type LmEndpointOptions,
} from './endpoint-options.ts'
export { type LmCapabilities, UNKNOWN_CAPABILITIES } from './lm-capabilities.ts'
export {
  type EmbeddingEndpoint,
  type EmbeddingEndpointOptions,
  type EmbeddingOutcome,
  openEmbeddingEndpoint,
} from './open-embedding-endpoint.ts'
export { type HttpLmEndpoint, openLmEndpoint } from './open-lm-endpoint.ts'
export type { ParsedEmbeddings } from './parse-embeddings.ts'
export {
  type CapabilityProbe,
  type ProbeCall,
  type ProbeOptions,
  probeCapabilities,
  probeRequests,
} from './probe-capabilities.ts'
