import type { PreferenceInstance } from '../../domain/index.ts'
import { withTagColumns } from '../../features/index.ts'
import type { Cancel } from '../../kit/index.ts'
import { type InstanceSource, windowsOf } from '../judging/index.ts'
import type { TagComparer } from './compare-tags.ts'
import { createPromptMemory } from './distinct-prompts.ts'
import type { PromptTagger, TaggedPrompt } from './prompt-tagger.ts'
import { countTagged, type TagCounts } from './tag-counts.ts'

/** What is noted while rows are tagged. */
export interface ReadTags {
  /** Parallel to the taggers. */
  readonly counts: readonly TagCounts[]
  readonly comparer: TagComparer
  readonly cancel: Cancel
  /** Hears how many rows are done. */
  readonly advance: (rows: number) => void
}

/**
 * Yields the instances of a source with the first tagger's tags as columns of `meta`, in place of older ones; the taggers after it are compared with it
 * on the distinct prompts. What is unknown, not answered or has failed is written as null. No more than a window of instances is held.
 */
export async function* readTags(
  source: InstanceSource,
  taggers: readonly PromptTagger[],
  { counts, comparer, cancel, advance }: ReadTags,
): AsyncGenerator<PreferenceInstance, void, undefined> {
  const memory = createPromptMemory()
  let [place, rows] = [0, 0]
  for await (const window of windowsOf(source)) {
    cancel.throwIfAborted()
    const fresh = window.filter(({ prompt }) => memory.add(prompt))
    const freshPrompts = fresh.map(({ prompt }) => prompt)
    const said = await tagAll(taggers[0]!, [...new Set(window.map(({ prompt }) => prompt))])
    const others = await Promise.all(taggers.slice(1).map((other) => other.tag(freshPrompts)))
    fresh.forEach((instance, index) => {
      const all = [said.get(instance.prompt)!, ...others.map((own) => own[index]!)]
      all.forEach((own, tagger) => {
        countTagged(counts[tagger]!, own)
      })
      comparer.add(place++, instance, all)
    })
    rows += window.length
    advance(rows)
    for (const instance of window)
      yield {
        ...instance,
        meta: withTagColumns(instance.meta, said.get(instance.prompt)!.tags),
      }
  }
}

async function tagAll(
  tagger: PromptTagger,
  prompts: readonly string[],
): Promise<Map<string, TaggedPrompt>> {
  const said = await tagger.tag(prompts)
  return new Map(prompts.map((prompt, index) => [prompt, said[index]!]))
}
