/** Pairs of one chunk at most, so that progress moves. */
const CHUNK_PAIRS = 256
/** Texts of one chunk at most. */
const CHUNK_TEXTS = 512

/**
 * Cuts texts into chunks of about equal work: indices, texts of like length together, the longest and the shortest chunks by turns so
 * that the rate of texts stays level.
 *
 * @param characters work of one chunk; a longer text stands alone
 */
export function planTextChunks(texts: readonly string[], characters: number): number[][] {
  const order = texts.map((_, index) => index)
  order.sort((a, b) => texts[a]!.length - texts[b]!.length || a - b)
  const chunks: number[][] = []
  let open: number[] = []
  let size = 0
  for (const index of order) {
    const length = texts[index]!.length
    if (open.length === CHUNK_TEXTS || (open.length > 0 && size + length > characters)) {
      chunks.push(open)
      open = []
      size = 0
    }
    open.push(index)
    size += length
  }
  if (open.length > 0) chunks.push(open)
  return takeFromBothEnds(chunks)
}

function takeFromBothEnds<T>(items: readonly T[]): T[] {
  return items.map((_, turn) =>
    turn % 2 === 0 ? items[items.length - 1 - turn / 2]! : items[(turn - 1) / 2]!,
  )
}

/**
 * Cuts pairs into chunks of about equal work such that pairs which share a text fall into one chunk where they fit: indices. Pairs
 * that hang together through shared texts are neighbours, ordered by their texts.
 *
 * @param characters of distinct texts in one chunk
 */
export function planPairChunks(
  pairs: readonly (readonly [string, string])[],
  characters: number,
): number[][] {
  const chunks: number[][] = []
  let open: number[] = []
  let held = new Set<string>()
  let size = 0
  const close = (): void => {
    if (open.length > 0) chunks.push(open)
    open = []
    held = new Set()
    size = 0
  }
  for (const group of groupPairs(pairs)) {
    const length = lengthOf(new Set(group.flatMap((index) => pairs[index]!)))
    if (size + length > characters || open.length + group.length > CHUNK_PAIRS) close()
    for (const index of group) {
      if (size > characters || open.length === CHUNK_PAIRS) close()
      for (const text of pairs[index]!) {
        if (!held.has(text)) size += text.length
        held.add(text)
      }
      open.push(index)
    }
  }
  close()
  return chunks
}

function lengthOf(texts: Iterable<string>): number {
  let sum = 0
  for (const text of texts) sum += text.length
  return sum
}

/** Pairs joined through shared texts, in the order of their first pair; within a group by the order of the texts. */
function groupPairs(pairs: readonly (readonly [string, string])[]): number[][] {
  const ids = new Map<string, number>()
  const parent: number[] = []
  const idOf = (text: string): number => {
    const known = ids.get(text)
    if (known !== undefined) return known
    // The empty text costs nothing and would tie everything together.
    if (text !== '') ids.set(text, parent.length)
    parent.push(parent.length)
    return parent.length - 1
  }
  const root = (id: number): number => {
    let at = id
    while (parent[at] !== at) {
      parent[at] = parent[parent[at]!]!
      at = parent[at]!
    }
    return at
  }
  const edges = pairs.map(([one, other]) => [idOf(one), idOf(other)] as const)
  for (const [one, other] of edges) parent[root(one)] = root(other)
  const groups = new Map<number, number[]>()
  edges.forEach(([one], index) => {
    const group = groups.get(root(one))
    if (group === undefined) groups.set(root(one), [index])
    else group.push(index)
  })
  for (const group of groups.values()) {
    group.sort((a, b) => edges[a]![0] - edges[b]![0] || edges[a]![1] - edges[b]![1] || a - b)
  }
  return [...groups.values()]
}
