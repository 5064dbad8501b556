import {
  basicInterval,
  bcaInterval,
  benjaminiHochberg,
  betaCdf,
  betaQuantile,
  binomialTest,
  bonferroni,
  chiSquaredUpperTail,
  clopperPearson,
  type Ends,
  erf,
  erfc,
  fixedSequence,
  holm,
  logGamma,
  mcnemar,
  mean,
  normalCdf,
  normalQuantile,
  normalUpperTail,
  percentileInterval,
  type QuantileDefinition,
  quantile,
  type Side,
  standardDeviation,
  tCdf,
  tQuantile,
  wilcoxonSignedRank,
  wilsonInterval,
} from '../../src/stats/index.ts'
import { type Comparer, type Comparison, createComparer, type Rule } from './comparison.ts'

type Values = readonly number[]
interface Test {
  readonly statistic: number
  readonly p: number
}

/** The content of `stats.json`. */
export interface StatsFixture {
  readonly shares: readonly ({ readonly k: number; readonly n: number } & Readonly<
    Record<string, number | readonly [number, number]>
  >)[]
  readonly binomial: readonly ({
    readonly k: number
    readonly n: number
    readonly p0: number
  } & Readonly<Record<string, number>>)[]
  readonly fixed_sequence: readonly SequenceCase[]
  readonly multiple: readonly {
    readonly name: string
    readonly p: Values
    readonly holm: Values
    readonly benjamini_hochberg: Values
    readonly bonferroni: Values
  }[]
  readonly mcnemar: readonly {
    readonly only_first_right: number
    readonly only_second_right: number
    readonly exact_p: number
    readonly chi2?: Test
    readonly chi2_corrected?: Test
  }[]
  readonly wilcoxon: readonly { readonly name: string; readonly d: Values }[]
  readonly distributions: Readonly<Record<string, readonly Values[]>>
  readonly quantiles: readonly ({
    readonly name: string
    readonly values: Values
    readonly q: readonly string[]
    readonly mean: number
    readonly sd_population: number
    readonly sd_sample: number | null
  } & Readonly<Record<string, unknown>>)[]
  readonly bootstrap: {
    readonly d: Values
    readonly resample_indices: readonly Values[]
    readonly estimate: number
    readonly standard_error: number
  } & Readonly<Record<string, unknown>>
}

interface SequenceCase {
  readonly name: string
  readonly target: number
  readonly delta: number
  readonly min_n: number
  readonly levels: readonly {
    readonly threshold: number
    readonly n: number
    readonly agree: number
    readonly p: number
    readonly lower: number
    readonly tested: boolean
    readonly passed: boolean
  }[]
  readonly chosen: number | null
}

const tailRule: Rule = { tolerance: 1e-8, scale: 'value' }
const bootstrapRule: Rule = { tolerance: 1e-8, scale: 'absolute' }

/** Compares intervals, tests, adjustments, distributions, quantiles and bootstrap ends with the reference values. */
export function compareStats(fixture: StatsFixture): Comparison {
  const comparer = createComparer({ tolerance: 1e-8, scale: 'relative' })
  compareShares(comparer, fixture)
  for (const row of fixture.fixed_sequence) compareSequence(comparer, row)
  for (const row of fixture.multiple) {
    comparer.numbers(`holm ${row.name}`, holm(row.p), row.holm)
    comparer.numbers(`bh ${row.name}`, benjaminiHochberg(row.p), row.benjamini_hochberg)
    comparer.numbers(`bonferroni ${row.name}`, bonferroni(row.p), row.bonferroni)
  }
  compareMcnemar(comparer, fixture)
  compareWilcoxon(comparer, fixture)
  compareDistributions(comparer, fixture.distributions)
  for (const row of fixture.quantiles) compareQuantiles(comparer, row)
  compareBootstrap(comparer, fixture.bootstrap)
  return comparer.result()
}

function compareShares(comparer: Comparer, fixture: StatsFixture): void {
  for (const row of fixture.shares) {
    for (const level of [0.8, 0.9, 0.95, 0.99]) {
      const place = `${row.k} of ${row.n} at ${level}`
      const wilson = wilsonInterval(row.k, row.n, level)
      compareEnds(comparer, `wilson ${place}`, wilson, row[`wilson_${level}`])
      const exact = clopperPearson(row.k, row.n, level)
      compareEnds(comparer, `clopper-pearson ${place}`, exact, row[`clopper_pearson_${level}`])
    }
  }
  for (const row of fixture.binomial) {
    for (const side of ['two-sided', 'less', 'greater'] as const) {
      const got = binomialTest(row.k, row.n, row.p0, side)
      comparer.number(`binomial ${row.k} of ${row.n} ${side}`, got, row[`p_${side}`], tailRule)
    }
  }
}

function compareEnds(
  comparer: Comparer,
  place: string,
  got: Ends,
  expected: unknown,
  rule?: Rule,
): void {
  const [lo, hi] = expected as [number, number]
  comparer.number(`${place} lo`, got.lo, lo, rule)
  comparer.number(`${place} hi`, got.hi, hi, rule)
}

function compareSequence(comparer: Comparer, row: SequenceCase): void {
  const levels = row.levels.map(({ threshold, n, agree }) => ({ threshold, n, agree }))
  const options = { target: row.target, delta: row.delta, minN: row.min_n }
  const got = fixedSequence(levels, options)
  comparer.claim(`sequence ${row.name} chosen`, got.chosen === row.chosen)
  for (const [index, want] of row.levels.entries()) {
    const level = got.levels[index]!
    comparer.number(`sequence ${row.name} p`, level.p, want.p)
    comparer.number(`sequence ${row.name} lower`, level.lower, want.lower)
    comparer.claim(`sequence ${row.name} tested`, level.tested === want.tested)
    comparer.claim(`sequence ${row.name} passed`, level.passed === want.passed)
  }
}

