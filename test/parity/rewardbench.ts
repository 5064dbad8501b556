import { REWARDBENCH, scoreRewardBench } from '../../src/evaluate/index.ts'
import { type Comparison, createComparer } from './comparison.ts'

/** The content of `rewardbench-26-runs.json`. */
export interface RewardBenchFixture {
  readonly runs: readonly {
    readonly run: number
    readonly subsets: Readonly<Record<string, number>>
    readonly categories: Readonly<Record<string, number>>
  }[]
}

/**
 * Compares category scores and Overall with the published ones, as shares. The source gives subset accuracies and scores with 10 decimals, so
 * either side is off by up to 5e-11 and their difference by 1e-10; 1e-9 leaves room for nothing else.
 */
export function compareRewardBench(fixture: unknown): Comparison {
  const comparer = createComparer({ tolerance: 1e-9, scale: 'absolute' })
  for (const { run, subsets, categories } of (fixture as RewardBenchFixture).runs) {
    const found = scoreRewardBench(subsets, { weights: 'published' })
    for (const { id, label } of REWARDBENCH) {
      comparer.number(`run ${run} ${label}`, found.categories[id] ?? Number.NaN, categories[label])
    }
    comparer.number(`run ${run} Overall`, found.overall ?? Number.NaN, categories.Overall)
  }
  return comparer.result()
}
