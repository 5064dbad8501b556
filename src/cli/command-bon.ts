import { basename } from 'node:path'
import { expandPaths } from '../backends/index.ts'
import { importBestOf } from '../dataset/index.ts'
import type { Interval } from '../domain/index.ts'
import { type BestOfScore, bestOfN } from '../evaluate/index.ts'
import { createRandom, HyperError } from '../kit/index.ts'
import { formatDifference, formatInterval } from '../report/index.ts'
import { type CommandContext, type CommandSpec, parseWhole } from './command.ts'
import { openFiles } from './data-options.ts'
import { openPicker, type Picker, type Scorer } from './open-picker.ts'
import { renderTextTable } from './table.ts'

/** `hyper bon`. */
export const bonCommand: CommandSpec = {
  name: 'bon',
  arguments: '<files...>',
  summary:
    'Score best-of-N: what picking by a trained reward model is worth beside chance and length',
  example: 'bon bon-alpacaeval-tulu2.jsonl.gz --run runs/first --mix all-lm',
  options: (command) =>
    command
      .option('--run <dir>', 'folder of a run whose probe picks; without it only the baselines')
      .option('--mix <name>', 'mix whose probe picks: all-human, all-lm, mix-0007, control:longer')
      .option('--resamples <n>', 'bootstrap resamples of the prompts', parseWhole, 1000),
  run: async ([files], options, context) => {
    if (options.mix !== undefined && options.run === undefined)
      throw new HyperError('usage/missing-option', 'bon: got --mix without --run, expected both', {
        hint: 'hyper bon FILE --run runs/first --mix all-human',
      })
    const { io, common, print } = context
    const paths = await expandPaths(files as string[], io.cwd)
    if (common.dryRun === true) {
      const names = paths.map((path) => basename(path))
      print({ ok: true, dryRun: true, files: names }, `would score ${names.join(', ')}\n`)
      return
    }
    const picker =
      options.run === undefined
        ? null
        : await openPicker(
            {
              folder: String(options.run),
              mix: (options.mix as string) ?? 'all-human',
              stage: 'bon',
            },
            context,
          )
    try {
      const sets: ScoredSet[] = []
      for (const path of paths)
        sets.push(await scoreFile(path, picker?.score ?? null, { context, options }))
      const reward = picker === null ? null : { mix: picker.reward.name, run: options.run }
      print({ format: 'hyper/bon@1', unit: 'points', reward, sets }, renderSets(sets, picker))
    } finally {
      await picker?.dispose()
    }
  },
}

interface ScoredSet {
  readonly file: string
  readonly prompts: number
  readonly responses: number
  /** Best of 1, 2, ... responses; points. `picked` and the differences are null without a reward. */
  readonly curve: readonly BonPoint[]
}

type BonPoint = Omit<BestOfScore, 'picked' | 'versusRandom' | 'versusLongest'> &
  Readonly<Record<'picked' | 'versusRandom' | 'versusLongest', Interval | null>>

async function scoreFile(
  path: string,
  score: Scorer | null,
  given: { readonly context: CommandContext; readonly options: Readonly<Record<string, unknown>> },
): Promise<ScoredSet> {
  const { io, common } = given.context
  const { rows, warnings } = await importBestOf(openFiles([path], io), { onBadRow: 'fail' })
  for (const warning of warnings) io.err(`warning: ${warning}\n`)
  if (rows.length === 0)
    throw new HyperError('data/no-rows', `bon: got no row in ${path}, expected best-of-N prompts`)
  const rewards = score
    ? await score(rows)
    : rows.map(({ responses }) => new Float64Array(responses.length))
  const file = path === '-' ? path : basename(path)
  const curve = bestOfN(
    rows,
    rewards,
    { resamples: given.options.resamples as number },
    createRandom(common.seed ?? 42).fork('bon', file),
  )
  return {
    file,
    prompts: rows.length,
    responses: rows.reduce((sum, row) => sum + row.responses.length, 0),
    curve: curve.map((point) => toPoints(point, score !== null)),
  }
}

const inPoints = ({ value, lo, hi }: Interval): Interval => ({
  value: 100 * value,
  lo: 100 * lo,
  hi: 100 * hi,
})

function toPoints(point: BestOfScore, hasReward: boolean): BonPoint {
  const ofReward = (interval: Interval): Interval | null => (hasReward ? inPoints(interval) : null)
  return {
    n: point.n,
    fullPrompts: point.fullPrompts,
    picked: ofReward(point.picked),
    random: inPoints(point.random),
    longest: inPoints(point.longest),
    oracle: inPoints(point.oracle),
    versusRandom: ofReward(point.versusRandom),
    versusLongest: ofReward(point.versusLongest),
  }
}

function renderSets(sets: readonly ScoredSet[], picker: Picker | null): string {
  return sets.map((set) => renderSet(set, picker)).join('\n')
}

function renderSet({ file, prompts, responses, curve }: ScoredSet, picker: Picker | null): string {
  const by = picker === null ? '' : `, picked by the probe of ${picker.reward.name}`
  const head = `${file}: ${prompts} prompts, ${responses} responses; mean true score in points (95 % by prompt)${by}\n`
  const columns = ['N', 'prompts', ...(picker ? ['picked'] : []), 'random', 'longest', 'oracle']
  const rows = curve.map((point) => [
    String(point.n),
    String(point.fullPrompts),
    ...(picker ? [formatInterval(point.picked, 1)] : []),
    ...[point.random, point.longest, point.oracle].map((interval) => formatInterval(interval, 1)),
    ...(picker
      ? [formatDifference(point.versusRandom, 1), formatDifference(point.versusLongest, 1)]
      : []),
  ])
  const all = picker ? [...columns, 'picked - random', 'picked - longest'] : columns
  return `${head}${renderTextTable(all, rows)}`
}
