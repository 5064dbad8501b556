import type { Random } from '../../kit/index.ts'
import type { AnnotatorModel } from './annotator-model.ts'
import { type Judged, labelByJudge } from './label-by-judge.ts'
import { type Labelled, labelByPeople } from './label-by-people.ts'
import type { RowFacts } from './row-facts.ts'

/** What all annotators said of all instances, by id. */
export interface LabelledRows {
  readonly byAnnotator: Readonly<Record<string, Labelled>>
  /** What the first judge said, with its behaviour. */
  readonly judge: Judged
}

/** Returns the labels of every annotator on every instance; each has its own stream, named by its id. */
export function labelRows(
  annotators: readonly AnnotatorModel[],
  { facts, judge }: { readonly facts: RowFacts; readonly judge: string },
  random: Random,
): LabelledRows {
  const byAnnotator: Record<string, Labelled> = {}
  let judged: Judged | undefined
  for (const model of annotators) {
    const stream = random.fork(model.id)
    if (model.kind === 'human') byAnnotator[model.id] = labelByPeople(model, facts, stream)
    else {
      const own = labelByJudge(model, facts, stream)
      byAnnotator[model.id] = own
      if (model.id === judge) judged = own
    }
  }
  if (judged === undefined) throw new RangeError(`labelRows: got no judge ${judge}, expected one`)
  return { byAnnotator, judge: judged }
}
