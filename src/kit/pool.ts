import type { Cancel } from './progress.ts'

/**
 * Maps items with at most `limit` calls in flight and returns the results in the order of the items.
 * The first rejection stops new calls from starting and is thrown once those in flight have settled.
 */
export async function mapBounded<T, R>(
  items: readonly T[],
  limit: number,
  work: (item: T, index: number) => Promise<R>,
  cancel?: Cancel,
): Promise<R[]> {
  const results = new Array<R>(items.length)
  let nextIndex = 0
  let failure: { readonly error: unknown } | undefined
  const worker = async (): Promise<void> => {
    while (nextIndex < items.length && failure === undefined) {
      const index = nextIndex++
      try {
        cancel?.throwIfAborted()
        results[index] = await work(items[index]!, index)
      } catch (error) {
        failure ??= { error }
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(Math.max(1, limit), items.length) }, worker))
  if (failure !== undefined) throw failure.error
  return results
}
