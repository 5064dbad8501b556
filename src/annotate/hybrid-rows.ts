import type { SourceLabel } from '../domain/index.ts'
import type { HybridRow } from './compose-hybrid.ts'
import { type ChatMessage, toMessages } from './to-messages.ts'

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

/** Where the label of an exported row comes from; stands on every row. */
export interface HybridProvenance {
  readonly id: string
  /** The data set that the instance came from. */
  readonly dataset: string
  readonly source: 'human' | 'lm'
  readonly annotator: string
  /** Which stored completion the label prefers. */
  readonly verdict: 'a' | 'b' | 'tie'
  /** Share of the votes for completion A, or its probability; 0 to 1. */
  readonly p_a: number
  /** Least wanted lead: 1 clear, 1/3 slight, 2/3 where no strength was recorded, 0 for a tie. */
  readonly margin: number
}

/** A flat row: prompt and completions apart. */
export interface FlatRow extends HybridProvenance {
  readonly prompt: string
  readonly chosen: string
  readonly rejected: string
}

/** A row that TRL's RewardTrainer reads as it is: the prompt stands inside both `chosen` and `rejected`. */
export interface TrlRow extends HybridProvenance {
  readonly chosen: string | readonly ChatMessage[]
  readonly rejected: string | readonly ChatMessage[]
}

/** Returns the flat rows of a hybrid row: one, or one in each order for a tie (so that neither completion is preferred). */
export function toFlatRows(row: HybridRow): FlatRow[] {
  const { instance, source, annotator, label } = row
  const { id, prompt, completionA, completionB } = instance
  const write = (chosen: string, rejected: string): FlatRow => ({
    id,
    dataset: instance.source,
    prompt,
    chosen,
    rejected,
    margin: labelMargin(label),
    source,
    annotator,
    verdict: label.verdict,
    p_a: label.pA,
  })
  if (label.verdict === 'a') return [write(completionA, completionB)]
  if (label.verdict === 'b') return [write(completionB, completionA)]
  return [write(completionA, completionB), write(completionB, completionA)]
}

/**
 * Returns a flat row in TRL's implicit-prompt form: conversations, or with `plain` texts of prompt, blank line and completion.
 */
export function toTrlRow(row: FlatRow, options: { readonly plain?: boolean } = {}): TrlRow {
  const { prompt, chosen, rejected, ...provenance } = row
  const write = (completion: string): string | readonly ChatMessage[] =>
    options.plain === true ? `${prompt}\n\n${completion}` : toMessages(prompt, completion)
  return { chosen: write(chosen), rejected: write(rejected), ...provenance }
}