function compareMcnemar(comparer: Comparer, fixture: StatsFixture): void {
  for (const row of fixture.mcnemar) {
    const [first, second] = [row.only_first_right, row.only_second_right]
    const place = `mcnemar ${first} ${second}`
    comparer.number(`${place} exact`, mcnemar(first, second).p, row.exact_p, tailRule)
    for (const [method, want] of [
      ['chi-squared', row.chi2],
      ['chi-squared-corrected', row.chi2_corrected],
    ] as const) {
      if (want === undefined) continue
      const got = mcnemar(first, second, method)
      comparer.number(`${place} ${method}`, got.statistic, want.statistic)
      comparer.number(`${place} ${method} p`, got.p, want.p, tailRule)
    }
  }
}

function compareWilcoxon(comparer: Comparer, fixture: StatsFixture): void {
  for (const row of fixture.wilcoxon) {
    for (const [key, value] of Object.entries(row)) {
      const parts =
        /^(exact|normal)(?:_(wilcox|pratt))?(_corrected)?_(two-sided|less|greater)$/.exec(key)
      if (parts === null) continue
      const want = value as unknown as Test
      const got = wilcoxonSignedRank(row.d, {
        method: parts[1] as 'exact' | 'normal',
        zeros: parts[2] === 'pratt' ? 'pratt' : 'wilcox',
        continuity: parts[3] !== undefined,
        side: parts[4] as Side,
      })
      comparer.number(`wilcoxon ${row.name} ${key}`, got.statistic, want.statistic)
      comparer.number(`wilcoxon ${row.name} ${key} p`, got.p, want.p)
    }
  }
}

const oneArgument: Readonly<Record<string, (x: number) => number>> = {
  normal_quantile: normalQuantile,
  normal_cdf: normalCdf,
  normal_upper_tail: normalUpperTail,
  log_gamma: logGamma,
}

function compareDistributions(
  comparer: Comparer,
  tables: Readonly<Record<string, readonly Values[]>>,
): void {
  const each = (name: string, visit: (row: Values) => void): void => tables[name]!.forEach(visit)
  const tail = (name: string, got: number, want: number): void =>
    comparer.number(name, got, want, name === 'log_gamma' ? undefined : tailRule)
  for (const [name, compute] of Object.entries(oneArgument)) {
    each(name, ([x, want]) => tail(name, compute(x!), want!))
  }
  each('t_quantile', ([freedom, p, want]) => tail('t_quantile', tQuantile(p!, freedom!), want!))
  each('t_cdf', ([freedom, t, want]) => tail('t_cdf', tCdf(t!, freedom!), want!))
  each('chi2_upper_tail', ([freedom, x, want]) =>
    tail('chi2_upper_tail', chiSquaredUpperTail(x!, freedom!), want!),
  )
  each('beta_quantile', ([a, b, p, want]) => tail('beta_quantile', betaQuantile(p!, a!, b!), want!))
  each('beta_cdf', ([a, b, x, want]) =>
    // The fixture writes chances below 1e-300 as 0.
    comparer.number('beta_cdf', betaCdf(x!, a!, b!), want!, want === 0 ? undefined : tailRule),
  )
  each('erf', ([x, low, high]) => {
    tail('erf', erf(x!), low!)
    tail('erfc', erfc(x!), high!)
  })
}

function compareQuantiles(comparer: Comparer, row: StatsFixture['quantiles'][number]): void {
  const shares = row.q.map((text) => (text.includes('/') ? Number(text[0]) / 3 : Number(text)))
  for (const definition of ['linear', 'hazen', 'median_unbiased', 'lower', 'higher', 'nearest']) {
    const got = shares.map((q) => quantile(row.values, q, definition as QuantileDefinition))
    comparer.numbers(`quantile ${row.name} ${definition}`, got, row[definition] as number[])
  }
  comparer.number(`mean ${row.name}`, mean(row.values), row.mean)
  comparer.number(`sd ${row.name}`, standardDeviation(row.values), row.sd_population)
  comparer.number(`sample sd ${row.name}`, standardDeviation(row.values, 1), row.sd_sample)
}

function compareBootstrap(comparer: Comparer, row: StatsFixture['bootstrap']): void {
  const resampled = row.resample_indices.map((indices) => mean(indices.map((i) => row.d[i]!)))
  const estimate = mean(row.d)
  const jackknife = row.d.map((_, left) => mean(row.d.filter((_, i) => i !== left)))
  comparer.number('bootstrap estimate', estimate, row.estimate, bootstrapRule)
  const error = standardDeviation(resampled, 1)
  comparer.number('bootstrap error', error, row.standard_error, bootstrapRule)
  for (const level of [0.8, 0.9, 0.95]) {
    const ends: Readonly<Record<string, Ends>> = {
      percentile: percentileInterval(resampled, level),
      basic: basicInterval(estimate, resampled, level),
      BCa: bcaInterval(estimate, resampled, { jackknife, level }),
    }
    for (const [method, got] of Object.entries(ends)) {
      compareEnds(comparer, `bootstrap ${method}`, got, row[`${method}_${level}`], bootstrapRule)
    }
  }
}
