import { revealTruth } from '../../domain/index.ts'
import { fillUnknown, needError, requireKnown, unknownNotes } from '../known-values.ts'
import { byValue, countPositive, type Router } from './router.ts'

const need = { router: 'oracle', code: 'router-needs-truth', what: 'true gain' } as const

/**
 * Sends the rows of the largest true gain to people: what no router can beat at its budget, and what their regret is measured against. A free budget takes
 * the rows with a true gain above zero.
 *
 * @throws HyperError `config/router-needs-truth`; RangeError when the truth is that of other rows
 */
export const routeOracle: Router = ({ request, matrix, humans }) => {
  const hidden = request.evidence?.hidden
  if (hidden === undefined) throw needError(need)
  const gains = requireKnown(revealTruth(hidden), need)
  const total = matrix.ids.length
  if (gains.length !== total) {
    throw new RangeError(`evidence.hidden: got ${gains.length} values, expected ${total}`)
  }
  const { values, unknown } = fillUnknown(gains)
  return byValue(values, request.budget === 'free' ? countPositive(values) : humans, {
    explain: () => [],
    notes: [
      'router "oracle" looks at the truth: it is for studies only and routes no labels that nobody has yet',
      ...unknownNotes('the true gain', unknown, total),
    ],
  })
}
