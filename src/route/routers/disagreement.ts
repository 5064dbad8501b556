import { HyperError } from '../../kit/index.ts'
import { selectTop } from '../../stats/index.ts'
import { markRows, type Router } from './router.ts'

/**
 * Sends the rows to people on which the sources most probably differ: no other row can change the mix. Rows of unknown chance (NaN) come last.
 *
 * @throws HyperError `config/router-needs-p-differs`
 */
export const routeDisagreement: Router = ({ request, matrix, humans }) => {
  const chances = request.pDiffers
  if (chances === undefined || chances === null) {
    throw new HyperError(
      'config/router-needs-p-differs',
      'router "disagreement": got no P(human differs from LM), expected one number per row',
      { hint: 'use the router "random", or "auto"' },
    )
  }
  return {
    isHuman: markRows(matrix.ids.length, selectTop(chances, humans)),
    gainsAt: null,
    priority: chances,
    propensity: null,
    showsGains: false,
    notes: [],
  }
}
