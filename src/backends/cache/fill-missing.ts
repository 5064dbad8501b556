import type { WorkContext } from '../../domain/index.ts'
import { mapBounded } from '../../kit/index.ts'

/** Chunks under way at once, so that threads do not wait for the last text of a chunk. */
const CHUNKS_UNDER_WAY = 2

/** How values that a cache lacks are come by. */
export interface Filling<Item, Value> {
  /** Distinct items. */
  readonly items: readonly Item[]
  readonly unit: string
  get(item: Item): Value | undefined
  put(item: Item, value: Value): void
  flush(): void
  /** Cuts the missing items into chunks: indices. */
  plan(missing: readonly Item[]): number[][]
  /** Computes the values of one chunk, in its order. */
  compute(chunk: readonly Item[], context: WorkContext): Promise<readonly Value[]>
}

/**
 * Returns the value of every item: from the cache, else computed, put and flushed by chunks, so that an interruption costs no more than
 * the chunks under way. Tells progress in items, those of the cache first; computes nothing when the cache holds all.
 */
export async function fillMissing<Item, Value>(
  filling: Filling<Item, Value>,
  context: WorkContext,
): Promise<Map<Item, Value>> {
  const { items, unit } = filling
  const { progress, cancel, stage = 'encode' } = context
  const values = new Map<Item, Value>()
  for (const item of items) {
    const value = filling.get(item)
    if (value !== undefined) values.set(item, value)
  }
  const report = (): void =>
    progress?.({ type: 'stage-advance', stage, done: values.size, total: items.length, unit })
  report()
  const missing = items.filter((item) => !values.has(item))
  const inner = { ...quietContext(context), stage }
  const work = async (indices: readonly number[]): Promise<void> => {
    const chunk = indices.map((index) => missing[index]!)
    const fresh = await filling.compute(chunk, inner)
    chunk.forEach((item, index) => {
      filling.put(item, fresh[index]!)
      values.set(item, fresh[index]!)
    })
    filling.flush()
    report()
  }
  if (missing.length > 0) {
    await mapBounded(filling.plan(missing), CHUNKS_UNDER_WAY, work, cancel)
  }
  return values
}

/** Lets warnings through, each message once; counts of a chunk would contradict ours. */
function quietContext({ progress, cancel }: WorkContext): WorkContext {
  const told = new Set<string>()
  return {
    ...(cancel === undefined ? {} : { cancel }),
    progress: (event) => {
      if (event.type !== 'warning' || told.has(event.message)) return
      told.add(event.message)
      progress?.(event)
    },
  }
}
