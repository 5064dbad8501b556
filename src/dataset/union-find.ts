/** Sets that grow together. */
export interface DisjointSets {
  /** Returns the smallest member of the set that holds this one. */
  find(member: number): number
  /** Unites two sets; returns false when they were one already. */
  unite(a: number, b: number): boolean
}

/** Returns `size` sets of one member each, 0 .. size - 1. */
export function createDisjointSets(size: number): DisjointSets {
  const parents = Uint32Array.from({ length: size }, (_, index) => index)
  const find = (member: number): number => {
    let root = member
    while (parents[root] !== root) {
      parents[root] = parents[parents[root]!]!
      root = parents[root]!
    }
    parents[member] = root
    return root
  }
  return {
    find,
    unite: (a, b) => {
      const rootA = find(a)
      const rootB = find(b)
      if (rootA === rootB) return false
      parents[Math.max(rootA, rootB)] = Math.min(rootA, rootB)
      return true
    },
  }
}
