import type { Interval, StudyAlarms, StudyMain, StudyResult, StudyRow } from '../domain/index.ts'
import type { StudyOptions } from './options.ts'

const number = (value: number): string => value.toFixed(Math.abs(value) < 1 ? 3 : 2)
const words = ({ value, lo, hi }: Interval): string =>
  `${number(value)} (95 % ${number(lo)} to ${number(hi)})`

/** Returns what follows from a study, in plain sentences: a router is recommended only where its pre-registered difference is surely above zero. */
export function studyVerdict(
  options: StudyOptions,
  {
    main,
    rows,
    alarms,
  }: {
    readonly main: StudyMain
    readonly rows: readonly StudyRow[]
    readonly alarms: readonly StudyAlarms[]
  },
): StudyResult['verdict'] {
  const at = main.budget === 'area' ? 'over all budgets' : `at ${100 * main.budget} % human labels`
  const unit = 'points'
  const wins = main.difference.lo > 0
  const loses = main.difference.hi < 0
  const { value, lo, hi } = main.difference
  const below = { value: -value, lo: -hi, hi: -lo }
  const recommendation = wins
    ? `Route with "${main.router}": ${at} it is ${words(main.difference)} ${unit} above ${main.against} on ${main.set}.`
    : loses
      ? `Do not route with "${main.router}": ${at} it is ${words(below)} ${unit} below ${main.against} on ${main.set}; take the cheapest plan.`
      : `Take the cheapest plan: ${at} "${main.router}" differs from ${main.against} by ${words(main.difference)} ${unit} on ${main.set}, which zero explains as well.`
  return { recommendation, reasons: reasonsOf(options, { main, rows, alarms }) }
}

function reasonsOf(
  options: StudyOptions,
  {
    main,
    rows,
    alarms,
  }: {
    readonly main: StudyMain
    readonly rows: readonly StudyRow[]
    readonly alarms: readonly StudyAlarms[]
  },
): string[] {
  const same = rows.filter(
    (row) =>
      row.setting === options.settings[0]!.name &&
      row.set === main.set &&
      row.measure === main.measure &&
      row.target === main.target &&
      row.score === main.score &&
      row.budget === main.budget,
  )
  const own = same.find((row) => row.router === main.router)
  const best = [...same]
    .filter(({ router }) => router !== 'oracle')
    .sort((a, b) => b.value.value - a.value.value)[0]
  const sure = rows.filter(({ adjustedP }) => adjustedP !== null && adjustedP < 0.05).length
  return [
    ...(main.shareOfOracle === null
      ? []
      : [
          `It takes ${words(main.shareOfOracle)} of what the oracle, which knows the truth, has over random routing.`,
        ]),
    ...(own?.vsBetterSingle == null || main.against === 'better-single' || main.budget === 'area'
      ? []
      : [`Against the better single source: ${words(own.vsBetterSingle)} points.`]),
    ...(best === undefined || best.router === main.router
      ? []
      : [
          `"${best.router}" has the highest mean there (${number(best.value.value)}); it was not fixed beforehand.`,
        ]),
    ...alarms.map(
      ({ set, worlds, alarms: count, rate }) =>
        `In ${worlds} worlds of "${set}", where nothing but the budget matters, ${count} were told to route by a predictor: ${(100 * rate.value).toFixed(1)} % (95 % ${(100 * rate.lo).toFixed(1)} to ${(100 * rate.hi).toFixed(1)}).`,
    ),
    `${sure} of ${rows.filter(({ adjustedP }) => adjustedP !== null).length} exploratory differences to random have an adjusted p below 0.05.`,
  ]
}
