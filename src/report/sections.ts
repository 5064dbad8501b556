import type { PpmTargetQuality } from '../domain/index.ts'
import type { Block, Section } from './blocks.ts'
import { compositionChart, gainChart } from './chart-gains.ts'
import { learningChart, predictionChart } from './chart-predictions.ts'
import type { LedgerRow, ReportData, ReportTable } from './data.ts'
import { formatCount, formatInterval, formatNumber, formatSeconds, formatUsd } from './format.ts'
import { differSection } from './section-differ.ts'
import { frontierSection } from './section-frontier.ts'
import { judgesSection } from './section-judges.ts'
import { agreementSection, verdictSection } from './section-verdict.ts'

/** Returns the sections of a report in reading order: the verdict first. */
export function reportSections(data: ReportData): Section[] {
  return [
    verdictSection(data),
    frontierSection(data),
    predictorSection(data),
    gainSection(data),
    differSection(data),
    planSection(data),
    agreementSection(data),
    ...judgesSection(data),
    coverageSection(data),
    ledgerSection(data),
    provenanceSection(data),
  ]
}

function predictorSection(data: ReportData): Section {
  const { ppm } = data.summary
  const blocks: Block[] = [
    {
      kind: 'how',
      text: `Model ${ppm.model}, fitted on ${data.provenance.mixes} trained mixes; every figure is for mixes that were left out of the fit (repeated grouped cross-validation, hyperparameters chosen inside each fold). Reliability: agreement between two halves of the suite, by prompt group, about what the budget does not explain; below 0.3 what the PPM learns is luck of these rows.`,
    },
    { kind: 'table', table: qualityTable('Predicting soft accuracy', ppm.targets) },
    {
      kind: 'table',
      table: qualityTable('Predicting accuracy', ppm.accuracyTargets),
      folded: true,
    },
  ]
  const overall = data.targets.find((target) => target.name === 'overall') ?? data.targets[0]
  if (overall !== undefined) {
    blocks.splice(
      1,
      0,
      { kind: 'list', items: overall.words },
      { kind: 'chart', chart: predictionChart(overall) },
    )
  }
  if (data.learningCurve.length > 1)
    blocks.push({ kind: 'chart', chart: learningChart(data.learningCurve) })
  blocks.push({ kind: 'list', items: data.designNotes })
  return { id: 'predictor', title: 'Can the prediction be believed?', blocks }
}

function qualityTable(
  caption: string,
  targets: Readonly<Record<string, PpmTargetQuality>>,
): ReportTable {
  return {
    caption: `${caption}; correlations plain, errors in points, 95 % intervals`,
    columns: [
      'target',
      'Spearman',
      'R2',
      'RMSE',
      'budget-only R2',
      'difference in R2',
      '80 % coverage',
      '95 % coverage',
      'reliability',
      'ceiling R2',
      'better than the budget?',
    ],
    rows: Object.entries(targets).map(([name, quality]) => [
      name,
      formatInterval(quality.spearman),
      formatInterval(quality.r2),
      formatInterval(quality.rmse, 3),
      formatInterval(quality.budgetOnly.r2),
      formatInterval(quality.difference),
      formatInterval(quality.coverage80),
      formatInterval(quality.coverage95),
      formatNumber(quality.reliability),
      formatNumber(quality.ceiling),
      quality.usable ? 'yes' : 'no',
    ]),
  }
}

function gainSection(data: ReportData): Section {
  return {
    id: 'gains',
    title: 'Where are people better, where is the judge?',
    blocks: [
      {
        kind: 'how',
        text: 'Gains are predictions of the PPM, not measurements of single labels; intervals are 95 % of the posterior. Grey: not distinguishable from zero after correction for the number of features.',
      },
      { kind: 'chart', chart: gainChart(data.gains) },
      { kind: 'pairs', caption: 'Pairs that gain most from a person', pairs: data.toHuman },
      { kind: 'pairs', caption: 'Pairs best left to the judge', pairs: data.toLm },
    ],
  }
}

function planSection(data: ReportData): Section {
  const { plan } = data.summary
  return {
    id: 'plan',
    title: 'The routing plan',
    blocks: [
      {
        kind: 'text',
        text: `Router ${plan.router}, budget ${plan.budget}: ${formatCount(plan.human)} instances to people and ${formatCount(plan.lm)} to the judge (${formatUsd(plan.priceUsd)}). Predicted score: ${formatInterval(plan.predicted)}.`,
      },
      ...(data.sources === null ? [] : [{ kind: 'table', table: data.sources } as const]),
      { kind: 'list', items: data.nextLabels },
      ...data.planNotes.map((text): Block => ({ kind: 'warning', text })),
      { kind: 'chart', chart: compositionChart(data.composition) },
    ],
  }
}

function coverageSection(data: ReportData): Section {
  return {
    id: 'coverage',
    title: 'Does the description fit the data?',
    blocks: [
      ...data.coverageWarnings.map((text): Block => ({ kind: 'warning', text })),
      { kind: 'table', table: data.coverage, folded: true },
    ],
  }
}

function ledgerSection(data: ReportData): Section {
  const timed = data.ledger.some((row) => row.seconds !== null)
  const cells = (row: LedgerRow): string[] => [
    row.what,
    formatCount(row.count),
    row.rows === null ? '-' : formatCount(row.rows),
    ...(timed
      ? [
          row.seconds === null ? 'unknown' : formatSeconds(row.seconds),
          row.device,
          formatUsd(row.costUsd),
        ]
      : []),
  ]
  return {
    id: 'ledger',
    title: 'What did this run cost?',
    blocks: [
      {
        kind: 'table',
        table: {
          caption: 'Ledger',
          columns: [
            'what',
            'count',
            'rows or columns each',
            ...(timed ? ['time', 'device', 'cost'] : []),
          ],
          rows: data.ledger.map(cells),
        },
      },
      ...(timed
        ? []
        : [
            {
              kind: 'how',
              text: 'Seconds, devices and money really spent differ between equal runs, so they stand in manifest.json; "hyper report --run DIR --times" shows them here.',
            } as const,
          ]),
      { kind: 'list', items: data.breakEven },
    ],
  }
}

function provenanceSection(data: ReportData): Section {
  const { provenance } = data
  const facts: [string, string][] = [
    ['seed', String(provenance.seed)],
    ['version', provenance.version],
    ['trainer', provenance.trainer],
    ['encoder', provenance.encoder],
    ['numeric engine', provenance.engine],
    ['L2 penalty', provenance.l2 === null ? 'not used' : String(provenance.l2)],
    ['sampler of mixes', provenance.sampler],
    ['rows every mix trains on', formatCount(provenance.poolRows)],
    ['suite rows in all', formatCount(provenance.suiteRows)],
    ['of these, target of the PPM', formatCount(provenance.fitRows)],
    ['of these, only for judging routed mixes', formatCount(provenance.judgeRows)],
    ['trained candidate mixes', formatCount(provenance.mixes)],
  ]
  return {
    id: 'provenance',
    title: 'How was every number obtained?',
    blocks: [
      {
        kind: 'table',
        table: { caption: 'Facts of the run', columns: ['what', 'value'], rows: facts },
      },
      {
        kind: 'text',
        text: 'The same configuration and seed give the same figures again, for any number of workers. Options of the run:',
      },
      { kind: 'how', text: provenance.options },
    ],
  }
}
