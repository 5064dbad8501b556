/** Judges at work: what judging would cost, buying the answers, reading them into annotations. */
export * from './answer-shop.ts'
export * from './buy-judgements.ts'
export * from './calibrate-judges.ts'
export * from './judge-window.ts'
export * from './judging.ts'
export * from './plan-judging.ts'
export * from './purchase-judgements.ts'
export * from './read-judgements.ts'
