import type { PreferenceInstance } from '../domain/index.ts'
import { searchNearPairs } from './near-pairs.ts'
import { normalizePrompt } from './prompt-group-key.ts'
import { createDisjointSets } from './union-find.ts'

/** Jaccard similarity of word shingles from which two prompts are near duplicates. */
export const NEAR_THRESHOLD = 0.8

/** How prompts are grouped. */
export interface GroupOptions {
  /** Joins near duplicates too; default true. */
  readonly near?: boolean
  /** Jaccard similarity of word shingles from which two prompts are near; default 0.8. */
  readonly threshold?: number
  /** Group keys that the rows bring along (`meta.group`), parallel to the prompts: rows with equal keys are joined. */
  readonly given?: readonly (string | undefined)[]
}

/** Groups of prompts, numbered in the order in which they first occur. */
export interface PromptGroups {
  /** Group of each prompt, 0 .. groupCount - 1. */
  readonly groups: Uint32Array
  readonly groupCount: number
  /** Groups that were joined to another because of near duplicates alone. */
  readonly nearJoined: number
}

/** Returns the groups of the prompts of instances, joined too where their `meta.group` is the same. */
export function groupInstances(
  instances: readonly Pick<PreferenceInstance, 'prompt' | 'meta'>[],
): PromptGroups {
  return groupPrompts(
    instances.map(({ prompt }) => prompt),
    {
      given: instances.map(({ meta: { group } }) =>
        typeof group === 'string' ? group : undefined,
      ),
    },
  )
}

/**
 * Returns the groups of prompts that must not be split: equal after lower-casing and collapsing white space, equal by given key,
 * or near duplicates. Grouping is transitive.
 */
export function groupPrompts(prompts: readonly string[], options: GroupOptions = {}): PromptGroups {
  const sets = createDisjointSets(prompts.length)
  const distinct = joinEqual(prompts.map(normalizePrompt), sets)
  joinEqual(options.given ?? [], sets)
  let nearJoined = 0
  if (options.near ?? true) {
    searchNearPairs(
      distinct.map((row) => prompts[row]!),
      {
        threshold: options.threshold ?? NEAR_THRESHOLD,
        wanted: (a, b) => sets.find(distinct[a]!) !== sets.find(distinct[b]!),
        found: (a, b) => {
          if (sets.unite(distinct[a]!, distinct[b]!)) nearJoined++
        },
      },
    )
  }
  return { ...numberGroups(prompts.length, sets), nearJoined }
}

/** Joins rows with equal keys; returns the first row of each key. */
function joinEqual(
  keys: readonly (string | undefined)[],
  sets: ReturnType<typeof createDisjointSets>,
): number[] {
  const firsts = new Map<string, number>()
  for (const [row, key] of keys.entries()) {
    if (key === undefined) continue
    const first = firsts.get(key)
    if (first === undefined) firsts.set(key, row)
    else sets.unite(first, row)
  }
  return [...firsts.values()]
}

function numberGroups(
  size: number,
  sets: ReturnType<typeof createDisjointSets>,
): { readonly groups: Uint32Array; readonly groupCount: number } {
  const groups = new Uint32Array(size)
  let groupCount = 0
  for (let row = 0; row < size; row++) {
    const first = sets.find(row)
    groups[row] = first === row ? groupCount++ : groups[first]!
  }
  return { groups, groupCount }
}
