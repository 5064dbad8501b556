import { formatBudget, hasFeature, parseBudget } from '../domain/index.ts'
import type { ExamplePair, ReportData, TargetReport } from '../report/index.ts'
import { judgesReport } from './judges-report.ts'
import { agreementTables, coverageTable, sourceTable } from './report-tables.ts'
import type { RunFacts } from './run-facts.ts'
import { shortWord, shownOptions } from './short-paths.ts'
import { mainRow, shareOfPlan, summarizeRun, targetOf } from './summarize-run.ts'
import { breakEvenSentences, nextSentences } from './value-of-labels.ts'
import { whereSourcesDiffer } from './where-sources-differ.ts'

/** Returns everything the report shows, from the artifacts of a run. It holds no fact that changes between equal runs. */
export function reportData(
  facts: RunFacts,
  about: { readonly version: string; readonly engine: string },
): ReportData {
  const { design, evaluation, fit, options, routed, routing, scores } = facts
  const score = facts.ppm.score
  const summary = summarizeRun(facts)
  return {
    title: titleOf(facts),
    simulated: facts.instances.some((instance) => instance.source.startsWith('simulated')),
    summary,
    provenance: {
      seed: options.seed,
      version: about.version,
      trainer:
        options.train.trainer.kind === 'probe'
          ? 'probe (Bradley-Terry head on frozen text features)'
          : `command: ${options.train.trainer.command.map(shortWord).join(' ')}`,
      encoder: design.encoder,
      engine: about.engine,
      l2: options.train.trainer.kind === 'probe' ? design.l2 : null,
      sampler: options.candidates.sampler,
      poolRows: facts.pool.ids.length,
      suiteRows: evaluation.fitRows + evaluation.judgeRows,
      fitRows: evaluation.fitRows,
      judgeRows: evaluation.judgeRows,
      mixes: facts.candidates.mixes,
      options: JSON.stringify(shownOptions(options)),
    },
    frontier: {
      mixes: scores
        .filter((row) => row.mix.startsWith('mix-'))
        .map((row) => ({ share: row.humanShare, score: row.judge.overall[score] })),
      random: evaluation.random,
      singles: [
        { name: 'all LM', share: 0, score: evaluation.allLm.score },
        { name: 'all human', share: 1, score: evaluation.allHuman.score },
      ],
      routed: routed.rows.map(({ router, share, score: own, vsRandom }) => ({
        router,
        share,
        score: own,
        vsRandom,
      })),
      noise: evaluation.noiseFloor.overall,
      money: moneyOf(facts),
      marginal: marginalSentence(facts),
    },
    byTarget: byTarget(facts),
    targets: Object.entries(fit.outOfFold).map(
      ([name, mixes]): TargetReport => ({
        name,
        mixes,
        words: facts.ppm.quality[score][name]?.words ?? [],
      }),
    ),
    learningCurve: fit.learningCurve.map((point) => ({
      mixes: point.mixes,
      r2: { value: point.r2.mean, lo: point.r2.lo, hi: point.r2.hi },
      budgetOnlyR2: point.budgetOnly.r2.mean,
    })),
    gains: fit.gains.map((row) => ({
      label: row.label,
      gain: {
        value: row.gainPer100,
        lo: 100 * (row.lo ?? Number.NaN),
        hi: 100 * (row.hi ?? Number.NaN),
      },
      adjustedP: row.pBenjaminiHochberg ?? Number.NaN,
      count: row.rows,
    })),
    agreement: agreementTables(facts.agreement),
    judges: judgesReport(facts.judges),
    composition: routing.composition
      .filter((row) => row.count > 0 || row.poolShare > 0)
      .map((row) => ({
        label: row.label,
        routed: row.humanShare,
        random: { value: row.poolShare, lo: row.random.lo, hi: row.random.hi },
      })),
    toHuman: examplesOf(facts, fit.examples.human),
    toLm: examplesOf(facts, fit.examples.lm),
    coverage: coverageTable(facts.coverage),
    coverageWarnings: facts.coverage.warnings,
    dataNotes: dataNotes(facts),
    designNotes: designNotes(facts),
    planNotes: routing.notes,
    sources: sourceTable(routing.sources),
    ledger: workDone(facts),
    breakEven: [...breakEven(facts), ...breakEvenSentences(summary.breakEven)],
    differ: whereSourcesDiffer(facts),
    nextLabels: nextSentences(summary.next),
  }
}

