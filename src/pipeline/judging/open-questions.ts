import type { Ask, Tally } from '../../collect/index.ts'
import { type AnswerState, isToAsk } from '../../domain/index.ts'
import type { AnswerShop } from './answer-shop.ts'

/** A question with its content key and what the journal knows of it. */
export interface KeyedAsk extends Ask {
  readonly key: string
  readonly state: AnswerState
}

/** Questions of which the journal is asked at once. */
const WINDOW = 256

/** Yields questions with their keys and states; the journal is asked window by window. */
export async function* withStates(
  asks: AsyncIterable<Ask>,
  { journal, hash }: Pick<AnswerShop, 'journal' | 'hash'>,
): AsyncGenerator<KeyedAsk, void, undefined> {
  let window: (Ask & { readonly key: string })[] = []
  async function* flush(): AsyncGenerator<KeyedAsk, void, undefined> {
    const states = await journal.states(window.map(({ key }) => key))
    for (const [index, ask] of window.entries()) yield { ...ask, state: states[index]! }
    window = []
  }
  for await (const ask of asks) {
    window.push({ ...ask, key: hash(ask.identity) })
    if (window.length >= WINDOW) yield* flush()
  }
  if (window.length > 0) yield* flush()
}

/** Counts a question, and tells whether there is something to buy: equal ones count once, failed ones only where they are asked again. */
export function isWanted(
  { key, state }: KeyedAsk,
  {
    seen,
    tally,
    retryFailed,
  }: { readonly seen: Set<string>; readonly tally: Tally; readonly retryFailed: boolean },
): boolean {
  tally.take()
  const isRepeated = seen.has(key)
  if (!isRepeated && isToAsk(state, retryFailed)) {
    seen.add(key)
    return true
  }
  if (isRepeated || state === 'answered') tally.answeredBefore()
  else tally.failedBefore()
  return false
}
