import type { StudyResult } from '../domain/index.ts'
import type { Block, Section } from './blocks.ts'
import type { ReportTable } from './data.ts'
import {
  formatDifference,
  formatInterval,
  formatNumber,
  formatShareInterval,
  formatUsd,
  isKnown,
} from './format.ts'
import { referencesAt, rowAt, type StudyView } from './study-view.ts'
import { atBudget, countOf, nameAgainst, nameRepeats, nameTarget } from './study-words.ts'

/** Refusals that a reader sees at once; more are folded, for a table of many pairs hides what follows. */
const mostRefusals = 8

type Fact = Extract<Block, { kind: 'facts' }>['facts'][number]

/** Returns the first section: what to do, the comparison that it rests on, why, and what was refused. */
export function studyVerdictSection(view: StudyView): Section {
  const { result } = view
  const { verdict, main, refusals } = result
  const blocks: Block[] = [
    { kind: 'text', text: verdict.recommendation },
    { kind: 'how', text: describeMain(view) },
    { kind: 'facts', facts: [...mainFacts(view), ...singleFacts(view), ...alarmFacts(result)] },
    { kind: 'list', items: verdict.reasons },
  ]
  if (main.measure === 'gain') {
    blocks.unshift({
      kind: 'warning',
      text: 'Simulated worlds: labels and scores are simulated and their truth is known; no person labelled anything here.',
    })
  }
  if (refusals.length > 0) {
    blocks.push(
      {
        kind: 'text',
        text: 'Some predictors were refused: where one does not surely beat what it must beat, routing does not follow it and says so.',
      },
      { kind: 'table', table: refusalTable(result), folded: refusals.length > mostRefusals },
    )
  }
  return { id: 'verdict', title: 'Verdict', blocks }
}

function describeMain({ result }: StudyView): string {
  const { main } = result
  const { lo, hi } = main.difference
  const meaning = !isKnown(main.difference)
    ? 'The difference is unknown.'
    : lo > 0
      ? 'The interval lies above zero.'
      : hi < 0
        ? 'The interval lies below zero.'
        : 'The interval holds zero: noise explains the difference as well.'
  return `Fixed in advance: "${main.router}" against ${nameAgainst(main.against)} ${atBudget(main.budget)}, ${nameTarget(main)}, on "${main.set}", over ${countOf(main.seeds, nameRepeats(result))}. ${meaning} Everything else on this page is exploratory.`
}

function mainFacts({ result, decimals }: StudyView): Fact[] {
  const { main } = result
  return [
    {
      name: `${main.router} against ${nameAgainst(main.against)}`,
      value: formatDifference(main.difference, decimals),
      note: 'points, paired, 95 % interval: the comparison fixed in advance',
    },
    ...(isKnown(main.shareOfOracle)
      ? [
          {
            name: 'Share of the achievable gain',
            value: formatShareInterval(main.shareOfOracle),
            note: '0 % is random routing, 100 % the oracle, which knows the truth',
          },
        ]
      : []),
  ]
}

function singleFacts({ result, rows, decimals }: StudyView): Fact[] {
  const { main, prices } = result
  const row = rowAt(rows, main.router, main.budget)
  if (row === undefined) return []
  const means = referencesAt(rows, main.budget)
  const against = [
    {
      name: 'all labels by people',
      figure: row.vsAllHuman,
      mean: means.allHuman,
      key: 'all-human',
    },
    { name: 'all labels by the judge', figure: row.vsAllLm, mean: means.allLm, key: 'all-lm' },
  ]
  return [
    {
      name: `${main.router} ${atBudget(main.budget)}`,
      value: formatInterval(row.value, decimals),
      note: `points: ${nameTarget(main)}`,
    },
    ...against
      .filter(({ figure, key }) => isKnown(figure) && key !== main.against)
      .map(({ name, figure, mean }) => ({
        name: `Against ${name}`,
        value: formatDifference(figure, decimals),
        note: `points, exploratory; ${name} reach ${formatNumber(mean, decimals)}`,
      })),
    ...(typeof main.budget === 'number' && prices.human !== null && prices.lm !== null
      ? [
          {
            name: 'Price of 1,000 labels',
            value: formatUsd(1000 * (main.budget * prices.human + (1 - main.budget) * prices.lm)),
            note: `${formatUsd(1000 * prices.human)} if people give all of them, ${formatUsd(1000 * prices.lm)} if the judge does`,
          },
        ]
      : []),
  ]
}

function alarmFacts({ falseAlarms }: StudyResult): Fact[] {
  return falseAlarms.map(({ set, worlds, alarms, rate }) => ({
    name: `False alarms in ${set}`,
    value: formatShareInterval(rate, 1),
    note: `${alarms} of ${countOf(worlds, 'worlds')} told to route by a predictor where nothing but the budget matters; exact interval`,
  }))
}

function refusalTable(result: StudyResult): ReportTable {
  const repeats = nameRepeats(result)
  const hasSettings = result.refusals.some(({ setting }) => setting !== 'main')
  return {
    caption: 'Refused predictors',
    columns: [
      'predictor',
      'target',
      'set',
      ...(hasSettings ? ['setting'] : []),
      'refused in',
      'why',
    ],
    rows: result.refusals.map(({ ppm, target, set, setting, count, of, reason }) => [
      ppm,
      target,
      set,
      ...(hasSettings ? [setting] : []),
      `${count} of ${countOf(of, repeats)}`,
      reason,
    ]),
  }
}
