import { hasRow, type LabelledPool, type RowBits, type SourceLabel } from '../domain/index.ts'

/**
 * What a probe learns from a label: `hard` the verdict (tie 1/2), `soft` the share or posterior for A, `margin` the verdict with a
 * least lead that grows with the strength of the preference.
 */
export type TargetMode = 'hard' | 'soft' | 'margin'

/** What one head trains on; arrays are parallel to the rows of the pool. */
export interface HeadLabels {
  /** P(A is better), 0 to 1. */
  readonly targets: Float32Array
  /** Least wanted lead; null where the mode has none. */
  readonly margins: Float32Array | null
  /** 0 where the row is masked (the chosen label is a tie under `chosen`), else 1; null where every row trains. */
  readonly mask: Uint8Array | null
}

/** The labels of both sources, ready to be mixed. */
export interface LabelTables {
  readonly human: HeadLabels
  readonly lm: HeadLabels
}

/** Leads in margin mode, after the small margins of Llama 2 (Touvron et al. 2023, table 27); a tie has none. */
export const STRENGTH_MARGIN: Readonly<Record<'slight' | 'clear' | 'unknown', number>> = {
  slight: 1 / 3,
  clear: 1,
  unknown: 2 / 3,
}

/** Returns what a probe learns from each source alone; computed once per pool. */
export function labelTables(pool: LabelledPool, mode: TargetMode): LabelTables {
  return {
    human: labelsOfSource(pool, pool.human, mode),
    lm: labelsOfSource(pool, pool.lm, mode),
  }
}

function labelsOfSource(
  pool: LabelledPool,
  labels: readonly SourceLabel[],
  mode: TargetMode,
): HeadLabels {
  return {
    targets: Float32Array.from(labels, (label) => targetOf(label, mode)),
    margins: mode === 'margin' ? Float32Array.from(labels, marginOf) : null,
    mask:
      pool.tiePolicy === 'chosen'
        ? Uint8Array.from(labels, (label) => (label.verdict === 'tie' ? 0 : 1))
        : null,
  }
}

function targetOf(label: SourceLabel, mode: TargetMode): number {
  if (mode === 'soft') return label.pA
  return label.verdict === 'tie' ? 0.5 : label.verdict === 'a' ? 1 : 0
}

function marginOf(label: SourceLabel): number {
  return label.verdict === 'tie' ? 0 : STRENGTH_MARGIN[label.strength ?? 'unknown']
}

/** Returns the labels of one mix: from people where the row is in `mixRows`, else from the judge. */
export function mixLabels(tables: LabelTables, mixRows: RowBits): HeadLabels {
  const { human, lm } = tables
  const targets = lm.targets.slice()
  const margins = lm.margins?.slice() ?? null
  const mask = lm.mask?.slice() ?? null
  for (let row = 0; row < targets.length; row++) {
    if (!hasRow(mixRows, row)) continue
    targets[row] = human.targets[row]!
    if (margins !== null) margins[row] = human.margins![row]!
    if (mask !== null) mask[row] = human.mask![row]!
  }
  return { targets, margins, mask }
}

/** Returns the labels of one mix straight from the pool; for many mixes make `labelTables` once and use `mixLabels`. */
export function targetsOf(pool: LabelledPool, mixRows: RowBits, mode: TargetMode): HeadLabels {
  return mixLabels(labelTables(pool, mode), mixRows)
}

/** Returns row weights common to all mixes: `factor` where the sources differ, 1 elsewhere; shape (rows). */
export function disagreementWeights(pool: LabelledPool, factor: number): Float32Array {
  if (!(factor >= 0 && factor < Number.POSITIVE_INFINITY)) {
    throw new RangeError(`disagreement factor: got ${factor}, expected a finite number from 0`)
  }
  return Float32Array.from(pool.differs, (differs) => (differs === 1 ? factor : 1))
}
