import { selectSignalRows } from '../domain/index.ts'
import { takeRows } from '../reward/index.ts'
import type { EvidenceVectors, RouterName, RoutingEvidence } from '../route/index.ts'
import type { EvidenceFacts, RunEvidence } from './evidence-file.ts'

/** What the evidence of a run is read for. */
export interface EvidenceUse {
  readonly router: RouterName
  /** Vectors of the same rows, for the router `coverage`. */
  readonly vectors?: EvidenceVectors | null
}

/**
 * Returns the evidence of a run as a router gets it. A label gain or a P(differs) that was refused is handed to the router that asks for nothing else,
 * and to no other: `combined` must not fall back on what is no evidence.
 */
export function readEvidence(
  { ids, columns, facts }: RunEvidence,
  { router, vectors = null }: EvidenceUse,
): RoutingEvidence {
  const { labelGain, pDiffers, rewardGap, influence, combined } = columns
  const takes = (name: string, own: RouterName): boolean =>
    facts.quality[name]?.usable === true || router === own
  return {
    signals: { ids, columns: withPrefix(columns, 'signal:') },
    ...(labelGain !== undefined && takes('label gain', 'label-gain') ? { labelGain } : {}),
    ...(pDiffers !== undefined && takes('P(differs)', 'disagreement') ? { pDiffers } : {}),
    ...(rewardGap === undefined ? {} : { rewardGap }),
    ...(influence === undefined ? {} : { influence: { value: influence, certainty: null } }),
    ...(combined === undefined || facts.combined === null
      ? {}
      : {
          combined: {
            value: combined,
            shares: facts.combined.shares,
            parts: withPrefix(columns, 'part:'),
          },
        }),
    ...(vectors === null ? {} : { vectors }),
  }
}

function withPrefix(
  columns: Readonly<Record<string, Float64Array>>,
  prefix: string,
): Record<string, Float64Array> {
  return Object.fromEntries(
    Object.entries(columns).flatMap(([name, values]) =>
      name.startsWith(prefix) ? [[name.slice(prefix.length), values] as const] : [],
    ),
  )
}

/** Returns the evidence of some of the rows, in the order given. */
export function selectEvidenceRows(evidence: RunEvidence, rows: ArrayLike<number>): RunEvidence {
  return { ...evidence, ...selectSignalRows(evidence, rows) }
}

/** Returns some of the vectors, in the order given. */
export function selectVectors(
  { values, dimension }: EvidenceVectors,
  rows: ArrayLike<number>,
): EvidenceVectors {
  return { values: takeRows(values, dimension, rows), dimension }
}

/** Names of the evidence that decides, by router; the others use none of a pilot. */
const DECIDES: Partial<Record<RouterName, string>> = {
  'label-gain': 'label gain',
  disagreement: 'P(differs)',
}

/** Returns plain sentences about the evidence that a plan rests on, its quality, and what was refused. */
export function evidenceNotes(facts: EvidenceFacts, asked: RouterName, used: RouterName): string[] {
  const own = DECIDES[used]
  const quality = own === undefined ? undefined : facts.quality[own]
  const told =
    own === undefined || quality === undefined
      ? []
      : [
          `the ${own} was learned on ${facts.pilotRows} rows with both labels: ${describeQuality(quality)}${quality.usable ? '' : '; it was refused, so it is no evidence'}`,
        ]
  const { combined } = facts
  const parts =
    used !== 'combined' || combined === null
      ? []
      : [
          `its shares were learned on ${facts.pilotRows} rows with both labels, against ${TARGET_WORDS[combined.target]}; rank correlations on prompt groups left out: ${Object.keys(
            combined.shares,
          )
            .map((name) => `${name} ${describeCorrelation(combined.quality[name]!)}`)
            .join(', ')}`,
        ]
  const limits = asked === 'combined' || own !== undefined ? facts.notes : []
  return [...told, ...parts, ...limits]
}

const TARGET_WORDS: Readonly<Record<NonNullable<EvidenceFacts['combined']>['target'], string>> = {
  influence: 'what their human labels change on the part of the suite that no mix is judged on',
  'label gain': 'what their human labels gain by the labels of other people',
}

/** Returns the quality as text. */
export function describeQuality(quality: EvidenceFacts['quality'][string]): string {
  return `rank correlation ${describeCorrelation(quality)} on ${quality.groups} prompt groups left out`
}

function describeCorrelation({ spearman }: EvidenceFacts['quality'][string]): string {
  const { value, lo, hi } = spearman
  return `${figure(value)} (95 % ${figure(lo)} to ${figure(hi)})`
}

const figure = (value: number | null): string =>
  value === null || Number.isNaN(value) ? 'unknown' : value.toFixed(2)
