import type { TokenPrice } from '../domain/index.ts'
import type { Judge } from '../judge/index.ts'

/** How fast an endpoint may be asked; null for what is not limited. */
export interface EndpointLimits {
  readonly requestsPerMinute: number | null
  readonly tokensPerMinute: number | null
  readonly concurrency: number
  readonly deadlineSeconds: number
  readonly attempts: number
  readonly longestWaitSeconds: number
}

/** Where an endpoint is, and how it is asked. */
export interface EndpointSetup {
  readonly model: string
  readonly baseUrl: string
  /** Names of the environment variables with its keys; none sends no key. */
  readonly keyEnv: readonly string[]
  /** Null: looked up in the price table. */
  readonly price: TokenPrice | null
  readonly limits: EndpointLimits
}

/** A judge as its file says, with the endpoint that it is asked at. */
export interface JudgeSetup extends EndpointSetup {
  readonly judge: Judge
  /** The file it was read from, or the place in the config. */
  readonly from: string
}
