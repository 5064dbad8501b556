import type { InfluenceCertainty, InfluenceTable } from '../../domain/index.ts'
import { needError, requireKnown } from '../known-values.ts'
import { chooseByInfluence } from './influence.ts'
import { explainBy, type Router } from './router.ts'

/**
 * Sends the rows whose human label raises the target most to people, as `chooseByInfluence` does: a fixed budget is filled (at random with rows on which
 * nothing hangs), a free one takes the rows that count. A cut on certainty lets only sure influences count.
 *
 * @throws HyperError `config/router-needs-influence`
 */
export const routeInfluence: Router = ({ request, humans, random }) => {
  const need = { router: 'influence', code: 'router-needs-influence', what: 'influence' }
  const value = requireKnown(request.evidence?.influence?.value, need)
  const { certainty } = request.evidence!.influence!
  const cut = request.influenceCut
  if (cut !== undefined && certainty === null) {
    throw needError({ ...need, what: 'certainty of the influence' })
  }
  const rows = value.length
  const influences: InfluenceTable = {
    targets: ['target'],
    rows,
    values: value,
    scores: new Float64Array(1),
  }
  const choice = chooseByInfluence(
    {
      influences,
      ...(certainty === null ? {} : { certainties: asTable(influences, certainty) }),
      ...(cut === undefined ? {} : { certainty: cut }),
      ...(request.budget === 'free' ? {} : { budget: humans, fill: true }),
      prices: request.prices,
    },
    random.fork('influence'),
  )
  return {
    isHuman: choice.isHuman,
    gainsAt: null,
    priority: choice.priority.map((own) => (Number.isNaN(own) ? 0 : own)),
    propensity: null,
    showsGains: true,
    explain: explainBy('influence', value),
    notes: choice.notes,
  }
}

/** Only t is read by the choice. */
function asTable({ targets, rows, values }: InfluenceTable, t: Float64Array): InfluenceCertainty {
  return { targets, rows, resamples: 0, mean: values, sd: new Float64Array(rows), t }
}
