declare const content: unique symbol

/**
 * What is true of a world and may not be looked at while a decision is made: the response surface without noise, the gain of every row, labels that
 * were held back. The value can be carried anywhere, but only `revealTruth` reads it, and a test lists the files that may call that.
 */
export interface HiddenTruth<T> {
  readonly [content]: T
}

const store = new WeakMap<object, unknown>()

/** Returns a value that can be carried and not read. */
export function hideTruth<T>(value: T): HiddenTruth<T> {
  const handle = Object.freeze({}) as HiddenTruth<T>
  store.set(handle, value)
  return handle
}

/**
 * Returns what was hidden. For the oracle and for what scores a decision after it was made; `test/architecture.test.ts` holds the list.
 *
 * @throws TypeError for something that `hideTruth` did not make
 */
export function revealTruth<T>(truth: HiddenTruth<T>): T {
  if (!store.has(truth)) throw new TypeError('revealTruth: got no hidden truth, expected one')
  return store.get(truth) as T
}
