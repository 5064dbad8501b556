import { type AgreementSlice, measureAgreement } from '../annotate/index.ts'
import { groupInstances, importPairs } from '../dataset/index.ts'
import type { Interval } from '../domain/index.ts'
import { createRandom } from '../kit/index.ts'
import { formatInterval } from '../report/index.ts'
import { type CommandSpec, collect, parseWhole } from './command.ts'
import { addDataOptions, importOptionsOf, openFiles } from './data-options.ts'
import { renderTextTable } from './table.ts'

/** `hyper agreement`. */
export const agreementCommand: CommandSpec = {
  name: 'agreement',
  arguments: '<files...>',
  summary: 'Measure how far people agree with people, people with judges, and judges with judges',
  example: 'agreement pairs.jsonl --by category',
  options: (command) =>
    addDataOptions(command)
      .option('--by <field>', 'also slice by this field of "meta" (may be repeated)', collect)
      .option('--resamples <n>', 'bootstrap resamples', parseWhole, 1000),
  run: async ([files], options, { io, common, print }) => {
    const { instances, warnings } = await importPairs(
      openFiles(files as string[], io),
      await importOptionsOf(options),
    )
    for (const warning of warnings) io.err(`warning: ${warning}\n`)
    const fields = (options.by as string[] | undefined) ?? []
    const { groups } = groupInstances(instances)
    const report = measureAgreement(
      instances,
      {
        groups,
        resamples: options.resamples as number,
        slices: ({ meta }) =>
          fields.flatMap((field) => {
            const value = meta[field]
            return value === undefined || value === null || typeof value === 'object'
              ? []
              : [`${field}=${String(value)}`]
          }),
      },
      createRandom(common.seed ?? 42).fork('agreement'),
    )
    const slices =
      report.sources.length > 1
        ? [report.overall, ...report.sources, ...report.slices]
        : [report.overall, ...report.slices]
    print({ format: 'hyper/agreement@1', ...report }, renderAgreement(slices))
  },
}

function renderAgreement(slices: readonly AgreementSlice[]): string {
  const people = slices.map((slice) => [
    slice.name,
    String(slice.instances),
    slice.humanHuman === null ? '-' : String(slice.humanHuman.labelPairs),
    ...(['threeWay', 'withoutTies', 'scottPi', 'krippendorffNominal', 'gwetAc1'] as const).map(
      (name) => value(slice.humanHuman?.[name] ?? null),
    ),
  ])
  const judges = slices.flatMap((slice) =>
    slice.judges.map((judge) => [
      slice.name,
      judge.judge,
      String(judge.instances),
      `${judge.verdicts.a}/${judge.verdicts.tie}/${judge.verdicts.b}`,
      ...(['threeWay', 'cohenKappa', 'withoutTies'] as const).map((name) => value(judge[name])),
      judge.order === null ? '-' : value(judge.order.flipped),
    ]),
  )
  return [
    'People with people',
    renderTextTable(
      ['set', 'instances', 'label pairs', 'three-way', 'no ties', "Scott's pi", 'alpha', 'AC1'],
      people,
    ),
    'Judges with people',
    renderTextTable(
      ['set', 'judge', 'instances', 'A/tie/B', 'three-way', 'kappa', 'no ties', 'order flips'],
      judges,
    ),
  ].join('\n')
}

const value = (interval: Interval | null): string =>
  interval === null ? '-' : formatInterval(interval, 3)
