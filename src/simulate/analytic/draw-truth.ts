import type { Random } from '../../kit/index.ts'
import type { AnalyticTruth } from './analytic-world.ts'
import { combineVotes, utilityOfLabels } from './combine-votes.ts'
import type { LabelledRows } from './label-rows.ts'
import type { ResolvedSettings } from './resolve-settings.ts'
import { createSurface } from './response-surface.ts'
import type { RowFacts } from './row-facts.ts'
import { mixRowGains } from './row-gains.ts'
import { drawTagEffect, sumTagEffect } from './tag-effects.ts'
import type { Chances } from './verdict-chances.ts'

/** Returns the response surface of a world with everything else that is true of it. */
export function drawTruth(
  facts: RowFacts,
  { settings, labelled }: { readonly settings: ResolvedSettings; readonly labelled: LabelledRows },
  random: Random,
): AnalyticTruth {
  const { matrix, verdicts } = facts
  const { primary } = settings
  const { byAnnotator } = labelled
  const each = <T>(of: (id: string) => T): Record<string, T> =>
    Object.fromEntries(Object.keys(byAnnotator).map((id) => [id, of(id)]))
  const expectedUtility = each((id) => byAnnotator[id]!.expectedUtility)
  const gains = drawGains(facts, { settings, expectedUtility }, random.fork('gains'))
  const { surface: kind, pairs, curve } = settings
  return {
    ...createSurface({ matrix, gains, kind, curve, pairs }, random.fork('form')),
    trueGains: gains,
    verdicts,
    expectedUtility,
    primary,
    labelUtility: each((id) => utilityOfLabels(combineVotes(byAnnotator[id]!.votes), verdicts)),
    voteChances: (annotator, row) => {
      const chances: Chances = { a: 0, tie: 0 }
      byAnnotator[annotator]!.setVoteChances(chances, row)
      return { ...chances, b: 1 - chances.a - chances.tie }
    },
  }
}

function drawGains(
  { matrix, blocks, drift }: RowFacts,
  {
    settings,
    expectedUtility,
  }: {
    readonly settings: ResolvedSettings
    readonly expectedUtility: Readonly<Record<string, Float64Array>>
  },
  random: Random,
): Float64Array {
  const { primary } = settings
  const judged = expectedUtility[primary.lm]!
  const utility = expectedUtility[primary.human]!.map((value, row) => value - judged[row]!)
  const effect = drawTagEffect(blocks, { spread: 1, drift }, random)
  const tags = sumTagEffect(matrix, effect, drift?.place ?? matrix.ids.length)
  return mixRowGains({ utility, tags }, settings)
}
