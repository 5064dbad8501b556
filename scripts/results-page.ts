import type { StudyResult, StudyRow } from '../src/domain/index.ts'
import {
  formatCount,
  formatDifference,
  formatInterval,
  formatNumber,
  formatShareInterval,
  formatUsd,
} from '../src/report/format.ts'

/** A study that was run, and where its figures come from. */
export interface RecordedStudy {
  readonly result: StudyResult
  /** Name of the config below `examples/studies`. */
  readonly config: string
  readonly date: string
  readonly commit: string
  readonly machine: string
  readonly seconds: number
  /** SHA-256 of `study.json`. */
  readonly digest: string
}

/** Returns the part of `docs/results.md` that one study fills. */
export function resultsSection(study: RecordedStudy): string {
  const { result, config, date, commit, machine, seconds, digest } = study
  const tables = [
    mainTable(result),
    targetTable(result),
    setTable(result),
    settingTable(result),
    encoderTable(result),
    transferTable(result),
    qualityTable(result),
    refusalTable(result),
    nextTable(result),
    breakEvenTable(result),
  ].filter((text) => text !== null)
  return [
    `## ${config}: ${result.title}`,
    `\`npx hyper study -c examples/studies/${config}.yaml\` · ${date} · commit ${commit} · seed ${result.seed} · ${machine} · ${Math.round(seconds / 60)} min · study.json sha256 ${digest.slice(0, 12)}`,
    result.method.join(' '),
    `**${result.verdict.recommendation}**`,
    result.verdict.reasons.map((reason) => `- ${reason}`).join('\n'),
    ...tables,
  ].join('\n\n')
}

const mark = (name: string): { start: string; end: string } => ({
  start: `<!-- study ${name} -->`,
  end: `<!-- end of study ${name} -->`,
})

/** Returns a page with the part of one study replaced; a study that it does not have yet is added at the end. */
export function replaceSection(page: string, study: RecordedStudy): string {
  const { start, end } = mark(study.config)
  const text = `${start}\n\n${resultsSection(study)}\n\n${end}`
  const from = page.indexOf(start)
  if (from < 0) return `${page.trimEnd()}\n\n${text}\n`
  return page.slice(0, from) + text + page.slice(page.indexOf(end) + end.length)
}

function table(
  title: string,
  columns: readonly string[],
  rows: readonly (readonly string[])[],
): string | null {
  if (rows.length === 0) return null
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [title, '', line(columns), line(columns.map(() => '---')), ...rows.map(line)].join('\n')
}

const unique = <T>(values: readonly T[]): T[] => [...new Set(values)]
const budgetName = (budget: StudyRow['budget']): string =>
  budget === 'area' ? 'area' : `${Number((100 * budget).toFixed(1))} %`

/** Share of the oracle where it is known, else points above random. */
function figureOf(row: StudyRow | undefined, hasOracle: boolean): string {
  if (row === undefined) return ''
  if (row.router === 'random') return '0'
  return hasOracle ? formatShareInterval(row.shareOfOracle) : formatDifference(row.vsRandom)
}

function isMainScore(row: StudyRow, { main }: StudyResult): boolean {
  return row.measure === main.measure && row.target === main.target && row.score === main.score
}

const unitOf = (hasOracle: boolean): string =>
  hasOracle ? 'share of what the oracle has over random' : 'points above random of the same size'

function mainTable(result: StudyResult): string | null {
  const rows = result.rows.filter(
    (row) => row.setting === 'main' && row.set === result.main.set && isMainScore(row, result),
  )
  const hasOracle = rows.some(({ shareOfOracle }) => shareOfOracle !== null)
  const budgets = unique(rows.map(({ budget }) => budget))
  const scored = [result.main.target, result.main.score].filter((part) => part !== null).join(', ')
  return table(
    `On "${result.main.set}"${scored === '' ? '' : ` (${scored})`}, ${unitOf(hasOracle)}; 95 % intervals, ${rows[0]?.seeds ?? 0} ${result.main.measure === 'gain' ? 'worlds' : 'splits'}:`,
    ['router', ...budgets.map(budgetName)],
    unique(rows.map(({ router }) => router))
      .filter((router) => !(hasOracle && router === 'oracle'))
      .map((router) => [
        router,
        ...budgets.map((budget) =>
          figureOf(
            rows.find((row) => row.router === router && row.budget === budget),
            hasOracle,
          ),
        ),
      ]),
  )
}