function byTarget(facts: RunFacts): ReportData['byTarget'] {
  const main = mainRow(facts)
  if (main === null) return null
  return {
    router: main.router,
    share: main.share,
    rows: Object.entries(main.targets).map(([name, judged]) => ({ name, ...judged })),
  }
}

function titleOf({ instances }: RunFacts): string {
  const sources = [...new Set(instances.map((instance) => instance.source))]
  const named =
    sources.length > 4
      ? `${sources.slice(0, 3).join(', ')} and ${sources.length - 3} more`
      : sources.join(', ')
  return `Who should label ${instances.length.toLocaleString('en-US')} pairs of ${named}?`
}

function moneyOf({ options, routing }: RunFacts): ReportData['frontier']['money'] {
  const { human, lm } = options.prices
  const total = routing.human + routing.lm
  return human === null || lm === null ? null : { allLmUsd: lm * total, allHumanUsd: human * total }
}

function marginalSentence(facts: RunFacts): string | null {
  const { frontier } = facts.routing
  const share = shareOfPlan(facts)
  const nearest = frontier.reduce<(typeof frontier)[number] | null>(
    (best, point) =>
      point.next !== null &&
      (best === null || Math.abs(point.share - share) < Math.abs(best.share - share))
        ? point
        : best,
    null,
  )
  if (nearest === null || nearest.next === null) return null
  const { labels, points, costUsd } = nearest.next
  const doubt =
    points.lo === null || Number.isNaN(points.lo)
      ? ''
      : ` (95 % ${points.lo.toFixed(3)} to ${points.hi.toFixed(3)})`
  const price =
    costUsd === null
      ? 'at an unknown price'
      : `for $${costUsd.toFixed(2)} beyond the judge labels they replace`
  return `Predicted: the next ${labels} human labels at ${Math.round(nearest.share * 100)} % human change the score by ${points.value.toFixed(3)} points${doubt}, ${price}.${targetOf(facts).usable ? '' : ' The PPM was refused, so this is no more than the budget curve.'}`
}

function examplesOf(
  facts: RunFacts,
  rows: readonly {
    readonly id: string
    readonly row: number
    readonly gain: number
    readonly lo: number | null
    readonly hi: number | null
  }[],
): ExamplePair[] {
  const word = { a: 'A', b: 'B', tie: 'tie' } as const
  return rows.map(({ id, row, gain, lo, hi }) => {
    const instance = facts.instances[facts.pool.instances[row]!]!
    return {
      id,
      prompt: instance.prompt,
      completionA: instance.completionA,
      completionB: instance.completionB,
      human: word[facts.pool.human[row]!.verdict],
      lm: word[facts.pool.lm[row]!.verdict],
      gain: { value: gain, lo: lo ?? Number.NaN, hi: hi ?? Number.NaN },
      features: carriedLabels(facts, row),
    }
  })
}

function carriedLabels({ matrix, pool, fit }: RunFacts, row: number): string[] {
  const effects = new Map(fit.gains.map((gain) => [gain.feature, Math.abs(gain.ownEffect)]))
  return matrix.specs
    .flatMap((spec, column) => (hasFeature(matrix, pool.instances[row]!, column) ? [spec] : []))
    .sort((a, b) => (effects.get(b.id) ?? 0) - (effects.get(a.id) ?? 0) || (a.id < b.id ? -1 : 1))
    .slice(0, 4)
    .map((spec) => spec.label)
}

