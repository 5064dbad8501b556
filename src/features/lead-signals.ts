import { type PreferenceInstance, type SignalColumns, verdictSign } from '../domain/index.ts'
import { meanVerdict, readJudgeSignals, readPanel } from './judge-signals.ts'
import { ratePairs } from './prompt-ratings.ts'
import { measureConsensus, type ResponseConsensus } from './response-consensus.ts'
import type { SignalTable } from './signal-table.ts'

/** Name of a lead: a signal that changes sign when A and B change places. */
export type LeadName = keyof typeof LEADS

/** Every lead with its definition; above 0 speaks for A, below 0 for B, NaN is unknown. */
export const LEADS = {
  judgeVerdict: 'verdict of the primary judge: 1 for A, -1 for B, 0 for a tie',
  judgeStrength: 'it times its strength: 1 clear, 0.5 slight, 0.75 where none was recorded',
  panelVerdict: 'mean verdict of the other judges',
  judgeRating: "what the judge's verdicts on the other pairs of the prompt say of this one",
  consensusLead: 'support of A among all responses to the prompt minus that of B',
  refusalLead: '1 when only A declines, -1 when only B does',
  lengthLead: 'log of tokens of A over tokens of B, each plus one',
} as const

/** Name of a trait: a signal of a pair that stays when A and B change places. */
export type TraitName = keyof typeof TRAITS

/** Traits beside those of `SIGNALS` (of which `logLengthRatio` is a lead). */
export const TRAITS = {
  refusals: 'responses of the pair that decline, 0 to 2',
  promptResponses: 'log of the distinct responses that the data hold for the prompt',
  leastSupport: 'the smaller support of the two responses among all responses to the prompt',
  mostSupport: 'the larger support of the two responses',
} as const

/** What instance-level predictors read of pairs; no human label is looked at. */
export interface PairSignals {
  readonly leads: SignalColumns
  readonly traits: SignalColumns
}

/** Input of `readPairSignals`; arrays are parallel to the instances. */
export interface PairSignalInput {
  readonly instances: readonly PreferenceInstance[]
  /** Prompt group per instance. */
  readonly groups: ArrayLike<number>
  readonly signals: SignalTable
  /** 1 where a completion declines to answer, 0 where it does not. */
  readonly refuses: { readonly a: ArrayLike<number>; readonly b: ArrayLike<number> }
}

/** Returns leads and traits of pairs. Pairs of one prompt group that hold the very same prompt are read together. */
export function readPairSignals(input: PairSignalInput): PairSignals {
  const { instances, signals, refuses } = input
  const names = Object.keys(LEADS) as LeadName[]
  const leads = emptyColumns(names, instances.length)
  const traits = emptyColumns(Object.keys(TRAITS) as TraitName[], instances.length)
  instances.forEach((instance, row) => {
    const judge = judgeLeads(instance)
    leads.judgeVerdict[row] = judge.verdict
    leads.judgeStrength[row] = judge.strength
    leads.panelVerdict[row] = judge.panel
    leads.refusalLead[row] = refuses.a[row]! - refuses.b[row]!
    leads.lengthLead[row] = signals.columns.logLengthRatio[row]!
    traits.refusals[row] = refuses.a[row]! + refuses.b[row]!
  })
  for (const rows of rowsByPrompt(input)) readPrompt(instances, rows, { leads, traits })
  const ids = instances.map(({ id }) => id)
  // The one signal that changes sign with A and B: as a trait it would break the symmetry of all that is learned.
  const { logLengthRatio: _, ...symmetric } = signals.columns
  return {
    leads: { ids, columns: leads },
    traits: { ids, columns: { ...symmetric, ...traits } },
  }
}

function emptyColumns<N extends string>(
  names: readonly N[],
  count: number,
): Record<N, Float64Array> {
  return Object.fromEntries(
    names.map((name) => [name, new Float64Array(count).fill(Number.NaN)]),
  ) as Record<N, Float64Array>
}

const UNRECORDED_STRENGTH = 0.75

function judgeLeads(instance: PreferenceInstance): {
  readonly verdict: number
  readonly strength: number
  readonly panel: number
} {
  const panel = readPanel(instance.lm.filter(({ aspect }) => aspect === undefined))
  if (panel === null) {
    return { verdict: Number.NaN, strength: Number.NaN, panel: Number.NaN }
  }
  const { strength } = readJudgeSignals(instance)
  const verdict = verdictSign(panel.primary.verdict)
  return {
    verdict,
    strength: verdict * (strength ?? UNRECORDED_STRENGTH),
    panel: meanVerdict(panel.others),
  }
}

function rowsByPrompt({ instances, groups }: PairSignalInput): number[][] {
  const byPrompt = new Map<string, number[]>()
  instances.forEach(({ prompt }, row) => {
    const key = `${groups[row]!}:${prompt}`
    const rows = byPrompt.get(key)
    if (rows) rows.push(row)
    else byPrompt.set(key, [row])
  })
  return [...byPrompt.values()]
}

function readPrompt(
  instances: readonly PreferenceInstance[],
  rows: readonly number[],
  {
    leads,
    traits,
  }: {
    readonly leads: Record<LeadName, Float64Array>
    readonly traits: Record<TraitName, Float64Array>
  },
): void {
  const own = rows.map((row) => instances[row]!)
  const consensus = measureConsensus(
    own[0]!.prompt,
    own.flatMap(({ completionA, completionB }) => [completionA, completionB]),
  )
  const ratings = ratePairs(
    own.map(({ completionA, completionB }, index) => ({
      a: completionA,
      b: completionB,
      verdict: leads.judgeVerdict[rows[index]!]!,
    })),
  )
  rows.forEach((row, index) => {
    const { a, b } = supports(own[index]!, consensus)
    leads.judgeRating[row] = ratings[index]!
    leads.consensusLead[row] = a - b
    traits.leastSupport[row] = Math.min(a, b)
    traits.mostSupport[row] = Math.max(a, b)
    traits.promptResponses[row] = Math.log(consensus.responses)
  })
}

function supports(
  { completionA, completionB }: PreferenceInstance,
  consensus: ResponseConsensus,
): { readonly a: number; readonly b: number } {
  return {
    a: consensus.support(completionA, completionB),
    b: consensus.support(completionB, completionA),
  }
}
