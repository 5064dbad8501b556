import {
  type CandidateMix,
  type Interval,
  type LabelledPool,
  parseBudget,
  type RoutedRow,
  type RoutingPlan,
  type ScoreName,
  selectRows,
} from '../domain/index.ts'
import { pairedDifference, type ScoreSamples, scoreInterval } from '../evaluate/index.ts'
import { isHyperError, type Random } from '../kit/index.ts'
import { labelTables, mixLabels } from '../reward/index.ts'
import { fillsBudget, planToRows, type RouterName } from '../route/index.ts'
import { loadMatrix, loadRoutable } from './artifacts.ts'
import { type ScoredInterval, sampleHeads } from './baselines.ts'
import { loadEvidence } from './evidence-file.ts'
import { writeJsonArtifact } from './json-lines.ts'
import type { RunOptions } from './options.ts'
import { type PlannedRows, planWith } from './plan-with.ts'
import { selectEvidenceRows } from './run-routing-evidence.ts'
import { type Stage, type StageContext, withoutFiles } from './stage.ts'
import { loadDesign } from './stage-design.ts'
import { loadJudgedPpm, shareOfBudget } from './stage-route.ts'
import { drawRandomMixes, writeHeads } from './stage-train.ts'
import { HUMAN_CATEGORY } from './targets.ts'
import type { HeadRequest } from './trained-heads.ts'
import { openTrainer } from './trainer.ts'

/** A score with its paired differences, points. */
export interface JudgedScore {
  readonly score: Interval
  readonly vsRandom: Interval
  readonly vsBetterSingle: Interval
}

/** One routed mix with both scores; `score` of the row is the score that the PPM aims at. */
export interface JudgedRow extends RoutedRow {
  readonly accuracy: JudgedScore
  /** The same on every category, and on held-out human pairs. */
  readonly targets: Readonly<Record<string, JudgedScore>>
  /** Mixes whose mean is meant: one per routing seed that gave another mix. */
  readonly mixes: number
  readonly randomMixes: number
}

/** `routed.json`: routed mixes, trained and judged on rows that the PPM never saw. */
export interface RoutedArtifact {
  readonly format: 'hyper/routed@1'
  readonly rows: readonly JudgedRow[]
  /** Routers that were to be compared and lacked what they decide from, with the reason. */
  readonly leftOut: readonly { readonly router: string; readonly reason: string }[]
  readonly allHuman: ScoredInterval
  readonly allLm: ScoredInterval
}

/** Trains the mixes of several routers at several shares, random ones of the same size beside them, and judges them. */
export const compareStage: Stage = {
  name: 'compare',
  inputs: [
    'pairs.jsonl',
    'judged.jsonl',
    'ppm.json',
    'evidence.json',
    'evidence.bin',
    'features.json',
    'features.bin',
    'labels.jsonl',
    'dataset.json',
    'design.json',
    'design.bin',
    'suite.jsonl',
  ],
  outputs: ['routed.json', 'routed-heads.json', 'routed-heads.bin'],
  options: ({ route, train, labels, suite, candidates, ppm, prices, sources }) => ({
    route: { ...route, exploration: null, audit: null },
    sources: sources !== null,
    train,
    labels,
    suite: withoutFiles(suite),
    baselineMixes: candidates.baselineMixes,
    score: ppm.score,
    prices,
  }),
  run: runCompare,
}

interface Group {
  readonly router: RouterName
  readonly humans: number
  /** Names of the distinct mixes. */
  readonly names: readonly string[]
}

