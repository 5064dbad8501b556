import {
  type ChatMessage,
  conversationOf,
  type HybridRow,
  type Source,
  type SourceLabel,
  type Verdict,
} from '../domain/index.ts'
import { hash128 } from '../kit/index.ts'
import type { ExportShape } from './export-shape.ts'

/** Least wanted lead per strength of a preference, after the small margins of Llama 2 (Touvron et al. 2023, table 27). */
export const LABEL_MARGIN: Readonly<Record<'slight' | 'clear' | 'unknown', number>> = {
  slight: 1 / 3,
  clear: 1,
  unknown: 2 / 3,
}

/** Returns the least wanted lead of a label; 0 for a tie. */
export function labelMargin(label: SourceLabel): number {
  return label.verdict === 'tie' ? 0 : LABEL_MARGIN[label.strength ?? 'unknown']
}

/** Where the label of an exported row comes from; these columns stand on every row of every format. */
export interface Provenance {
  readonly id: string
  /** The data set that the instance came from. */
  readonly dataset: string
  readonly source: Source
  readonly annotator: string
  /** Which stored completion the label prefers. */
  readonly verdict: Verdict
  /** Share of the votes for completion A, or its probability; 0 to 1. */
  readonly p_a: number
  /** Least wanted lead: 1 clear, 1/3 slight, 2/3 where no strength was recorded, 0 for a tie. */
  readonly margin: number
  /** Which stored completion stands as chosen in this row; it differs from the verdict in the second row of a tie or of a soft label. */
  readonly chosen_side: 'a' | 'b'
  /** Share of the label that this row stands for; under soft labels as weights only. */
  readonly weight?: number
}

/** The texts of a row, for plain forms. */
export interface TrainTexts {
  readonly prompt: string
  readonly chosen: string
  readonly rejected: string
}

/** One row of training data, before a format writes it: as messages and as texts. */
export interface TrainRow {
  readonly provenance: Provenance
  readonly prompt: readonly ChatMessage[]
  /** The messages that the chosen completion adds to the prompt, at least one. */
  readonly chosen: readonly ChatMessage[]
  readonly rejected: readonly ChatMessage[]
  /** The texts of the instance, unchanged. */
  readonly texts: TrainTexts
}

/**
 * Returns the rows of a labelled instance: one for a verdict; for a tie none, one in each order, or one with margin 0 whose side the hash
 * of the id draws. Soft labels give a row in each order with the share of the votes as weight, or `copies` rows of which that share
 * has A as chosen, rounded.
 */
export function toTrainRows(
  row: HybridRow,
  shape: Omit<ExportShape, 'prompt' | 'form'>,
): TrainRow[] {
  const { verdict, pA } = row.label
  if (shape.soft === 'weights')
    return [
      ...(pA > 0 ? [writeRow(row, 'a', pA)] : []),
      ...(pA < 1 ? [writeRow(row, 'b', 1 - pA)] : []),
    ]
  if (shape.soft === 'rows') {
    const forA = Math.round(pA * shape.copies)
    return Array.from({ length: shape.copies }, (_, copy) => writeRow(row, copy < forA ? 'a' : 'b'))
  }
  if (verdict !== 'tie') return [writeRow(row, verdict)]
  if (shape.ties === 'drop') return []
  if (shape.ties === 'half') return [writeRow(row, 'a'), writeRow(row, 'b')]
  return [writeRow(row, (hash128(row.instance.id)[0] & 1) === 1 ? 'b' : 'a')]
}

function writeRow(row: HybridRow, side: 'a' | 'b', weight?: number): TrainRow {
  const { instance, source, annotator, label } = row
  const conversation = conversationOf(instance)
  const other = side === 'a' ? 'b' : 'a'
  const texts = { a: instance.completionA, b: instance.completionB }
  return {
    provenance: {
      id: instance.id,
      dataset: instance.source,
      source,
      annotator,
      verdict: label.verdict,
      p_a: label.pA,
      margin: labelMargin(label),
      chosen_side: side,
      ...(weight === undefined ? {} : { weight }),
    },
    prompt: conversation.prompt,
    chosen: answered(conversation[side]),
    rejected: answered(conversation[other]),
    texts: { prompt: instance.prompt, chosen: texts[side], rejected: texts[other] },
  }
}

/** Readers look at the first message of a completion: one without messages is one empty answer. */
function answered(completion: readonly ChatMessage[]): readonly ChatMessage[] {
  return completion.length > 0 ? completion : [{ role: 'assistant', content: '' }]
}
