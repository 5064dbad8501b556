import {
  cohenKappa,
  countCoincidences,
  countConfusions,
  countRatings,
  fitDawidSkene,
  fleissKappa,
  gwetCoefficient,
  krippendorffAlpha,
  observedAgreement,
  scottPi,
  type VoteList,
} from '../../src/annotate/index.ts'
import { type Comparer, type Comparison, createComparer, type Rule } from './comparison.ts'

interface Gwet {
  readonly observed: number
  readonly chance: number
  readonly ac1: number
}

interface AgreementFixture {
  readonly two_raters: readonly {
    readonly classes: number
    readonly a: readonly number[]
    readonly b: readonly number[]
    readonly observed_agreement: number
    readonly cohen_kappa: number | null
    readonly cohen_kappa_linear: number | null
    readonly cohen_kappa_quadratic: number | null
    readonly scott_pi: number | null
    readonly krippendorff_nominal: number | null
    readonly gwet: Gwet
  }[]
  readonly many_raters: readonly {
    readonly classes: number
    readonly items_by_raters: readonly (readonly (number | null)[])[]
    readonly fleiss_kappa?: number
    readonly krippendorff_nominal: number
    readonly krippendorff_ordinal: number
    readonly krippendorff_interval: number
    readonly gwet: Gwet
  }[]
  readonly dawid_skene: readonly {
    readonly classes: number
    readonly votes: readonly (readonly (number | null)[])[]
    readonly runs: readonly {
      readonly smoothing: number
      readonly steps: number
      readonly posterior: readonly (readonly number[])[]
      readonly prior: readonly number[]
      readonly confusion: readonly (readonly (readonly number[])[])[]
      readonly log_likelihood_before_last_e_step_normalisation: number
    }[]
  }[]
}

type NumberPair = readonly [place: string, ours: number, theirs: number | null]

/** After 3,000 steps of Dawid-Skene the rounding of every step has added up. */
const longRun: Rule = { tolerance: 1e-7, scale: 'absolute' }

/** Compares kappas, alpha, Gwet's coefficient and Dawid-Skene with `agreement.json`. */
export function compareAgreement(fixture: unknown): Comparison {
  const { two_raters, many_raters, dawid_skene } = fixture as AgreementFixture
  const comparer = createComparer({ tolerance: 1e-9, scale: 'absolute' })
  for (const [place, ours, theirs] of [
    ...two_raters.flatMap(pairsOfTwo),
    ...many_raters.flatMap(pairsOfMany),
  ]) {
    comparer.number(place, ours, theirs)
  }
  for (const set of dawid_skene) {
    for (const run of set.runs) compareFit(comparer, set, run)
  }
  return comparer.result()
}

function pairsOfTwo(row: AgreementFixture['two_raters'][number]): NumberPair[] {
  const { classes } = row
  const table = countConfusions(row.a, row.b, classes)
  const counts = countRatings(
    row.a.map((rating, item) => [rating, row.b[item]!]),
    classes,
  )
  return [
    ['observed', observedAgreement(table, classes), row.observed_agreement],
    ['cohen', cohenKappa(table, classes), row.cohen_kappa],
    ['cohen linear', cohenKappa(table, classes, 'linear'), row.cohen_kappa_linear],
    ['cohen quadratic', cohenKappa(table, classes, 'quadratic'), row.cohen_kappa_quadratic],
    ['scott', scottPi(table, classes), row.scott_pi],
    [
      'krippendorff',
      krippendorffAlpha(countCoincidences(counts, classes), classes, 'nominal'),
      row.krippendorff_nominal,
    ],
    ...gwetPairs(counts, classes, row.gwet),
  ]
}

function pairsOfMany(row: AgreementFixture['many_raters'][number]): NumberPair[] {
  const { classes } = row
  const counts = countRatings(row.items_by_raters, classes)
  const coincidences = countCoincidences(counts, classes)
  return [
    ['fleiss', fleissKappa(counts, classes), row.fleiss_kappa ?? null],
    [
      'nominal alpha',
      krippendorffAlpha(coincidences, classes, 'nominal'),
      row.krippendorff_nominal,
    ],
    [
      'ordinal alpha',
      krippendorffAlpha(coincidences, classes, 'ordinal'),
      row.krippendorff_ordinal,
    ],
    [
      'interval alpha',
      krippendorffAlpha(coincidences, classes, 'interval'),
      row.krippendorff_interval,
    ],
    ...gwetPairs(counts, classes, row.gwet),
  ]
}

function gwetPairs(counts: Float64Array, classes: number, expected: Gwet): NumberPair[] {
  const ours = gwetCoefficient(counts, classes)
  return [
    ['gwet observed', ours.observed, expected.observed],
    ['gwet chance', ours.chance, expected.chance],
    ['gwet ac1', ours.coefficient, expected.ac1],
  ]
}

function compareFit(
  comparer: Comparer,
  set: AgreementFixture['dawid_skene'][number],
  run: AgreementFixture['dawid_skene'][number]['runs'][number],
): void {
  const fit = fitDawidSkene(listVotes(set.votes, set.classes), {
    smoothing: run.smoothing,
    maxSteps: run.steps,
    tolerance: 0,
  })
  const rule = run.steps >= 3000 ? longRun : undefined
  const place = `dawid-skene, smoothing ${run.smoothing}, ${run.steps} steps`
  comparer.numbers(`${place}: posterior`, fit.posterior, run.posterior.flat(), rule)
  comparer.numbers(`${place}: prior`, fit.prior, run.prior, rule)
  comparer.numbers(`${place}: confusion`, fit.confusion, run.confusion.flat(2), rule)
  const logLikelihood = run.log_likelihood_before_last_e_step_normalisation
  comparer.number(`${place}: log likelihood`, fit.logLikelihood, logLikelihood, rule)
}

function listVotes(table: readonly (readonly (number | null)[])[], classes: number): VoteList {
  const votes = table.flatMap((row, item) =>
    row.flatMap((given, annotator) => (given === null ? [] : [{ item, annotator, given }])),
  )
  return {
    items: Uint32Array.from(votes, (vote) => vote.item),
    annotators: Uint32Array.from(votes, (vote) => vote.annotator),
    classes: Uint8Array.from(votes, (vote) => vote.given),
    itemCount: table.length,
    annotatorCount: table[0]?.length ?? 0,
    classCount: classes,
  }
}
