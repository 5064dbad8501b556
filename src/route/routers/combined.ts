import type { CombinedEvidence } from '../evidence.ts'
import { fillUnknown, requireKnown, unknownNotes } from '../known-values.ts'
import { byValue, type Router, type RowExplainer } from './router.ts'

/**
 * Sends the rows of the largest combined value to people. The value counts per dollar, but the difference of two prices is the same for every row
 * and moves no rank. Rows of unknown value stand at the mean of the known. Without a combination `chooseRouter` names another router.
 *
 * @throws HyperError `config/router-needs-combination`
 * @see Wolpert, Stacked generalization (1992): the shares are learned on rows that no part was fitted on
 */
export const routeCombined: Router = ({ request, humans }) => {
  const combined = request.evidence?.combined
  const value = requireKnown(combined?.value, {
    router: 'combined',
    code: 'router-needs-combination',
    what: 'learned combination',
  })
  const { values, unknown } = fillUnknown(value)
  return byValue(values, humans, {
    explain: explainCombined(combined!),
    notes: [
      ...shareNotes(combined!),
      ...unknownNotes('the combined value', unknown, values.length),
    ],
  })
}

function shareNotes({ shares }: CombinedEvidence): string[] {
  const sorted = sortBySize(Object.entries(shares))
  const written = sorted.map(([name, share]) => `${name} ${(100 * share).toFixed(0)} %`)
  return written.length === 0 ? [] : [`combined of ${written.join(', ')}`]
}

/** By the parts of the row where they are given, else by the shares of the whole. */
function explainCombined({ value, parts, shares }: CombinedEvidence): RowExplainer {
  return (row) => {
    if (!Number.isFinite(value[row])) return []
    const entries =
      parts === undefined
        ? Object.entries(shares)
        : Object.entries(parts).map(([name, values]) => [name, values[row]!] as const)
    const known = entries.filter(([, size]) => Number.isFinite(size) && size !== 0)
    const whole = known.reduce((sum, [, size]) => sum + Math.abs(size), 0)
    return sortBySize(known)
      .slice(0, 3)
      .map(([feature, size]) => ({ feature, share: Math.abs(size) / whole }))
  }
}

function sortBySize<T extends readonly [string, number]>(entries: readonly T[]): T[] {
  return entries.toSorted(([, a], [, b]) => Math.abs(b) - Math.abs(a))
}