async function runCompare(context: StageContext): Promise<Record<string, number>> {
  const { options, world } = context
  const trainer = await openTrainer(context)
  const { pool, evaluation } = trainer
  const matrix = selectRows(await loadMatrix(world.store), pool.instances)
  const tables = labelTables(pool, options.labels.target)
  const requests: HeadRequest[] = []
  const add = (name: string, humans: number, rows: CandidateMix['rows']): void =>
    void requests.push({ name, seed: 0, humans, rows, labels: () => mixLabels(tables, rows) })
  const total = pool.ids.length
  add('all-human', total, new Uint32Array(Math.ceil(total / 32)).fill(0xffffffff))
  add('all-lm', 0, new Uint32Array(Math.ceil(total / 32)))
  const { groups, leftOut } = await routeAll(await plannedRows(context, pool), { context, add })
  const randomNames = new Map<number, string[]>()
  for (const humans of new Set(groups.map((group) => group.humans))) {
    const mixes = drawRandomMixes(
      matrix,
      humans,
      options.candidates.baselineMixes,
      context,
      `of-${humans}`,
    )
    for (const mix of mixes) add(mix.id, humans, mix.rows)
    randomNames.set(
      humans,
      mixes.map((mix) => mix.id),
    )
  }
  const heads = await trainer.train(requests, 'routed')
  await writeHeads(world.store, requests, heads, {
    trainer: trainer.id,
    poolRows: total,
    name: 'routed-heads',
  })
  const place = new Map(requests.map(({ name }, index) => [name, index]))
  const placesOf = (names: readonly string[]): number[] => names.map((name) => place.get(name)!)
  const facts = {
    format: 'hyper/heads@1' as const,
    trainer: trainer.id,
    heads: requests,
    evaluationRows: evaluation.rows.length,
    columns: 0,
    poolRows: total,
  }
  const everyHead = requests.map((_, index) => index)
  const sampled = (score: ScoreName): ScoreSamples =>
    sampleHeads({ facts, heads, evaluation }, everyHead, { score, part: 'judge', context })
  const samples: Record<ScoreName, ScoreSamples> = {
    soft: sampled('soft'),
    accuracy: sampled('accuracy'),
  }
  const human =
    evaluation.human === null
      ? null
      : sampleHeads({ facts, heads, evaluation }, everyHead, {
          score: options.ppm.score,
          part: 'judge',
          context,
          parted: evaluation.human,
        })
  const headsOf = (group: Group): JudgedHeads => ({
    own: placesOf(group.names),
    random: placesOf(randomNames.get(group.humans)!),
  })
  const rows = groups.map((group): JudgedRow => {
    const own = headsOf(group)
    const aimed = samples[options.ppm.score]
    return {
      router: group.router,
      share: total === 0 ? 0 : group.humans / total,
      ...judge(aimed, own, 'overall'),
      labelAccuracy: null,
      accuracy: judge(samples.accuracy, own, 'overall'),
      targets: Object.fromEntries([
        ...aimed.targets.slice(1).map((target) => [target, judge(aimed, own, target)] as const),
        ...(human === null ? [] : [[HUMAN_CATEGORY, judge(human, own, 'overall')] as const]),
      ]),
      mixes: group.names.length,
      randomMixes: randomNames.get(group.humans)!.length,
    }
  })
  const scored = (head: number): ScoredInterval => ({
    score: plain(scoreInterval(samples[options.ppm.score], head, 'overall')),
    accuracy: plain(scoreInterval(samples.accuracy, head, 'overall')),
  })
  await world.store.write(
    'routed.json',
    writeJsonArtifact('routed', { rows, leftOut, allHuman: scored(0), allLm: scored(1) }),
  )
  return { routed: rows.length, models: requests.length }
}

const plain = ({ value, lo, hi }: Interval): Interval => ({ value, lo, hi })

/** The rows of the pool with what is known of them. */
async function plannedRows(
  { options, world }: StageContext,
  pool: LabelledPool,
): Promise<PlannedRows> {
  const routable = await loadRoutable(world.store)
  const placeOf = new Map(Array.from(routable, (index, place) => [index, place]))
  const places = Uint32Array.from(pool.instances, (index) => placeOf.get(index)!)
  const reads = [options.route.router, ...options.route.compare].includes('coverage')
  const design = reads ? await loadDesign(world.store) : null
  return {
    matrix: selectRows(await loadMatrix(world.store), pool.instances),
    evidence: selectEvidenceRows(await loadEvidence(world.store), places),
    vectors: design === null ? null : { values: design.pool, dimension: design.facts.columns },
  }
}

