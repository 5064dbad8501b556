import type { PreferenceInstance } from '../../../domain/index.ts'
import type { Json } from '../../../kit/index.ts'
import { type FieldReader, type Fields, ownField } from '../../field-reader.ts'

/** What tells one pair of MT-bench from another: two models that answered a question, judged up to one of its turns. */
export interface MtBenchPair extends Pick<PreferenceInstance, 'id' | 'source' | 'meta'> {
  /** The last turn that was judged, from 1. */
  readonly turn: number
}

/**
 * Returns the id and the facts of a pair of MT-bench; `keys` are the columns of the models of A and B. The id does not depend on
 * which model is A, so that rows with the models in either order, human and judged, are joined.
 */
export function readMtBenchPair(
  reader: FieldReader,
  row: Fields,
  keys: readonly [string, string],
): MtBenchPair {
  const name = reader.name(row, 'question_id')
  const models = keys.map((key) => reader.filledText(row, key))
  const turn = reader.number(row, 'turn')
  if (!Number.isNaN(turn) && !(Number.isInteger(turn) && turn > 0))
    reader.note('wrong-value', 'turn', ownField(row, 'turn'), 'a turn, counted from 1')
  return {
    id: ['mt-bench', name, ...models.toSorted(), turn].join('-'),
    source: 'mt-bench',
    meta: {
      group: `mt-bench-${name}`,
      models,
      question_id: ownField(row, 'question_id') as Json,
      turn,
    },
    turn,
  }
}