function dataNotes({ dataset, pool }: RunFacts): string[] {
  const notes = [
    `${dataset.counts.read ?? 0} rows read, ${dataset.counts.kept ?? 0} kept, ${dataset.counts.bad ?? 0} bad rows left out.`,
  ]
  if (dataset.overlap.exact + dataset.overlap.near > 0) {
    const reasons = Object.values(dataset.excluded).filter(
      (reason) => reason === 'suite-overlap',
    ).length
    notes.push(
      `${dataset.overlap.exact} instances share a prompt with the suite exactly, ${dataset.overlap.near} nearly; ${reasons} were left out of training.`,
    )
  }
  notes.push(
    `${dataset.groupCount} prompt groups (${dataset.nearJoined} near duplicates joined); every split keeps groups whole.`,
  )
  for (const [reason, count] of Object.entries(pool.leftOut))
    notes.push(`${count} instances do not train: ${LEFT_OUT[reason] ?? reason}.`)
  return [...notes, ...dataset.warnings]
}

const LEFT_OUT: Readonly<Record<string, string>> = {
  tie: 'a source says tie',
  'human-missing': 'no human label',
  'lm-missing': 'no judge label',
  'both-missing': 'no label of either source',
  'suite-overlap': 'their prompt stands in a suite',
  'held-out': 'held out so that their human labels form a suite',
}

function designNotes({ candidates }: RunFacts): string[] {
  const { counts, budget, weakFeatures } = candidates
  return [
    `${candidates.mixes} mixes over ${candidates.features} features: effective rank of the counts ${counts.effectiveRank.toFixed(1)}, of the deviations from the budget ${candidates.deviations.effectiveRank.toFixed(1)}.`,
    `The budget alone explains ${(budget.meanR2 * 100).toFixed(0)} % of the variance of the counts.`,
    weakFeatures.length === 0
      ? 'Every feature has enough contrast to be identified.'
      : `${weakFeatures.length} features have too little contrast to be identified: ${weakFeatures
          .slice(0, 8)
          .map((row) => row.feature)
          .join(', ')}${weakFeatures.length > 8 ? ' ...' : ''}.`,
  ]
}

// Seconds and money really spent stand in the manifest: a report of equal runs is equal byte for byte.
function workDone({ design, evaluation, pool, scores, routed }: RunFacts): ReportData['ledger'] {
  const rows = pool.ids.length
  const none = { seconds: null, device: 'see manifest.json', costUsd: null }
  const routedModels = routed.rows.reduce((sum, row) => sum + row.mixes, 0)
  return [
    { what: 'reward models on mixes, baseline and controls', count: scores.length, rows, ...none },
    { what: 'reward models on routed mixes', count: routedModels, rows, ...none },
    {
      what: 'responses turned into columns',
      count: design.poolRows + design.evaluationRows,
      rows: design.columns,
      ...none,
    },
    {
      what: 'evaluation rows scored per model',
      count: evaluation.fitRows + evaluation.judgeRows,
      rows: null,
      ...none,
    },
  ]
}

function breakEven(facts: RunFacts): string[] {
  const { options, routing } = facts
  const { human, lm, machineHour } = options.prices
  const budget = parseBudget(options.route.budget)
  if (human === null || lm === null)
    return [
      'No prices are configured (prices.human, prices.lm), so nothing can be said about what the plan saves.',
    ]
  const saved = routing.lm * (human - lm)
  const notes = [
    `Against labelling everything by people the plan saves $${saved.toFixed(2)}; against the judge alone it costs $${(routing.human * (human - lm)).toFixed(2)} more (budget ${formatBudget(budget)}).`,
  ]
  if (machineHour === null) {
    notes.push(
      'No price of a machine hour is configured (prices.machineHour); the hours that this run took stand in manifest.json.',
    )
  } else if (machineHour > 0 && saved > 0) {
    notes.push(
      `At $${machineHour} per machine hour the PPM's own cost breaks even at ${(saved / machineHour).toFixed(1)} machine hours; what this run took stands in manifest.json.`,
    )
  }
  return notes
}
