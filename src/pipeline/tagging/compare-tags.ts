import { groupInstances } from '../../dataset/index.ts'
import type { PreferenceInstance } from '../../domain/index.ts'
import {
  type GivenTags,
  readGivenTags,
  TAG_DIMENSIONS,
  type TaggerAgreement,
  taggerAgreement,
} from '../../features/index.ts'
import { drawSubset, type Random } from '../../kit/index.ts'
import type { TaggedPrompt } from './prompt-tagger.ts'

/** Distinct prompts that agreement is measured on at most; where there are more, so many are drawn by chance. */
export const COMPARED_PROMPTS = 10_000

/** Name of the columns that stood in the data, beside the taggers. */
export const DATA_COLUMNS = 'columns'

/** How far two that say tags agree: two taggers, or one and the columns in the data. */
export interface TagComparison {
  readonly first: string
  readonly second: string
  readonly agreement: TaggerAgreement
}

/** Takes in what is said of distinct prompts, and measures agreement at the end. */
export interface TagComparer {
  /** Takes the prompt at a place among the distinct ones: the first instance with it, and what each tagger says. */
  add(place: number, instance: PreferenceInstance, said: readonly TaggedPrompt[]): void
  /** Returns every comparison there is; prompts that a tagger has not answered yet are in none. */
  compare(random: Random): TagComparison[]
}

interface HeldPrompt extends Pick<PreferenceInstance, 'prompt' | 'meta'> {
  readonly said: readonly TaggedPrompt[]
  readonly columns: GivenTags
}

/** Returns a comparer of taggers on so many distinct prompts. */
export function createTagComparer(
  taggers: readonly string[],
  prompts: number,
  random: Random,
): TagComparer {
  const most = Math.min(prompts, COMPARED_PROMPTS)
  const drawn = new Set(drawSubset(prompts, most, random.fork('compared prompts')))
  const held: HeldPrompt[] = []
  return {
    add: (place, instance, said) => {
      if (!drawn.has(place)) return
      const { prompt, meta } = instance
      held.push({ prompt, meta, said, columns: readGivenTags(instance) })
    },
    compare: (stream) => [
      ...(taggers.length < 2 ? [] : compareTaggers(held, taggers, stream)),
      ...taggers.flatMap((_, at) => compareColumns(held, taggers, at, stream)),
    ],
  }
}

function compareTaggers(
  held: readonly HeldPrompt[],
  [first, second]: readonly string[],
  random: Random,
): TagComparison[] {
  const rows = held.filter(({ said }) => said.every(isClosed))
  const tagsOf = (at: number): GivenTags[] => rows.map(({ said }) => said[at]!.tags)
  const options = { groups: groupInstances(rows).groups }
  const stream = random.fork('agreement of taggers')
  const agreement = taggerAgreement(tagsOf(0), tagsOf(1), options, stream)
  return [{ first: first!, second: second!, agreement }]
}

/** Dimensions without a column are left out; a row without any is not compared. */
function compareColumns(
  held: readonly HeldPrompt[],
  taggers: readonly string[],
  at: number,
  random: Random,
): TagComparison[] {
  const rows = held.filter(
    ({ said, columns }) => isClosed(said[at]!) && Object.keys(columns).length > 0,
  )
  if (rows.length === 0) return []
  const own = rows.map(({ said }) => said[at]!.tags)
  const columns = rows.map((row) => row.columns)
  const options = { groups: groupInstances(rows).groups }
  const stream = random.fork('agreement with columns', at)
  const agreement = taggerAgreement(own, columns, options, stream)
  const known = new Set<string>(
    TAG_DIMENSIONS.map(({ id }) => id).filter((id) => columns.some((tags) => id in tags)),
  )
  const dimensions = agreement.dimensions.filter(({ dimension }) => known.has(dimension))
  return [{ first: taggers[at]!, second: DATA_COLUMNS, agreement: { ...agreement, dimensions } }]
}

function isClosed({ state }: TaggedPrompt): boolean {
  return state !== 'open'
}