interface RoutedGroups {
  readonly groups: Group[]
  readonly leftOut: RoutedArtifact['leftOut']
}

async function routeAll(
  rows: PlannedRows,
  {
    context,
    add,
  }: {
    readonly context: StageContext
    readonly add: (name: string, humans: number, rows: CandidateMix['rows']) => void
  },
): Promise<RoutedGroups> {
  const { options, world, random } = context
  const ppm = await loadJudgedPpm(world.store)
  const total = rows.matrix.ids.length
  const sizes = sizesOf(options, total)
  const routers = [...new Set([options.route.router, ...options.route.compare])] as RouterName[]
  const groups: Group[] = []
  const leftOut: { router: string; reason: string }[] = []
  for (const router of routers) {
    for (const size of fillsBudget(router) ? sizes : sizes.slice(-1)) {
      const seen = new Map<string, string>()
      let humans = 0
      for (let seed = 0; seed < options.route.seeds; seed++) {
        const budget = { unit: 'instances', amount: size } as const
        const plan = planOrReason(
          rows,
          { ppm, options, budget, router },
          random.fork('route', router, size, seed),
        )
        if ('reason' in plan) {
          if (!leftOut.some((own) => own.router === router))
            leftOut.push({ router, reason: plan.reason })
          break
        }
        const chosen = planToRows(plan, total)
        humans = plan.human
        const key = chosen.join()
        if (seen.has(key)) continue
        const name = `${router}-${humans}-${seed}`
        seen.set(key, name)
        add(name, humans, chosen)
      }
      if (seen.size > 0) groups.push({ router, humans, names: [...seen.values()] })
    }
  }
  for (const { router, reason } of leftOut) {
    const message = `router "${router}" is not compared: ${reason}`
    world.progress({ type: 'warning', stage: context.stage, message })
  }
  return { groups, leftOut }
}

/** Numbers of human labels at which routers are compared, ascending; money of many sources says nothing about people alone. */
function sizesOf({ route, prices, sources }: RunOptions, total: number): number[] {
  const sizes = route.shares.map((share) => Math.round(share * total))
  const own =
    sources === null
      ? [Math.round(shareOfBudget(parseBudget(route.budget), total, prices) * total)]
      : []
  return [...new Set([...sizes, ...own])].sort((x, y) => x - y)
}

// A router that a config only compares may lack what it decides from; the one that makes the plan has failed before.
function planOrReason(
  rows: PlannedRows,
  input: Parameters<typeof planWith>[1],
  random: Random,
): RoutingPlan | { readonly reason: string } {
  try {
    return planWith(rows, input, random)
  } catch (error) {
    if (isHyperError(error) && error.code.startsWith('config/router-needs-'))
      return { reason: error.message }
    throw error
  }
}

interface JudgedHeads {
  readonly own: readonly number[]
  readonly random: readonly number[]
}

function judge(samples: ScoreSamples, { own, random }: JudgedHeads, target: string): JudgedScore {
  const human = scoreInterval(samples, 0, target)
  const lm = scoreInterval(samples, 1, target)
  const better = human.value >= lm.value ? 0 : 1
  const mean = { samples, heads: own }
  return {
    score: meanInterval(samples, own, target),
    vsRandom: plain(pairedDifference(mean, { samples, heads: random }, target)),
    vsBetterSingle: plain(pairedDifference(mean, { samples, heads: [better] }, target)),
  }
}

// The ends are averaged: mixes of one router are scored on the same rows, so their errors nearly coincide.
function meanInterval(samples: ScoreSamples, heads: readonly number[], target: string): Interval {
  if (heads.length === 1) return plain(scoreInterval(samples, heads[0]!, target))
  const intervals = heads.map((head) => scoreInterval(samples, head, target))
  const mean = (pick: (interval: Interval) => number): number =>
    intervals.reduce((sum, own) => sum + pick(own), 0) / intervals.length
  return { value: mean((own) => own.value), lo: mean((own) => own.lo), hi: mean((own) => own.hi) }
}
