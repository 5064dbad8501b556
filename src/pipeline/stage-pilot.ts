import { type PreferenceInstance, selectRows, verdictSign } from '../domain/index.ts'
import type { Random } from '../kit/index.ts'
import {
  type CombinedEvidence,
  type FittedSources,
  fitSources,
  fromPilotArtifact,
  gainAtHalf,
  type HumanPositions,
  type PairEvidence,
  type PilotModel,
  type SourceModel,
  selectEvidence,
  toPilotArtifact,
} from '../pilot/index.ts'
import {
  type LabelRow,
  loadDataset,
  loadInstances,
  loadLabels,
  loadMatrix,
  loadPool,
  loadRoutable,
} from './artifacts.ts'
import { loadEvaluationRows } from './evaluation-rows.ts'
import { type RunEvidence, type SourceFacts, writeEvidence } from './evidence-file.ts'
import { type GatheredEvidence, gatherEvidence, type ProbeEvidence } from './gather-evidence.ts'
import { readJsonArtifact } from './json-lines.ts'
import { loadSignals, toPairEvidence } from './pair-signals.ts'
import { fitTarget, measureProbe } from './probe-evidence.ts'
import { labelsOfSources, peopleOf } from './source-labels.ts'
import { type Stage, type StageContext, withoutFiles } from './stage.ts'
import { loadDesign } from './stage-design.ts'
import { loadPpm } from './stage-fit.ts'
import type { RunStore } from './store.ts'

/** Learns from the rows with both labels what a human label is worth, and writes the evidence about every row that can be routed. */
export const pilotStage: Stage = {
  name: 'pilot',
  inputs: [
    'pairs.jsonl',
    'judged.jsonl',
    'suite.jsonl',
    'dataset.json',
    'labels.jsonl',
    'features.json',
    'features.bin',
    'signals.json',
    'signals.bin',
    'design.json',
    'design.bin',
    'ppm.json',
  ],
  outputs: ['pilot.json', 'evidence.json', 'evidence.bin'],
  options: ({ labels, suite, train, sources }) => ({
    labels,
    suite: withoutFiles(suite),
    probe: train.trainer.kind === 'probe',
    weight: train.disagreementWeight,
    sources: sources?.map(({ id, kind, annotators }) => ({ id, kind, annotators })) ?? null,
  }),
  run: runPilot,
}

/** `pilot.json`: what new rows are judged with. */
interface PilotRunArtifact {
  readonly format: 'hyper/pilot@1'
  /** Null where there is no pilot. */
  readonly model: unknown
  readonly skipped: string | null
  readonly combined: CombinedEvidence | null
  readonly sources:
    | readonly (Omit<SourceModel, 'model' | 'agreement'> & {
        readonly agreement: number | null
        readonly model: unknown
      })[]
    | null
}

async function runPilot(context: StageContext): Promise<Record<string, number>> {
  const { world, random, spend } = context
  const startedAt = world.clock.now()
  const rows = await loadRows(context)
  const probe = await probeOf(context, rows)
  const gathered = gatherEvidence(
    {
      evidence: rows.evidence,
      people: rows.people,
      ppmGain: await ppmGainOf(context, rows),
      probe,
    },
    random.fork('evidence'),
  )
  const sources = sourcesOf(context, { rows, gathered }, random.fork('sources'))
  const evidence = withSources(gathered.evidence, sources)
  await writeEvidence(world.store, evidence)
  await world.store.write('pilot.json', writePilot(gathered, sources))
  spend({
    what: 'pilot fitted',
    count: 1,
    rows: evidence.facts.pilotRows,
    seconds: (world.clock.now() - startedAt) / 1000,
    device: 'cpu',
    costUsd: null,
  })
  for (const message of evidence.facts.notes)
    world.progress({ type: 'warning', stage: context.stage, message })
  return { 'pilot rows': evidence.facts.pilotRows, columns: Object.keys(evidence.columns).length }
}

/** Rows that can be routed, with what is known of them. */
interface RoutableRows {
  readonly routable: Uint32Array
  readonly instances: readonly PreferenceInstance[]
  readonly labels: readonly LabelRow[]
  readonly evidence: PairEvidence
  readonly people: readonly HumanPositions[]
}

