/** How calls are gathered. */
export interface BatchOptions<Item, Result> {
  /** Carries out many calls at once and returns their results in the order of the items. */
  readonly flush: (items: readonly Item[]) => Promise<readonly Result[]>
  /** Milliseconds that the first call waits for others. */
  readonly windowMs: number
  /** Calls in one flush at most. */
  readonly limit: number
}

/** Calls that are carried out together. */
export interface CallBatch<Item, Result> {
  /** Resolves with the result of this item once its flush is done; rejects with the error of its flush. */
  add(item: Item): Promise<Result>
  /** Resolves when nothing waits and nothing is in flight. */
  idle(): Promise<void>
}

interface Waiting<Item, Result> {
  readonly item: Item
  readonly resolve: (result: Result) => void
  readonly reject: (error: unknown) => void
}

/**
 * Returns a gatherer of concurrent calls (group commit): one flush is in flight at a time, and calls that come meanwhile go into the next
 * one, so that the number of flushes falls as the load grows.
 */
export function batchCalls<Item, Result>(
  options: BatchOptions<Item, Result>,
): CallBatch<Item, Result> {
  let waiting: Waiting<Item, Result>[] = []
  let running: Promise<void> | null = null
  const run = async (): Promise<void> => {
    await new Promise((wait) => setTimeout(wait, options.windowMs))
    while (waiting.length > 0) {
      const batch = waiting.slice(0, options.limit)
      waiting = waiting.slice(options.limit)
      await settle(batch, options.flush)
    }
    running = null
  }
  return {
    add: (item) =>
      new Promise((resolve, reject) => {
        waiting.push({ item, resolve, reject })
        running ??= run()
      }),
    idle: async () => {
      while (running !== null) await running
    },
  }
}

async function settle<Item, Result>(
  batch: readonly Waiting<Item, Result>[],
  flush: BatchOptions<Item, Result>['flush'],
): Promise<void> {
  try {
    const results = await flush(batch.map((one) => one.item))
    batch.forEach((one, index) => {
      one.resolve(results[index]!)
    })
  } catch (error) {
    for (const one of batch) one.reject(error)
  }
}
