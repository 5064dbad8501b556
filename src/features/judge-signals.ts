import {
  type Annotation,
  isRawAnswer,
  type PreferenceInstance,
  verdictSign,
} from '../domain/index.ts'

/** How the judges behaved on one instance; null is unknown. Verdicts count as +1 for A, -1 for B, 0 for a tie. */
export interface JudgeSignals {
  /** 1 when the primary judge says tie, else 0. */
  readonly tie: number | null
  /** 1 when the primary judge was asked in both orders. */
  readonly bothOrders: number | null
  /** Half the distance of its two raw answers: 0 same, 0.5 one is a tie, 1 opposite sides; null unless asked in both orders. */
  readonly orderFlip: number | null
  /** 1 clear, 0.5 slight, 0 tie; null where no strength was recorded. */
  readonly strength: number | null
  /** Judges that answered. */
  readonly panelSize: number
  /** Population standard deviation of the panel's verdicts, 0 to 1; null for a single judge. */
  readonly panelSpread: number | null
  /** Share of the other judges whose verdict differs from the primary's; null for a single judge. */
  readonly disagreeingShare: number | null
  /** Mean verdict of the other judges in the direction of the primary's; 0 when it says tie; null for a single judge. */
  readonly panelMean: number | null
  /** Share of the panel's votes on the primary's side, ties half; for a tie the larger of the two sides' shares; null without judges. */
  readonly judgeShare: number | null
  /** Probability that the primary judge gave its answer, a tie counting its more likely side; null when it gave none. */
  readonly answerProbability: number | null
  /** Entropy of the answer probability in nats. */
  readonly answerEntropy: number | null
  /** Share of the primary judge's repeated answers that agree with the one voted, 0 to 1, mean over the orders; null unless it was asked again. */
  readonly sampleAgreement: number | null
}

/**
 * Returns the signals of an instance's judge annotations. Only annotations of the overall preference count; the first judge is the primary one;
 * entries `NAME@ab` and `NAME@ba` are its raw answers and no panel members. Where the primary one is a panel or a cascade, the panel is made of
 * its members, and the raw answers of a cascade are those of the judge that decided.
 */
export function readJudgeSignals(instance: PreferenceInstance): JudgeSignals {
  const overall = instance.lm.filter(({ aspect }) => aspect === undefined)
  const panel = readPanel(overall)
  if (panel === null) return NO_SIGNALS
  const { primary } = panel
  const raw = rawAnswers(overall, panel.speaker)
  const probability = answerProbability(primary, raw)
  return {
    tie: primary.verdict === 'tie' ? 1 : 0,
    ...orderSignals(raw),
    strength: strengthOf(primary),
    panelSize: panel.judges.length,
    ...panelSignals(panel),
    answerProbability: probability,
    answerEntropy: probability === null ? null : entropy(probability),
    sampleAgreement: sampleAgreement(
      overall.find(({ annotator }) => annotator === panel.speaker),
      raw,
    ),
  }
}

/** The judges that answered for one instance. */
export interface AnsweringJudges {
  /** The annotation that stands for the judges: the first one. */
  readonly primary: Annotation
  /** Annotator whose answers the primary annotation is: itself, or the judge that decided for a cascade. */
  readonly speaker: string
  /** One annotation a judge; panels and cascades of judges are none, unless nothing else is there. */
  readonly judges: readonly Annotation[]
  /** Those of them that the primary annotation does not merely repeat. */
  readonly others: readonly Annotation[]
}

/** Returns the judges of annotations of the overall preference; null where none answered. */
export function readPanel(overall: readonly Annotation[]): AnsweringJudges | null {
  const distinct = distinctJudges(overall)
  const primary = distinct[0]
  if (primary === undefined) return null
  const judges = distinct.filter((annotation) => !isCombination(annotation))
  const decider = primary.extra?.decidedBy
  const speaker = typeof decider === 'string' ? decider : primary.annotator
  return {
    primary,
    speaker,
    judges: judges.length === 0 ? [primary] : judges,
    others: judges.filter(({ annotator }) => annotator !== speaker),
  }
}

/** Panels say who sat on them (`extra.panel`), cascades who decided (`extra.decidedBy`): they are no further judge. */
function isCombination({ extra }: Annotation): boolean {
  return Array.isArray(extra?.panel) || typeof extra?.decidedBy === 'string'
}

