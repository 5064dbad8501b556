import type { FeatureMatrix } from '../../domain/index.ts'
import { drawNormal, HyperError, nearestName, type Random, show } from '../../kit/index.ts'
import { logit, sigmoid } from '../../stats/index.ts'
import type { LapseModel } from './annotator-model.ts'
import { fillNumbers } from './fill-numbers.ts'
import type { TagBlock } from './tag-blocks.ts'
import {
  type Drift,
  drawTagEffect,
  givenTagEffect,
  sumTagEffect,
  type TagEffect,
} from './tag-effects.ts'

/** Everything about the instances that decides how labels fall; n long each. */
export interface RowFacts {
  readonly matrix: FeatureMatrix
  readonly blocks: readonly TagBlock[]
  readonly drift: Drift | null
  /** True verdicts: 1 A, 0 tie, -1 B. */
  readonly verdicts: Int8Array
  /** How hard an instance is for everybody; standard normal. */
  readonly difficulty: Float64Array
  /** Above 0 where A is the longer answer. */
  readonly logLengthRatio: Float64Array
}

/** Returns true verdicts: a tie with the given chance, else either side equally often. */
export function drawVerdicts(instances: number, tieShare: number, random: Random): Int8Array {
  return new Int8Array(instances).map(() => {
    const at = random.next()
    return at < tieShare ? 0 : at < (1 + tieShare) / 2 ? 1 : -1
  })
}

/** Returns standard normal numbers. */
export function drawDifficulty(instances: number, random: Random): Float64Array {
  return fillNumbers(instances, () => drawNormal(random))
}

/**
 * Returns the chance of a lapse on every instance; shape (n).
 *
 * @throws HyperError `config/unknown-feature` for given effects of a tag that the world does not have
 */
export function lapseChances(model: LapseModel, facts: RowFacts, random: Random): Float64Array {
  const tags = sumTagEffect(
    facts.matrix,
    tagEffectOf(model, facts, random),
    facts.drift?.place ?? facts.verdicts.length,
  )
  const base = logit(model.lapse)
  return tags.map((sum, row) => sigmoid(base + sum + model.difficulty * facts.difficulty[row]!))
}

function tagEffectOf({ tags }: LapseModel, facts: RowFacts, random: Random): TagEffect {
  const { blocks, drift } = facts
  if (typeof tags === 'number') return drawTagEffect(blocks, { spread: tags, drift }, random)
  const ids = facts.matrix.specs.map(({ id }) => id)
  for (const id of Object.keys(tags)) {
    if (ids.includes(id)) continue
    const near = nearestName(id, ids)
    throw new HyperError(
      'config/unknown-feature',
      `effects of tags on lapses: got ${show(id)}, expected a feature of the world`,
      near === undefined ? {} : { hint: `did you mean "${near}"?` },
    )
  }
  return givenTagEffect(
    blocks,
    Float64Array.from(ids, (id) => tags[id] ?? 0),
  )
}