/** Every target and score at the main budget, for the routers of a reward study. */
function targetTable(result: StudyResult): string | null {
  const { main } = result
  const rows = result.rows.filter(
    (row) =>
      row.set === main.set &&
      row.budget === main.budget &&
      (row.measure === 'reward' || row.measure === 'bon') &&
      row.router !== 'random' &&
      (row.setting === 'main' || row.setting === 'doubly-labelled' || row.setting === 'nested'),
  )
  return table(
    `Every target at ${budgetName(main.budget)} human labels, points:`,
    ['setting', 'target', 'score', 'router', 'against random', 'all human', 'all LM', 'adjusted p'],
    rows.map((row) => [
      row.setting,
      `${row.target ?? ''}${row.measure === 'bon' ? ' (best of N)' : ''}`,
      row.score ?? '',
      row.router,
      formatDifference(row.vsRandom),
      formatDifference(row.vsAllHuman),
      formatDifference(row.vsAllLm),
      row.adjustedP === null ? 'fixed in advance' : formatNumber(row.adjustedP, 3),
    ]),
  )
}

function setTable(result: StudyResult): string | null {
  const { main } = result
  if (result.transfer.length > 0) return null
  const rows = result.rows.filter(
    (row) => row.setting === 'main' && row.set !== main.set && isMainScore(row, result),
  )
  const sets = unique(rows.map(({ set }) => set))
  if (sets.length === 0) return null
  const routers = unique(rows.map(({ router }) => router)).filter((router) => router !== 'random')
  const hasOracle = rows.some(({ shareOfOracle }) => shareOfOracle !== null)
  const at = (set: string): StudyRow['budget'] => {
    const own = unique(rows.filter((row) => row.set === set).map(({ budget }) => budget))
    return own.includes(main.budget) ? main.budget : own[0]!
  }
  return table(
    `Set by set at ${budgetName(main.budget)}, ${unitOf(hasOracle)}:`,
    ['set', ...routers.filter((router) => router !== 'oracle')],
    sets.map((set) => [
      set,
      ...routers
        .filter((router) => router !== 'oracle')
        .map((router) =>
          figureOf(
            rows.find((row) => row.set === set && row.router === router && row.budget === at(set)),
            hasOracle,
          ),
        ),
    ]),
  )
}

function settingTable(result: StudyResult): string | null {
  const { main } = result
  const rows = result.rows.filter(
    (row) =>
      row.set === main.set &&
      row.budget === main.budget &&
      isMainScore(row, result) &&
      row.router !== 'random' &&
      row.router !== 'oracle',
  )
  const settings = unique(rows.map(({ setting }) => setting))
  if (settings.length < 2) return null
  const routers = unique(rows.map(({ router }) => router))
  const hasOracle = rows.some(({ shareOfOracle }) => shareOfOracle !== null)
  return table(
    `Setting by setting at ${budgetName(main.budget)}, ${unitOf(hasOracle)}:`,
    ['router', ...settings],
    routers.map((router) => [
      router,
      ...settings.map((setting) =>
        figureOf(
          rows.find((row) => row.setting === setting && row.router === router),
          hasOracle,
        ),
      ),
    ]),
  )
}

function encoderTable(result: StudyResult): string | null {
  const influence = (setting: string): string =>
    formatDifference(
      result.rows.find(
        (row) =>
          row.setting === setting &&
          row.router === 'influence' &&
          row.budget === result.main.budget &&
          isMainScore(row, result),
      )?.vsRandom ?? null,
    )
  const reliability = (setting: string, score: string): string =>
    formatInterval(
      result.quality.find((row) => row.setting === setting && row.score === score)?.reliability ??
        null,
    )
  return table(
    'Encoders of the probe, main suite, people less judge paired; log loss by prompt group in nats, spread in points; what encoding costs is in [bench/RESULTS.md](../bench/RESULTS.md):',
    [
      'setting',
      'encoder',
      'columns',
      'log loss, judge / people',
      'soft: judge, people, difference',
      'accuracy: judge, people, difference',
      'reliability, soft / accuracy',
      'spread of random mixes, soft / accuracy',
      `influence at ${budgetName(result.main.budget)}, against random`,
    ],
    result.encoders.map(({ setting, encoder, columns, logLoss, sources, spread }) => [
      setting,
      encoder,
      formatCount(columns),
      `${formatNumber(logLoss.lm, 4)} / ${formatNumber(logLoss.human, 4)}`,
      `${formatInterval(sources.soft.lm)}, ${formatInterval(sources.soft.human)}, ${formatDifference(sources.soft.difference)}`,
      `${formatInterval(sources.accuracy.lm)}, ${formatInterval(sources.accuracy.human)}, ${formatDifference(sources.accuracy.difference)}`,
      `${reliability(setting, 'soft')} / ${reliability(setting, 'accuracy')}`,
      `${formatInterval(spread.soft)} / ${formatInterval(spread.accuracy)}`,
      influence(setting),
    ]),
  )
}

