import type { GatheredData } from './gather.ts'
import type { StudyOptions } from './options.ts'

const percent = (share: number): string => `${Number((100 * share).toFixed(1))} %`

/** Returns how the figures of a study were obtained, in plain sentences. */
export function describeMethod(options: StudyOptions, gathered: GatheredData): string[] {
  return [
    ...subject(options, gathered),
    ...arrangement(options),
    `Intervals are 95 %: ${options.measure === 'gain' ? 'worlds are resampled' : `splits and prompt groups are resampled (${options.resamples} draws of prompt groups, the same for every split)`}, the same draws on both sides of a difference.`,
    `One comparison was fixed in the config beforehand: ${options.main.router} against ${options.main.against}. All other rows are exploratory; their p-values are adjusted together (Holm).`,
  ]
}

function subject({ measure, worlds, splits }: StudyOptions, gathered: GatheredData): string[] {
  if (measure === 'gain') {
    return worlds.map(
      ({ name, preset, worlds: count, instances }) =>
        `${name}: ${count} seeded worlds of preset "${preset}" with ${instances} instances; labels and scores are simulated, the truth is known.`,
    )
  }
  return [
    `${gathered.rows ?? 0} rows in ${gathered.groups ?? 0} prompt groups, ${splits} splits by prompt group.`,
  ]
}

function arrangement({ measure, settings, humanPairs }: StudyOptions): string[] {
  const kind = settings[0]!.arrangement
  if (measure === 'gain') {
    return [
      `${settings[0]!.trainedMixes} mixes are trained in each world (a noisy score each); routers are scored by the exact expected score.`,
    ]
  }
  if (measure === 'label-quality') {
    const pilot =
      settings[0]!.pilot.rows === null
        ? percent(settings[0]!.pilot.share)
        : `${settings[0]!.pilot.rows} rows`
    return [
      kind === 'transfer'
        ? 'Predictors are fitted on one data set and used on another.'
        : `A pilot of ${pilot} of the prompt groups fits the routers; the other groups are routed.`,
      'The first person of a row is the human source, the mean of the others the truth; utility of a label is 1 - |label - truth| / 2, in points.',
    ]
  }
  return [
    kind === 'doubly-labelled'
      ? `Every training row carries both labels and the mix is chosen afterwards; ${percent(humanPairs)} of the prompt groups are held out.`
      : `${percent(humanPairs)} of the prompt groups are held out; of the rest a pilot of ${percent(settings[0]!.pilot.share)} fits the routers and the other groups are routed and trained on.`,
    'Suites are cut in two by prompt group: predictors aim at one half, mixes are judged on the other.',
  ]
}
