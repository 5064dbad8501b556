import {
  createPlainEngine,
  fitProbes,
  type ProbeProblem,
  probeLosses,
} from '../../src/reward/index.ts'
import { type Comparison, createComparer, type Rule } from './comparison.ts'

/** What `bradley-terry.json` holds, as far as it is read here. */
export interface BradleyTerryFixture {
  readonly x: readonly (readonly number[])[]
  readonly sets: readonly {
    readonly name: string
    readonly labels: readonly number[]
    readonly label_divisor: number
    readonly weights: readonly number[] | null
    readonly margin: readonly number[] | null
    readonly fits: readonly {
      readonly l2: number
      readonly w: readonly number[]
      readonly objective: number
      readonly mean_log_loss: number
    }[]
  }[]
}

const EXACT: Rule = { tolerance: 1e-10, scale: 'relative' }

/** Returns how far weights, objectives and mean log losses lie from `bradley-terry.json`, all sets and penalties. */
export async function compareBradleyTerry(fixture: BradleyTerryFixture): Promise<Comparison> {
  const comparer = createComparer({ tolerance: 1e-6, scale: 'absolute' })
  for (const set of fixture.sets) {
    const problem = problemOf(fixture, set)
    const fits = await fitProbes(problem, createPlainEngine(), { precision: 'float64' })
    const losses = probeLosses(problem, fits.weights)
    set.fits.forEach((expected, head) => {
      const place = `${set.name} l2 ${expected.l2}`
      const from = head * problem.columns
      comparer.numbers(place, fits.weights.subarray(from, from + problem.columns), expected.w)
      comparer.number(`${place} objective`, losses.objective[head]!, expected.objective, EXACT)
      comparer.claim(`${place} converged`, fits.converged[head] === 1)
    })
  }
  return comparer.result()
}

/** Returns a set of the fixture as a problem with one head per penalty. */
export function problemOf(
  fixture: BradleyTerryFixture,
  set: BradleyTerryFixture['sets'][number],
): ProbeProblem {
  const rows = fixture.x.length
  const heads = set.fits.length
  const labels = set.labels.map((label) => label / set.label_divisor)
  return {
    x: Float64Array.from(fixture.x.flat()),
    rows,
    columns: fixture.x[0]!.length,
    heads,
    targets: Float64Array.from({ length: heads * rows }, (_, index) => labels[index % rows]!),
    l2: set.fits.map((fit) => fit.l2),
    ...(set.weights && { rowWeights: Float64Array.from(set.weights) }),
    ...(set.margin && { margins: Float64Array.from(set.margin) }),
  }
}
