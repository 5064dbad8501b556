import type { Interval, Prices } from '../domain/index.ts'
import type { BaselineReport } from './baselines.ts'
import type { JudgedRow } from './stage-compare.ts'

/** What a recommendation rests on. */
export interface VerdictInput {
  /** Human share of the plan, 0 to 1. */
  readonly share: number
  readonly router: string
  /** The router of the config at its budget, fixed before anything was judged; null when it was not judged. */
  readonly main: JudgedRow | null
  readonly baselines: Pick<
    BaselineReport,
    'noiseFloor' | 'allHuman' | 'allLm' | 'humanMinusLm' | 'controls'
  >
  /** False when the PPM was refused. */
  readonly usable: boolean
  /** First sentence about the PPM's quality. */
  readonly ppmWord: string
  /** Split-half reliability of the target; null when unknown. */
  readonly reliability: number | null
  readonly prices: Prices
  readonly score: string
}

/** Plain sentences: what to do, and why. */
export interface Verdict {
  readonly recommendation: string
  readonly reasons: readonly string[]
}

/** Tells whether a difference may be called a gain: its interval lies above zero and it is larger than the noise floor. */
export function isGain(difference: Interval, noise: number): boolean {
  return difference.lo > 0 && difference.value > noise
}

/**
 * Tells whether neither source scores above the range that models trained on random labels have: then no difference in the score says
 * anything about labels.
 */
export function isBlind({ baselines }: VerdictInput): boolean {
  const { allHuman, allLm, controls } = baselines
  const random = controls.randomLabels.score
  const reach = Number.isFinite(random.hi) ? random.hi : random.value
  return reach >= Math.max(allHuman.score.value, allLm.score.value)
}

function blindSentence({ baselines }: VerdictInput): string {
  const { allHuman, allLm, controls } = baselines
  const random = controls.randomLabels.score
  const range = Number.isFinite(random.hi)
    ? ` (95 % of draws ${random.lo.toFixed(1)} to ${random.hi.toFixed(1)})`
    : ''
  return `Models trained on random labels score ${random.value.toFixed(1)}${range}, on human labels ${allHuman.score.value.toFixed(1)}, on LM labels ${allLm.score.value.toFixed(1)}: this score does not tell good labels from none.`
}

/** Returns the recommendation. When nothing beats the noise it is the cheapest choice, and says so. */
export function decideVerdict(input: VerdictInput): Verdict {
  const { baselines, main } = input
  const noise = baselines.noiseFloor.overall
  const sources = compareSources(input)
  const reasons = [sources.sentence, input.ppmWord]
  if (main !== null) reasons.push(...describeMain(main, noise))
  if (input.reliability !== null && input.reliability < 0.3) {
    reasons.push(
      `The target is not transferable: two halves of the suite agree only to ${input.reliability.toFixed(2)} about what the budget does not explain.`,
    )
  }
  if (isBlind(input)) reasons.push(blindSentence(input))
  reasons.push(
    `Noise floor ${noise.toFixed(2)} points (${input.score}): no smaller difference is called a gain.`,
  )
  return { recommendation: recommend(input, sources.better), reasons }
}

type Better = 'human' | 'lm' | 'neither'

function compareSources({ baselines }: VerdictInput): {
  readonly better: Better
  readonly sentence: string
} {
  const { humanMinusLm, noiseFloor } = baselines
  const difference = humanMinusLm.score
  const opposite = { value: -difference.value, lo: -difference.hi, hi: -difference.lo }
  const told = `${signed(difference.value)} points (95 % ${signed(difference.lo)} to ${signed(difference.hi)})`
  if (isGain(difference, noiseFloor.overall))
    return { better: 'human', sentence: `All-human labels beat all-LM labels: ${told}.` }
  if (isGain(opposite, noiseFloor.overall))
    return {
      better: 'lm',
      sentence: `All-LM labels beat all-human labels: human minus LM ${told}.`,
    }
  return {
    better: 'neither',
    sentence: `All-human and all-LM labels cannot be told apart: human minus LM ${told}.`,
  }
}

function describeMain(main: JudgedRow, noise: number): string[] {
  const name = `${main.router} at ${percent(main.share)} human`
  const say = (difference: Interval, against: string): string => {
    const told = `${signed(difference.value)} points (95 % ${signed(difference.lo)} to ${signed(difference.hi)})`
    if (isGain(difference, noise)) return `${name} beats ${against}: ${told}.`
    if (difference.hi < 0) return `${name} is worse than ${against}: ${told}.`
    return `${name} is not shown to beat ${against}: ${told}.`
  }
  return [
    say(main.vsRandom, 'random mixes of the same size'),
    say(main.vsBetterSingle, 'the better single source'),
  ]
}

function recommend(input: VerdictInput, better: Better): string {
  const { main, baselines, router, share } = input
  const noise = baselines.noiseFloor.overall
  const cheap = cheapest(input.prices)
  if (isBlind(input)) {
    return `Take no decision from this run: the score does not tell the labels of either source from random ones. Until a suite or an encoder is found that feels the labels, use ${cheap}.`
  }
  const beatsRandom = input.usable && main !== null && isGain(main.vsRandom, noise)
  const beatsSingle = main !== null && isGain(main.vsBetterSingle, noise)
  const transfers = input.reliability === null || input.reliability >= 0.3
  const but = transfers
    ? ''
    : ' What the PPM learned is mostly luck of these evaluation rows, so judge it once more on a suite of your own before money moves.'
  if (beatsRandom && beatsSingle) {
    return `Follow the plan: ${router} sends ${percent(share)} of the pairs to people, and beats both single sources and random routing on rows the PPM never saw.${but}`
  }
  if (beatsRandom && better === 'human' && main!.vsBetterSingle.hi > 0) {
    return `Follow the plan if money matters: with ${percent(share)} of the human labels ${router} is not shown to be worse than all-human labels, and beats random routing.${but}`
  }
  if (beatsSingle) {
    return `Mix the sources: at ${percent(share)} human labels the plan beats both single sources, but ${router} is not shown to beat a random choice of the same size, so any ${percent(share)} may do.`
  }
  if (better === 'human') {
    return 'Buy human labels as far as the budget goes: they beat the judge here, and routing is not shown to beat random choice.'
  }
  if (better === 'lm') {
    return 'Use the judge for everything: its labels are better here than the human ones, and no routed mix is shown to beat it.'
  }
  if (beatsRandom) {
    return `Use ${cheap}: ${router} beats random mixes of the same size, but no mix is shown to beat the cheaper single source. If human labels are needed for another reason, follow the plan.${but}`
  }
  return `Nothing beats the noise here: use ${cheap}.`
}

function cheapest({ human, lm }: Prices): string {
  if (human === null || lm === null)
    return 'the cheapest source (no prices are configured; usually the judge)'
  return human < lm
    ? 'human labels, the cheaper source'
    : 'the judge for everything, the cheaper source'
}

const signed = (value: number): string => `${value > 0 ? '+' : ''}${value.toFixed(2)}`
const percent = (share: number): string => `${Number((share * 100).toFixed(1))} %`
