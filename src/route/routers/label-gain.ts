import { fillUnknown, requireKnown, unknownNotes } from '../known-values.ts'
import { costNotes } from '../money-notes.ts'
import { byValue, countPositive, explainBy, type Router } from './router.ts'

/**
 * Sends the rows to people whose label is expected to improve most; a free budget takes the rows with an expected gain above zero, so that rows
 * on which people are worse than the judge stay with the judge. The gain counts per dollar, but the difference of two prices is the same for
 * every row and moves no rank. Rows of unknown gain stand at the mean of the known.
 *
 * @throws HyperError `config/router-needs-label-gain`
 * @see Mozannar and Sontag, Consistent estimators for learning to defer to an expert (ICML 2020): defer by the difference of the two expected losses
 */
export const routeLabelGain: Router = ({ request, humans }) => {
  const gains = requireKnown(request.evidence?.labelGain, {
    router: 'label-gain',
    code: 'router-needs-label-gain',
    what: 'label gain',
  })
  const { values, unknown } = fillUnknown(gains)
  const count = request.budget === 'free' ? countPositive(values) : humans
  const decision = byValue(values, count, {
    explain: explainBy('labelGain', gains),
    notes: unknownNotes('the label gain', unknown, values.length),
  })
  const gain = values.reduce((sum, value, row) => sum + value * decision.isHuman[row]!, 0)
  const cost = costNotes(request.prices, { humans: count, gain, unit: 'whole label of utility' })
  return { ...decision, notes: [...decision.notes, ...cost] }
}