async function loadRows({ options, world }: StageContext): Promise<RoutableRows> {
  const every = await loadInstances(world.store)
  const labels = await loadLabels(world.store)
  const { groups } = await loadDataset(world.store)
  const routable = await loadRoutable(world.store)
  const instances = Array.from(routable, (index) => every[index]!)
  const own = Array.from(routable, (index) => labels[index]!)
  const evidence = selectEvidence(toPairEvidence(await loadSignals(world.store), groups), routable)
  return {
    routable,
    instances,
    labels: own,
    evidence: { ...evidence, judge: judgePositions(own) },
    people: instances.map((instance) => peopleOf(instance, options.labels)),
  }
}

/** Returns the positions of the labels that the judge has after aggregation; NaN without one. */
export function judgePositions(labels: readonly Pick<LabelRow, 'lm'>[]): Float64Array {
  return Float64Array.from(labels, ({ lm }) => (lm === null ? Number.NaN : verdictSign(lm.verdict)))
}

async function probeOf(
  { options, world }: StageContext,
  { routable, labels }: RoutableRows,
): Promise<ProbeEvidence | null> {
  if (options.train.trainer.kind !== 'probe') return null
  const design = await loadDesign(world.store)
  return measureProbe({
    design,
    pool: await loadPool(world.store, options),
    routable,
    lm: labels.map(({ lm }) => lm),
    target: fitTarget(design, await loadEvaluationRows(world.store, options)),
    options,
    engine: await world.engine(),
  })
}

async function ppmGainOf(
  { world }: StageContext,
  { routable }: RoutableRows,
): Promise<Float64Array | null> {
  const { artifact, models } = await loadPpm(world.store)
  if (artifact.quality[artifact.score].overall?.usable !== true) return null
  return gainAtHalf(models.overall!, selectRows(await loadMatrix(world.store), routable))
}

function sourcesOf(
  { options }: StageContext,
  {
    rows: { evidence, instances },
    gathered,
  }: { readonly rows: RoutableRows; readonly gathered: GatheredEvidence },
  random: Random,
): FittedSources | null {
  if (options.sources === null) return null
  const { fitted } = gathered
  const everyone = { ...options.labels, human: 'majority' as const }
  const isEveryone = typeof options.labels.human === 'string'
  return fitSources(
    {
      evidence,
      people: instances.map((instance) => peopleOf(instance, everyone)),
      sources: labelsOfSources(instances, options.sources),
      known: fitted === null || !isEveryone ? null : { judge: evidence.judge, fitted },
    },
    random,
  )
}

function withSources(evidence: RunEvidence, sources: FittedSources | null): RunEvidence {
  if (sources === null) return evidence
  const { models, values } = sources
  return {
    ...evidence,
    facts: { ...evidence.facts, sources: models.map(toFacts) },
    columns: {
      ...evidence.columns,
      ...Object.fromEntries(models.map(({ id }, index) => [`source:${id}`, values[index]!])),
    },
  }
}

const toFacts = ({ id, kind, agreement, shrunk, rows, model }: SourceModel): SourceFacts => ({
  id,
  kind,
  agreement: known(agreement),
  shrunk,
  rows,
  byRow: model !== null,
})

const known = (value: number): number | null => (Number.isNaN(value) ? null : value)

function writePilot(
  { fitted, combined, evidence }: GatheredEvidence,
  sources: FittedSources | null,
) {
  const pilot: Omit<PilotRunArtifact, 'format'> = {
    skipped: evidence.facts.skipped,
    combined,
    sources:
      sources?.models.map(({ agreement, model, ...own }) => ({
        ...own,
        agreement: known(agreement),
        model: model === null ? null : toPilotArtifact(model).model,
      })) ?? null,
    model: fitted === null ? null : toPilotArtifact(fitted.model).model,
  }
  return `${JSON.stringify({ format: 'hyper/pilot@1', ...pilot })}\n`
}

/** What new rows are judged with. */
export interface StoredPilot {
  readonly model: PilotModel | null
  readonly combined: CombinedEvidence | null
  readonly sources: readonly SourceModel[] | null
}

/** Returns the pilot of a run. */
export async function loadPilot(store: RunStore): Promise<StoredPilot> {
  const held = await readJsonArtifact<PilotRunArtifact>(store, 'pilot.json', 'pilot')
  const read = (model: unknown): PilotModel | null =>
    model === null ? null : fromPilotArtifact({ format: held.format, model })
  return {
    model: read(held.model),
    combined: held.combined,
    sources:
      held.sources?.map((own) => ({
        ...own,
        agreement: own.agreement ?? Number.NaN,
        model: read(own.model),
      })) ?? null,
  }
}
