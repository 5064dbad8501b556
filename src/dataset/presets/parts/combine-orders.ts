import { type Annotation, annotationNames, verdictSign } from '../../../domain/index.ts'
import type { Json } from '../../../kit/index.ts'
import type { Preference } from '../../preference-words.ts'

/** What a judge said when the completions were shown in one order; the preference is about A and B as stored. */
export interface OrderAnswer {
  readonly preference: Preference
  /** The answer as it came. */
  readonly raw?: string
}

/**
 * Returns what two answers about A and B as stored, one in each order, come to: the same side twice is clear, unless both say slight;
 * one side and one tie is slight; opposite sides, or two ties, are a tie.
 */
export function combineOrders(ab: Preference, ba: Preference): Preference {
  const sum = verdictSign(ab.verdict) + verdictSign(ba.verdict)
  if (sum === 0) return { verdict: 'tie' }
  const slight = ab.strength === 'slight' && ba.strength === 'slight'
  return {
    verdict: sum > 0 ? 'a' : 'b',
    strength: ab.verdict === ba.verdict && !slight ? 'clear' : 'slight',
  }
}

/**
 * Returns the annotations of a judge that was asked in both orders: its label, then its raw answers `NAME@ab` and `NAME@ba`. An order
 * whose answer could not be read is null. In `extra` of the label: `flip` where the orders name opposite sides, `orders: 1` where only
 * one could be read; the label is that answer then. Empty where none could be read.
 */
export function annotateOrders(
  judge: string,
  ab: OrderAnswer | null,
  ba: OrderAnswer | null,
  facts: Readonly<Record<string, Json>> = {},
): Annotation[] {
  const [label, ...raws] = annotationNames(judge)
  const answers = [ab, ba].flatMap((answer, index) =>
    answer === null ? [] : [{ ...answer, order: ORDERS[index]!, annotator: raws[index]! }],
  )
  const [first, second] = answers
  if (first === undefined) return []
  const combined =
    second === undefined ? first.preference : combineOrders(first.preference, second.preference)
  const flip = second !== undefined && combined.verdict === 'tie' && !isTie(first)
  const extra = { ...facts, ...(flip ? { flip } : second === undefined ? { orders: 1 } : {}) }
  return [
    {
      annotator: label,
      ...combined,
      ...(Object.keys(extra).length === 0 ? {} : { extra }),
    },
    ...answers.map(({ annotator, preference, order, raw }) => ({
      annotator,
      ...preference,
      order,
      ...(raw === undefined ? {} : { raw }),
    })),
  ]
}

const ORDERS = ['ab', 'ba'] as const

const isTie = ({ preference }: OrderAnswer): boolean => preference.verdict === 'tie'
