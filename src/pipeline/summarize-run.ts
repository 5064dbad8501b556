import type { Interval, PpmTargetQuality, RunSummary } from '../domain/index.ts'
import { createRandom } from '../kit/index.ts'
import type { RunFacts } from './run-facts.ts'
import type { JudgedRow } from './stage-compare.ts'
import type { TargetQuality } from './stage-fit.ts'
import { nextLabels, trainingBreakEven } from './value-of-labels.ts'
import { decideVerdict } from './verdict.ts'

/** Returns `summary.json`: scores in points, on the judge part of the suite. */
export function summarizeRun(facts: RunFacts): RunSummary {
  const {
    agreement,
    candidates,
    coverage,
    dataset,
    evaluation,
    options,
    pool,
    ppm,
    routed,
    routing,
  } = facts
  const { overall } = agreement
  const { controls, noiseFloor } = evaluation
  return {
    format: 'hyper/summary@1',
    dataset: {
      instances: facts.instances.length,
      differing: pool.differs.reduce((sum, differs) => sum + differs, 0),
      groups: dataset.groupCount,
      humanHuman: overall.humanHuman?.threeWay ?? null,
      humanLm: overall.humanLm?.threeWay ?? null,
    },
    features: { count: coverage.features.length, unknown: coverage.unknownShare },
    candidates: {
      count: candidates.mixes,
      effectiveRank: candidates.counts.effectiveRank,
      budgetShareOfVariance: candidates.budget.meanR2,
    },
    noiseFloor: { overall: noiseFloor.overall, categories: noiseFloor.categories },
    baselines: {
      allHuman: evaluation.allHuman.score,
      allLm: evaluation.allLm.score,
      random: evaluation.random,
    },
    ppm: {
      model: ppm.model,
      score: ppm.score,
      targets: qualities(ppm.quality.soft),
      accuracyTargets: qualities(ppm.quality.accuracy),
    },
    controls: {
      longer: controls.longer.score,
      randomLabels: controls.randomLabels.score,
      flipped20: controls.flipped20.score,
      warnings: evaluation.warnings,
    },
    plan: {
      router: routing.router,
      budget: routing.budget,
      human: routing.human,
      lm: routing.lm,
      priceUsd: routing.priceUsd,
      predicted: routing.predicted,
      reserve: routing.reserve,
      sources: routing.sources?.map(({ id, rows }) => ({ id, rows })) ?? null,
    },
    evidence: evidenceOf(facts),
    next: nextLabels(facts, createRandom(options.seed).fork('next-labels')),
    breakEven: trainingBreakEven(facts, mainRow(facts)),
    routed: routed.rows,
    verdict: decideVerdict({
      share: shareOfPlan(facts),
      router: options.route.router,
      main: mainRow(facts),
      baselines: evaluation,
      usable: targetOf(facts).usable,
      ppmWord: targetOf(facts).words[0] ?? '',
      reliability: targetOf(facts).reliability,
      prices: options.prices,
      score: ppm.score === 'soft' ? 'soft accuracy' : 'accuracy',
    }),
  }
}

function evidenceOf({ evidence }: RunFacts): RunSummary['evidence'] {
  const { pilotRows, skipped, quality, combined } = evidence.facts
  const brief = Object.entries({ ...quality, ...combined?.quality }).map(
    ([name, { spearman, usable }]) => [name, { spearman: plain(spearman), usable }] as const,
  )
  const unusable = Object.entries(quality).flatMap(([name, { usable }]) => (usable ? [] : [name]))
  return {
    pilotRows,
    skipped,
    quality: Object.fromEntries(brief),
    shares: combined?.shares ?? null,
    refused: [...new Set([...unusable, ...(combined?.refused ?? [])])],
  }
}

/** Returns the human share of the plan, 0 to 1. */
export function shareOfPlan({ routing }: RunFacts): number {
  const total = routing.human + routing.lm
  return total === 0 ? 0 : routing.human / total
}

/** Returns the quality of the target that routing aims at. */
export function targetOf({ ppm }: RunFacts): TargetQuality {
  return ppm.quality[ppm.score].overall!
}

/** Returns the comparison that was fixed beforehand: the router of the config at its own budget; null when it was not judged. */
export function mainRow({ options, routed, routing }: RunFacts): JudgedRow | null {
  const total = routing.human + routing.lm
  const share = total === 0 ? 0 : routing.human / total
  const own = routed.rows.filter((row) => row.router === options.route.router)
  return own.reduce<(typeof own)[number] | null>(
    (best, row) =>
      best === null || Math.abs(row.share - share) < Math.abs(best.share - share) ? row : best,
    null,
  )
}

function qualities(
  targets: Readonly<Record<string, TargetQuality>>,
): Record<string, PpmTargetQuality> {
  return Object.fromEntries(
    Object.entries(targets).map(([name, quality]) => [
      name,
      {
        spearman: plain(quality.spearman),
        pearson: plain(quality.pearson),
        rmse: plain(quality.rmse),
        r2: plain(quality.r2),
        coverage80: plain(quality.coverage80),
        coverage95: plain(quality.coverage95),
        reliability: quality.reliability,
        budgetOnly: {
          spearman: plain(quality.budgetOnly.spearman),
          rmse: plain(quality.budgetOnly.rmse),
          r2: plain(quality.budgetOnly.r2),
        },
        difference: plain(quality.difference),
        signalP: quality.signalP,
        ceiling: quality.ceiling,
        usable: quality.usable,
      },
    ]),
  )
}

const plain = ({ value, lo, hi }: Interval): Interval => ({ value, lo, hi })
