import { isVote, type PreferenceInstance, verdictSign } from '../domain/index.ts'
import { looksLikeCode } from './code-pattern.ts'
import { type JudgeSignals, readJudgeSignals } from './judge-signals.ts'
import type { MeasureTable, PairFacts } from './measure-pairs.ts'

/** Name of a numeric signal for routing. */
export type SignalName = keyof typeof SIGNALS

/** Every signal with its definition, in column order; the first fourteen are the ones that learned gains stand on. */
export const SIGNALS = {
  judgeTie: '1 when the primary judge says tie',
  orderFlip: 'half the distance of its answers in the two orders: 0 same, 0.5 one tie, 1 opposite',
  bothOrders: '1 when it was asked in both orders',
  panelSize: 'judges that answered',
  disagreeingShare: 'share of the other judges that differ from it',
  panelMean: 'mean verdict of the other judges in its direction, -1 to 1',
  strength: '1 clear, 0.5 slight, 0 tie',
  logLengthRatio: 'log of tokens of A over tokens of B, each plus one',
  absLogLengthRatio: 'absolute value of it',
  judgeLengthRatio: "it in the judge's direction: above 0 when the judge picked the longer one",
  promptLength: 'log of one plus the tokens of the prompt',
  shorterLength: 'log of one plus the tokens of the shorter completion',
  code: '1 when the prompt or a completion holds code',
  wordOverlap: 'ROUGE-1 F1 of the two completions',
  panelSpread: 'standard deviation of the verdicts of all judges, 0 to 1',
  judgeShare: "share of the panel on the primary judge's side",
  answerProbability: 'probability that the primary judge gave its answer',
  answerEntropy: 'entropy of it, nats',
  sampleAgreement: 'share of its repeated answers that agree, 0 to 1',
} as const

/** Signals of instances by column, NaN is unknown; columns are n long, in the order of `ids`. */
export interface SignalTable {
  readonly ids: readonly string[]
  readonly columns: Readonly<Record<SignalName, Float64Array>>
}

/** Returns the signals of the instances. Only judge annotations, texts and lengths are read, never a human label. */
export function readSignals(input: {
  readonly instances: readonly PreferenceInstance[]
  readonly facts: PairFacts
  readonly measures: MeasureTable
}): SignalTable {
  const { instances, facts, measures } = input
  const names = Object.keys(SIGNALS) as SignalName[]
  const columns = Object.fromEntries(
    names.map((name) => [name, new Float64Array(instances.length).fill(Number.NaN)]),
  ) as Record<SignalName, Float64Array>
  for (let row = 0; row < instances.length; row++) {
    const instance = instances[row]!
    const signals = readJudgeSignals(instance)
    const ratio = Math.log((facts.a[row]!.tokens + 1) / (facts.b[row]!.tokens + 1))
    const values: Record<SignalName, number | null> = {
      ...judgeColumns(signals),
      logLengthRatio: ratio,
      absLogLengthRatio: Math.abs(ratio),
      judgeLengthRatio: judgeDirection(instance, signals, ratio),
      promptLength: Math.log1p(measures.columns.promptTokens[row]!),
      shorterLength: Math.log1p(measures.columns.shorterTokens[row]!),
      code: holdsCode(instance) ? 1 : 0,
      wordOverlap: measures.columns.rouge1[row]!,
    }
    for (const name of names) columns[name][row] = values[name] ?? Number.NaN
  }
  return { ids: measures.ids, columns }
}

function judgeColumns(signals: JudgeSignals) {
  const { tie, ...rest } = signals
  return { judgeTie: tie, ...rest }
}

function judgeDirection(
  instance: PreferenceInstance,
  signals: JudgeSignals,
  ratio: number,
): number | null {
  if (signals.tie === null) return null
  const primary = instance.lm.find(isVote)
  return primary === undefined ? null : verdictSign(primary.verdict) * ratio
}

function holdsCode(instance: PreferenceInstance): boolean {
  return [instance.prompt, instance.completionA, instance.completionB].some(looksLikeCode)
}
