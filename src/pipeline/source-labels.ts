import { selectVotes } from '../annotate/index.ts'
import {
  type Annotation,
  type PlanRow,
  type PreferenceInstance,
  verdictSign,
} from '../domain/index.ts'
import type { HumanPositions, SourceLabels } from '../pilot/index.ts'
import type { RunOptions, SourceOption } from './options.ts'

/** Returns the positions of the people of an instance; those of one annotator where the config takes the human label from one. */
export function peopleOf(
  { human }: PreferenceInstance,
  { human: method }: Pick<RunOptions['labels'], 'human'>,
): HumanPositions {
  const named = typeof method === 'object' ? method.annotator : null
  return positionsOf(human, (annotator) => named === null || annotator === named)
}

function positionsOf(
  annotations: readonly Annotation[],
  isOwn: (annotator: string) => boolean,
): HumanPositions {
  return selectVotes(annotations).flatMap(({ annotator, verdict }) =>
    isOwn(annotator) ? [verdictSign(verdict)] : [],
  )
}

/** Returns the labels that each source of the config gave; one that names no annotator has all of its kind that no other names. */
export function labelsOfSources(
  instances: readonly PreferenceInstance[],
  sources: readonly SourceOption[],
): SourceLabels[] {
  return sources.map((source) => {
    const { id, kind } = source
    const isOwn = ownerOf(source, sources)
    return {
      id,
      kind,
      positions: instances.map((instance) =>
        positionsOf(kind === 'human' ? instance.human : instance.lm, isOwn),
      ),
    }
  })
}

/** Returns whether an annotator's labels are a source's. */
function ownerOf(
  { kind, annotators }: SourceOption,
  sources: readonly SourceOption[],
): (annotator: string) => boolean {
  const named = new Set(sources.flatMap((other) => (other.kind === kind ? other.annotators : [])))
  return (annotator) =>
    annotators.length === 0 ? !named.has(annotator) : annotators.includes(annotator)
}

/** Returns the instances with only those annotations of the planned kind that are the planned source's; rows of other plans stay as they are. */
export function keepPlannedSource(
  instances: readonly PreferenceInstance[],
  plan: readonly Pick<PlanRow, 'id' | 'source' | 'annotator'>[],
  sources: readonly SourceOption[],
): PreferenceInstance[] {
  const planned = new Map(plan.map((row) => [row.id, row]))
  const owners = new Map(sources.map((source) => [source.id, ownerOf(source, sources)]))
  return instances.map((instance) => {
    const row = planned.get(instance.id)
    const isOwn = row?.annotator == null ? undefined : owners.get(row.annotator)
    if (row === undefined || isOwn === undefined) return instance
    return {
      ...instance,
      [row.source]: instance[row.source].filter(({ annotator }) => isOwn(annotator)),
    }
  })
}
