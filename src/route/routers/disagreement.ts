import { selectTop } from '../../stats/index.ts'
import { requireKnown } from '../known-values.ts'
import { byLocalGain, explainBy, markRows, type Router } from './router.ts'

/**
 * Sends the rows to people on which the sources most probably differ: no other row can change the mix. Rows of unknown chance (NaN) come last.
 *
 * @throws HyperError `config/router-needs-p-differs`
 */
export const routeDisagreement: Router = ({ request, matrix, humans }) => {
  const chances = requireKnown(request.evidence?.pDiffers, {
    router: 'disagreement',
    code: 'router-needs-p-differs',
    what: 'P(human differs from LM)',
  })
  return {
    ...byLocalGain,
    isHuman: markRows(matrix.ids.length, selectTop(chances, humans)),
    priority: chances,
    explain: explainBy('pDiffers', chances),
    notes: [],
  }
}
