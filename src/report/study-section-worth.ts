import type { StudyNext } from '../domain/index.ts'
import type { Block, Chart, Section } from './blocks.ts'
import type { ReportTable } from './data.ts'
import { formatCount, formatDifference, formatUsd, isKnown } from './format.ts'
import { drawnLines } from './study-chart-lines.ts'
import { type Line, MOST_OTHERS, symbolsOf } from './study-line-styles.ts'
import { namedLine } from './study-named-line.ts'
import type { StudyView } from './study-view.ts'
import { nameShare } from './study-words.ts'

/** Returns the section on what more labels buy, and when trainings are paid back. */
export function studyWorthSection(view: StudyView): Section | null {
  const { next, breakEven } = view.result
  const blocks: Block[] = [
    ...(next.length === 0 ? [] : nextBlocks(view)),
    ...(breakEven.length === 0 ? [] : breakEvenBlocks(view)),
  ]
  return blocks.length === 0
    ? null
    : { id: 'worth', title: 'When do more labels and trainings pay?', blocks }
}

function nextBlocks(view: StudyView): Block[] {
  const { next } = view.result
  const isPriced = next.some(({ costUsd }) => costUsd !== null)
  const chart = nextChart(view)
  return [
    {
      kind: 'how',
      text: `Change of the whole measure, in points, if the next human labels are bought in the order of the router; the cost is beyond that of the judge labels that they replace${isPriced ? '' : ' and unknown here'}. 95 % intervals; exploratory.`,
    },
    chart === null ? { kind: 'table', table: nextTable(next) } : { kind: 'chart', chart },
  ]
}

function nextTable(next: readonly StudyNext[]): ReportTable {
  return {
    caption: 'Value of the next human labels, points, with what they cost',
    columns: [
      'router',
      'set',
      'human share so far',
      'next labels',
      'change, points',
      'cost',
      'points per $100',
    ],
    rows: next.map(({ set, router, budget, labels, value, costUsd }) => {
      const perHundred = costUsd !== null && costUsd > 0 ? 100 / costUsd : null
      return [
        router,
        set,
        nameShare(budget),
        formatCount(labels),
        formatDifference(value, 3),
        formatUsd(costUsd),
        formatDifference(
          perHundred === null
            ? null
            : {
                value: value.value * perHundred,
                lo: value.lo * perHundred,
                hi: value.hi * perHundred,
              },
          3,
        ),
      ]
    }),
  }
}

/** Null where no line has two points. */
function nextChart(view: StudyView): Chart | null {
  const { next, main } = view.result
  const set = next.find((row) => row.set === main.set)?.set ?? next[0]!.set
  const own = next.filter((row) => row.set === set && isKnown(row.value))
  const lines = [...new Set(own.map(({ router }) => router))]
    .sort((a, b) => Number(b === main.router) - Number(a === main.router))
    .slice(0, 1 + MOST_OTHERS)
    .map(
      (name): Line => ({
        ...namedLine(view, name),
        points: own
          .filter(({ router }) => router === name)
          .map(({ budget, value }) => ({ x: budget, ...value })),
      }),
    )
  if (!lines.some(({ points }) => points.length > 1)) return null
  const most = Math.max(...own.map(({ labels }) => labels))
  return {
    id: 'next-chart',
    title: `What the next ${formatCount(most)} human labels change, by how many are bought`,
    alt: `Points gained by the next human labels on "${set}" at each human share; below zero they do harm. ${symbolsOf(lines)}`,
    table: nextTable(next),
    ...drawnLines({
      lines,
      levels: [{ name: 'no change', value: 0, colour: 'var(--random)' }],
      x: { label: 'human share so far', format: nameShare },
      y: { label: 'points' },
      height: 300,
    }),
  }
}

function breakEvenBlocks({ result }: StudyView): Block[] {
  const { breakEven, prices } = result
  const extra = prices.human !== null && prices.lm !== null ? prices.human - prices.lm : null
  const isPriced = extra !== null || breakEven.some(({ trainingUsd }) => trainingUsd !== null)
  return [
    {
      kind: 'how',
      text: `Break-even of the trainings: how many more human labels random routing would need for the same value, read off the line through its own points, which has no interval; unknown where it never gets there with the labels there are. ${isPriced ? 'A training that costs less than the last column makes the router the cheaper way.' : 'The prices of labels are unknown, so what a training may cost is unknown.'}`,
    },
    {
      kind: 'table',
      table: {
        caption: 'When the trainings behind a predictor are paid back',
        columns: [
          'router',
          'set',
          'human share',
          'trainings',
          'human labels saved',
          ...(extra === null ? [] : ['saved on labels']),
          ...(isPriced ? ['a training may cost'] : []),
        ],
        rows: breakEven.map(({ set, router, budget, trainings, labelsSaved, trainingUsd }) => [
          router,
          set,
          nameShare(budget),
          formatCount(trainings),
          labelsSaved === null ? 'unknown' : formatCount(labelsSaved),
          ...(extra === null
            ? []
            : [labelsSaved === null ? 'unknown' : formatUsd(labelsSaved * extra)]),
          ...(isPriced ? [labelsSaved === null ? 'unknown' : formatUsd(trainingUsd)] : []),
        ]),
        marked: breakEven.flatMap((row, index) =>
          row.router === result.main.router && row.budget === result.main.budget ? [index] : [],
        ),
      },
    },
  ]
}