function transferTable(result: StudyResult): string | null {
  const { transfer } = result
  const routers = unique(transfer.map(({ router }) => router)).filter(
    (router) => router !== 'random' && router !== 'oracle',
  )
  const hasOracle = transfer.some(({ shareOfOracle }) => shareOfOracle !== null)
  const pairs = unique(transfer.map(({ from, to }) => JSON.stringify([from, to])))
  return table(
    `Every ordered pair of sets, ${unitOf(hasOracle)}; "refused" by a check on the taker:`,
    ['from', 'to', ...routers, 'rank correlation on the check', 'refused'],
    pairs.map((pair) => {
      const own = transfer.filter(({ from, to }) => JSON.stringify([from, to]) === pair)
      const main = own.find(({ router }) => router === result.main.router) ?? own[0]!
      return [
        main.from,
        main.from === main.to ? `${main.to} (its own)` : main.to,
        ...routers.map((router) => {
          const row = own.find((at) => at.router === router)
          if (row === undefined) return ''
          return hasOracle ? formatShareInterval(row.shareOfOracle) : formatDifference(row.vsRandom)
        }),
        formatInterval(main.spearman),
        main.from === main.to ? '-' : `${main.refused} of ${main.of}`,
      ]
    }),
  )
}

function qualityTable(result: StudyResult): string | null {
  if (result.transfer.length > 0) return null
  const rows = result.quality.filter(({ set, setting, trainedMixes }) =>
    result.main.measure === 'gain'
      ? set === result.main.set || set === 'no-signal'
      : setting === 'main' || trainedMixes === null,
  )
  return table(
    'Predictors on what they were not fitted on:',
    [
      'setting',
      'set',
      'predictor',
      'target',
      'score',
      'mixes',
      'Spearman',
      'budget alone',
      'R2',
      'reliability',
      'share of the ceiling',
    ],
    rows.map((row) => [
      row.setting,
      row.set,
      row.sampler === null ? row.ppm : `${row.ppm} (${row.sampler})`,
      row.target,
      row.score ?? '',
      row.trainedMixes === null ? '' : formatCount(row.trainedMixes),
      formatInterval(row.spearman),
      row.budgetOnly === null ? '' : formatInterval(row.budgetOnly),
      row.r2 === null ? '' : formatInterval(row.r2),
      row.reliability === null ? '' : formatInterval(row.reliability),
      row.shareOfCeiling === null ? '' : formatShareInterval(row.shareOfCeiling),
    ]),
  )
}

function refusalTable(result: StudyResult): string | null {
  if (result.transfer.length > 0) return null
  return table(
    'Refused predictors:',
    ['setting', 'set', 'predictor', 'target', 'refused in', 'why'],
    result.refusals.map(({ setting, set, ppm, target, count, of, reason }) => [
      setting,
      set,
      ppm,
      target,
      `${count} of ${of}`,
      reason,
    ]),
  )
}

function nextTable(result: StudyResult): string | null {
  return table(
    'What the next human labels are worth, in the order of the router:',
    ['router', 'human share so far', 'next labels', 'change, points', 'cost beyond judge labels'],
    result.next.map(({ router, budget, labels, value, costUsd }) => [
      router,
      budgetName(budget),
      formatCount(labels),
      formatDifference(value, 3),
      formatUsd(costUsd),
    ]),
  )
}

function breakEvenTable(result: StudyResult): string | null {
  return table(
    'When the trainings of a predictor are paid back:',
    ['router', 'budget', 'trainings', 'human labels saved', 'price of a training at break-even'],
    result.breakEven.map(({ router, budget, trainings, labelsSaved, trainingUsd }) => [
      router,
      budgetName(budget),
      formatCount(trainings),
      labelsSaved === null ? 'more than there are' : formatCount(labelsSaved),
      formatUsd(trainingUsd),
    ]),
  )
}
