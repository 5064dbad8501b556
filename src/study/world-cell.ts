import { markedRows } from '../domain/index.ts'
import { createRandom } from '../kit/index.ts'
import { decideRouting, type RouterName } from '../route/index.ts'
import { type AnalyticWorld, simulateAnalyticWorld, type WorldPreset } from '../simulate/index.ts'
import { areaRecords } from './areas.ts'
import type { CellRecord, CellResult, CellSpec } from './cell.ts'
import { composeCell } from './compose-cell.ts'
import type { Contender, StudyOptions } from './options.ts'
import { scoreWorld, type WorldScorer } from './score-world.ts'
import { openWorldLab, type WorldLab } from './world-lab.ts'

/** Trains mixes in one world, routes all its rows with every contender and scores the result by the truth. */
export async function runWorldCell(spec: CellSpec, options: StudyOptions): Promise<CellResult> {
  const plan = options.worlds[spec.family]!
  const setting = options.settings[spec.setting]!
  const random = createRandom(options.seed).fork('world', plan.name, spec.index)
  const world = simulateAnalyticWorld(
    {
      preset: plan.preset as WorldPreset,
      instances: plan.instances,
      ...(plan.surface === null ? {} : { surface: plan.surface }),
      ...(setting.noise === null ? {} : { runNoise: setting.noise }),
    },
    random.fork('world'),
  )
  const contenders = options.contenders.filter(
    ({ name }) => plan.contenders === null || plan.contenders.includes(name),
  )
  const lab = openWorldLab(world, { setting, focus: options.focus, random })
  const scorer = scoreWorld(world, random)
  const budgets = plan.budgets ?? options.budgets
  const about = { set: plan.name, world, scorer, budgets }
  const routed = contenders.map((contender) => routeContender(contender, lab, about))
  const records = [...references(about), ...routed.flatMap(({ records: own }) => own)]
  return {
    spec,
    records: [...records, ...areaRecords(records)],
    quality: lab.quality(plan),
    refusals: lab.refusals(plan),
    tried: lab.tried(plan),
    calibration: lab.calibration(plan),
    composition: routed.flatMap(({ contender, order }) =>
      contender.name === options.main.router && order !== null
        ? composeCell(world.matrix, order, {
            set: plan.name,
            contender: contender.name,
            budget: 0.5,
          })
        : [],
    ),
    next: [],
    spread: [],
    recommends: contenders.some(({ router }) => router === 'combined') ? lab.recommends() : null,
  }
}

interface About {
  readonly set: string
  readonly world: AnalyticWorld
  readonly scorer: WorldScorer
  readonly budgets: readonly number[]
}

function references({ set, world, scorer, budgets }: About): CellRecord[] {
  const total = world.matrix.ids.length
  const record = makeRecord(set)
  return [
    record('all-lm', null, scorer.allLm),
    record('all-human', null, scorer.allHuman),
    ...budgets.flatMap((budget) => {
      const humans = Math.round(budget * total)
      return [
        record('random', budget, scorer.random(humans)),
        record('oracle', budget, scorer.oracle(humans)),
      ]
    }),
  ]
}

const makeRecord =
  (set: string) =>
  (contender: string, budget: number | null, value: number): CellRecord => ({
    set,
    contender,
    budget,
    measure: 'gain',
    target: null,
    score: null,
    humanShare: budget,
    value,
    samples: null,
  })

function routeContender(
  contender: Contender,
  lab: WorldLab,
  { set, world, scorer, budgets }: About,
): { contender: Contender; records: CellRecord[]; order: Uint32Array | null } {
  const { matrix } = world
  const record = makeRecord(set)
  let order: Uint32Array | null = null
  const records = budgets.flatMap((budget): CellRecord[] => {
    // Random and the oracle are known exactly.
    if (contender.router === 'random' || contender.router === 'oracle') return []
    const decision = decideRouting(
      {
        matrix,
        budget: { unit: 'instances', amount: Math.round(budget * matrix.ids.length) },
        router: contender.router as RouterName,
        prices: { human: null, lm: null },
        ...lab.evidenceFor(contender),
      },
      lab.random.fork('route', contender.name, String(budget)),
    )
    if (budget === 0.5 || order === null) order = decision.ranks.map((rank) => rank - 1)
    return [record(contender.name, budget, scorer.score(markedRows(decision.isHuman)))]
  })
  return { contender, records, order }
}
