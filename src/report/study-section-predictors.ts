import type { StudyQuality } from '../domain/index.ts'
import type { Block, Section } from './blocks.ts'
import { isKnown } from './format.ts'
import { calibrationPanels } from './study-calibration.ts'
import { qualityChart, qualityTable } from './study-quality.ts'
import type { StudyView } from './study-view.ts'
import { nameRepeats } from './study-words.ts'

/** Returns the section on how well the predictors predict: rank correlation on what they were not fitted on, and calibration. */
export function studyPredictorSection(view: StudyView): Section | null {
  const { calibration } = view.result
  const quality = orderedQuality(view)
  const blocks: Block[] = [
    ...(quality.length === 0 ? [] : qualityBlocks(view, quality)),
    ...(calibration.length === 0
      ? []
      : [{ kind: 'panels', panels: calibrationPanels(calibration) } as const]),
  ]
  return blocks.length === 0
    ? null
    : { id: 'predictors', title: 'Can the predictors be believed?', blocks }
}

function qualityBlocks(view: StudyView, quality: readonly StudyQuality[]): Block[] {
  const repeats = nameRepeats(view.result)
  const own = quality.filter(({ setting }) => setting === view.setting)
  const others = quality.filter(({ setting }) => setting !== view.setting)
  const shown = own.length > 0 ? own : quality
  return [
    { kind: 'text', text: qualityWords(shown) },
    {
      kind: 'how',
      text: `Every figure is on what a predictor was not fitted on; correlations are plain (-1 to 1), intervals are 95 % over ${repeats}.${shown.some(({ budgetOnly }) => isKnown(budgetOnly)) ? ' The budget alone is a prediction that looks at the human share and at nothing else.' : ''}${shown.some(({ reliability }) => isKnown(reliability)) ? ' Reliability is what two halves of a suite agree on beyond the budget.' : ''}${shown.some(({ shareOfCeiling }) => isKnown(shareOfCeiling)) ? ' Share of the ceiling is R2 over what the noise allows.' : ''}`,
    },
    { kind: 'chart', chart: qualityChart(shown) },
    {
      kind: 'table',
      table: qualityTable(shown, { caption: 'Quality of the predictions', repeats }),
    },
    ...(own.length === 0 || others.length === 0
      ? []
      : [
          {
            kind: 'table',
            folded: true,
            table: qualityTable(others, {
              caption: 'Quality of the predictions in the other settings',
              repeats,
            }),
          } as const,
        ]),
  ]
}

/** The main set, target and score first. */
function orderedQuality({ result }: StudyView): StudyQuality[] {
  const { main, quality } = result
  const rank = ({ set, target, score }: StudyQuality): number =>
    4 * Number(set !== main.set) +
    2 * Number(main.target !== null && target !== main.target) +
    Number(score !== main.score)
  return quality
    .map((row, at) => ({ row, at, rank: rank(row) }))
    .sort((a, b) => a.rank - b.rank || a.at - b.at)
    .map(({ row }) => row)
}

function qualityWords(rows: readonly StudyQuality[]): string {
  const known = rows.filter(({ spearman }) => isKnown(spearman))
  const sure = known.filter(({ spearman }) => spearman.lo > 0)
  const compared = known.filter(({ budgetOnly }) => isKnown(budgetOnly))
  const apart = compared.filter(({ spearman, budgetOnly }) => spearman.lo > budgetOnly!.hi)
  return `${sure.length} of ${known.length} rank correlations lie above zero with their whole interval${compared.length > 0 ? `; ${apart.length} of ${compared.length} have an interval wholly above that of the budget alone` : ''}.`
}
