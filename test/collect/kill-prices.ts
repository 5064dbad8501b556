import type { LmRequest, LmUsage } from '../../src/domain/index.ts'

/** What a token of the local endpoint costs, USD. */
export const TOKEN_USD = 0.0001

export const costOf = (usage: LmUsage): number => usage.outputTokens * TOKEN_USD

export const boundOf = (request: LmRequest): number => request.maxTokens * TOKEN_USD