const NO_SIGNALS: JudgeSignals = {
  tie: null,
  bothOrders: null,
  orderFlip: null,
  strength: null,
  panelSize: 0,
  panelSpread: null,
  disagreeingShare: null,
  panelMean: null,
  judgeShare: null,
  answerProbability: null,
  answerEntropy: null,
  sampleAgreement: null,
}

function distinctJudges(annotations: readonly Annotation[]): Annotation[] {
  const seen = new Set<string>()
  return annotations.filter((annotation) => {
    const { annotator } = annotation
    if (isRawAnswer(annotation) || seen.has(annotator)) return false
    seen.add(annotator)
    return true
  })
}

type Raw = { readonly ab: Annotation | undefined; readonly ba: Annotation | undefined }

/** Raw answers by name, or else two annotations of one judge that say in which order they were shown. */
function rawAnswers(annotations: readonly Annotation[], judge: string): Raw {
  const find = (order: 'ab' | 'ba'): Annotation | undefined =>
    annotations.find(({ annotator }) => annotator === `${judge}@${order}`) ??
    annotations.find((entry) => entry.annotator === judge && entry.order === order)
  return { ab: find('ab'), ba: find('ba') }
}

function orderSignals({ ab, ba }: Raw): Pick<JudgeSignals, 'bothOrders' | 'orderFlip'> {
  if (ab === undefined || ba === undefined) return { bothOrders: 0, orderFlip: null }
  return {
    bothOrders: 1,
    orderFlip: Math.abs(verdictSign(ab.verdict) - verdictSign(ba.verdict)) / 2,
  }
}

function strengthOf({ verdict, strength }: Annotation): number | null {
  if (verdict === 'tie') return 0
  return strength === undefined ? null : strength === 'clear' ? 1 : 0.5
}

function panelSignals({
  primary,
  judges,
  others,
}: AnsweringJudges): Pick<
  JudgeSignals,
  'panelSpread' | 'disagreeingShare' | 'panelMean' | 'judgeShare'
> {
  const signs = judges.map(({ verdict }) => verdictSign(verdict))
  const side = verdictSign(primary.verdict)
  const mean = signs.reduce((sum, sign) => sum + sign, 0) / signs.length
  const judgeShare = (1 + (side === 0 ? Math.abs(mean) : side * mean)) / 2
  if (others.length === 0) {
    return { panelSpread: null, disagreeingShare: null, panelMean: null, judgeShare }
  }
  const variance = signs.reduce((sum, sign) => sum + (sign - mean) ** 2, 0) / signs.length
  return {
    panelSpread: Math.sqrt(variance),
    disagreeingShare:
      others.filter(({ verdict }) => verdict !== primary.verdict).length / others.length,
    panelMean: side * meanVerdict(others),
    judgeShare,
  }
}

/** Returns the mean of verdicts at +1 for A, -1 for B, 0 for a tie; NaN of none. */
export function meanVerdict(annotations: readonly Annotation[]): number {
  return (
    annotations.reduce((sum, { verdict }) => sum + verdictSign(verdict), 0) / annotations.length
  )
}

function answerProbability(primary: Annotation, { ab, ba }: Raw): number | null {
  const given = [ab?.pA, ba?.pA].filter((value) => value !== undefined)
  const pA =
    primary.pA ?? (given.length === 0 ? undefined : given.reduce((a, b) => a + b, 0) / given.length)
  if (pA === undefined || !(pA >= 0 && pA <= 1)) return null
  if (primary.verdict === 'tie') return Math.max(pA, 1 - pA)
  return primary.verdict === 'a' ? pA : 1 - pA
}

function entropy(probability: number): number {
  const term = (p: number): number => (p > 0 ? -p * Math.log(p) : 0)
  return term(probability) + term(1 - probability)
}

function sampleAgreement(own: Annotation | undefined, { ab, ba }: Raw): number | null {
  const read = (annotation: Annotation | undefined): number | null => {
    const value = annotation?.extra?.sampleAgreement
    return typeof value === 'number' && value >= 0 && value <= 1 ? value : null
  }
  const stated = read(own)
  if (stated !== null) return stated
  const given = [read(ab), read(ba)].filter((value) => value !== null)
  return given.length === 0 ? null : given.reduce((sum, value) => sum + value, 0) / given.length
}
