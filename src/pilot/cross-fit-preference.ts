import type { Random } from '../kit/index.ts'
import { type RowTargets, selectTargets } from './label-utility.ts'
import { type PairEvidence, selectEvidence } from './pair-evidence.ts'
import { fitPreference, type PreferenceModel } from './preference-model.ts'

/** Returns the model of what people prefer that saw no row of some folds. */
export type PreferenceWithout = (folds: readonly number[]) => PreferenceModel

/**
 * Returns such models of a pilot, each fitted when it is first asked for and then kept. The model without folds i and j is the same for whichever of the two is
 * predicted with the other held out, so that nested cross-fitting with k folds needs 1 + k + k (k - 1) / 2 of them. A model depends on the stream and
 * on its folds alone.
 */
export function crossFitPreference(
  evidence: PairEvidence,
  positions: RowTargets,
  { folds, random }: { readonly folds: Uint8Array; readonly random: Random },
): PreferenceWithout {
  const known = new Map<string, PreferenceModel>()
  return (without) => {
    const left = [...without].sort((a, b) => a - b)
    const held = known.get(left.join())
    if (held !== undefined) return held
    const rows = Uint32Array.from(folds.keys()).filter((row) => !left.includes(folds[row]!))
    const model = fitPreference(
      selectEvidence(evidence, rows),
      selectTargets(positions, rows),
      random.fork(...left),
    )
    known.set(left.join(), model)
    return model
  }
}
