/**
 * Buying answers: every question is reserved for, asked, and settled in a journal before it counts. Comes in: questions, an endpoint, a
 * journal with its wallet. Goes out: answers on disk, and what they cost. Refuses to pass a cap, to ask twice what the journal has answered,
 * and to go on where every key is refused.
 */
export { buyAnswers, stopsPurchase } from './buy-answers.ts'
export type { Ask, BuyOptions, WaitingClock } from './buy-options.ts'
export { createMemoryJournal } from './memory-journal.ts'
export { createTally, type Purchase, type Tally } from './purchase.ts'
