import type { AnswerShop } from './answer-shop.ts'
import type { Judging } from './judging.ts'

/** The judges of a run with the shop they sell in. */
export interface OpenedJudges {
  readonly judging: Judging
  readonly shop: AnswerShop
}
