import { labelInstances } from '../annotate/index.ts'
import type { FeatureMatrix, PreferenceInstance, SourceLabel } from '../domain/index.ts'
import type { PairSignals } from '../features/index.ts'
import { evidenceParts, gainAtHalf, predictPilot, predictSources } from '../pilot/index.ts'
import { differenceMatrix } from '../reward/index.ts'
import { loadEvaluationRows } from './evaluation-rows.ts'
import { loadEvidence, type RunEvidence } from './evidence-file.ts'
import { nameColumns } from './gather-evidence.ts'
import type { RunOptions } from './options.ts'
import { toPairEvidence } from './pair-signals.ts'
import type { JudgedPpm } from './plan-with.ts'
import { fitTarget, measureWorth } from './probe-evidence.ts'
import { describeResponses } from './response-encoders.ts'
import { labelsOfSources } from './source-labels.ts'
import { methodOf } from './stage-annotate.ts'
import { loadDesign } from './stage-design.ts'
import { judgePositions, loadPilot } from './stage-pilot.ts'
import type { World } from './world.ts'

/** New pairs, described as the run described its own. */
export interface NewRows {
  readonly instances: readonly PreferenceInstance[]
  readonly groups: Uint32Array
  readonly matrix: FeatureMatrix
  readonly signals: PairSignals
  readonly ppm: JudgedPpm
}

/**
 * Returns what is known of new pairs by the stored pilot: nothing of a pair that the judge has not labelled. What a label would be worth is measured at a head
 * of the judge's labels of these very pairs; labels of people that they carry are not looked at.
 */
export async function gatherNewEvidence(
  { instances, groups, matrix, signals, ppm }: NewRows,
  options: RunOptions,
  world: World,
): Promise<RunEvidence> {
  const stored = await loadEvidence(world.store)
  const { model, combined, sources } = await loadPilot(world.store)
  const lm = labelInstances(
    instances.map((instance) => ({ ...instance, human: [] })),
    { lm: methodOf(options.labels.lm) },
  ).map((pair) => pair.lm)
  const evidence = {
    ...toPairEvidence(signals, groups),
    judge: judgePositions(lm.map((label) => ({ lm: label }))),
  }
  const predicted = model === null ? null : predictPilot(model, evidence)
  const worth = await worthOf(instances, { lm, options, world })
  const parts = evidenceParts({
    labelGain: predicted?.labelGain ?? null,
    pDiffers: predicted?.pDiffers ?? null,
    worth: worth?.worth ?? null,
    ppmGain: ppm.usable ? gainAtHalf(ppm.predictor, matrix) : null,
  })
  const columns = nameColumns({ evidence, parts, predicted, combined, gap: worth?.gap ?? null })
  const ofSources =
    sources === null || options.sources === null
      ? []
      : predictSources(sources, evidence, labelsOfSources(instances, options.sources)).map(
          (values, index) => [`source:${sources[index]!.id}`, values] as const,
        )
  return {
    ids: evidence.ids,
    columns: { ...columns, ...Object.fromEntries(ofSources) },
    facts: {
      ...stored.facts,
      notes: [...stored.facts.notes, ...unlabelledNotes(lm)],
    },
  }
}

function unlabelledNotes(lm: readonly (SourceLabel | null)[]): string[] {
  const missing = lm.filter((label) => label === null).length
  return missing === 0
    ? []
    : [
        `${missing} of ${lm.length} pairs carry no label of the judge: the pilot knows nothing of them`,
      ]
}

async function worthOf(
  instances: readonly PreferenceInstance[],
  {
    lm,
    options,
    world,
  }: {
    readonly lm: readonly (SourceLabel | null)[]
    readonly options: RunOptions
    readonly world: World
  },
): Promise<Awaited<ReturnType<typeof measureWorth>> | null> {
  if (options.train.trainer.kind !== 'probe' || lm.every((label) => label === null)) return null
  const design = await loadDesign(world.store)
  const blocks = await describeResponses(
    instances.flatMap(({ prompt, completionA, completionB }) => [
      { prompt, response: completionA },
      { prompt, response: completionB },
    ]),
    await world.responseEncoders(),
    { progress: world.progress, cancel: world.cancel, stage: 'design' },
  )
  const { x } = differenceMatrix(design.facts.scaler, blocks, {
    first: Uint32Array.from(instances, (_, row) => 2 * row),
    second: Uint32Array.from(instances, (_, row) => 2 * row + 1),
  })
  return measureWorth({
    x,
    columns: design.facts.columns,
    l2: design.facts.l2,
    lm,
    target: fitTarget(design, await loadEvaluationRows(world.store, options)),
    options,
    engine: await world.engine(),
  })
}
