import { TAG_DIMENSIONS, type TagDimension } from '../../features/index.ts'
import { addTokens, noTokens, type TokenTotals } from '../judging/index.ts'
import type { TaggedPrompt } from './prompt-tagger.ts'

/** What became of the distinct prompts at one tagger; filled while rows are taken. */
export interface TagCounts {
  readonly tagger: string
  answered: number
  failed: number
  open: number
  /** Prompts that the tagger leaves unknown, by dimension; failed and open ones among them. */
  readonly unknown: Record<TagDimension, number>
  /** Answers in which something could not be read, by code; an answer with two codes counts for both. */
  readonly problems: Record<string, number>
  readonly usage: TokenTotals
}

/** Returns empty counts of a tagger. */
export function createTagCounts(tagger: string): TagCounts {
  return {
    tagger,
    ...{ answered: 0, failed: 0, open: 0 },
    unknown: Object.fromEntries(TAG_DIMENSIONS.map(({ id }) => [id, 0])) as TagCounts['unknown'],
    problems: {},
    usage: noTokens(),
  }
}

/** Adds one distinct prompt to the counts. */
export function countTagged(
  counts: TagCounts,
  { tags, problems, state, usage }: TaggedPrompt,
): void {
  counts[state]++
  for (const { id } of TAG_DIMENSIONS) if ((tags[id] ?? null) === null) counts.unknown[id]++
  for (const code of new Set(problems.map((problem) => problem.code)))
    counts.problems[code] = (counts.problems[code] ?? 0) + 1
  if (state !== 'answered') return
  addTokens(counts.usage, usage)
}
