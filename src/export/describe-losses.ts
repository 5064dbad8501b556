import {
  type Annotation,
  conversationOf,
  type HybridRow,
  isSingleTurn,
  isVote,
  renderConversation,
} from '../domain/index.ts'
import type { ExportShape } from './export-shape.ts'
import type { TrainerFormat } from './format.ts'
import { toTrainRows } from './train-row.ts'

/** Names that a line lists at most; the others are counted. */
const LISTED_NAMES = 12

/** Counts what a format leaves behind, row by row, in memory that does not grow with the rows. */
export interface LossCollector {
  add(row: HybridRow): void
  /** One plain line for each kind of loss that occurred; none where nothing is lost. */
  lines(): string[]
}

/** Returns a collector of what a format cannot carry of labelled instances, or its reader does not use. */
export function describeLosses(format: TrainerFormat, shape: ExportShape): LossCollector {
  const counts = { ties: 0, strengths: 0, weights: 0, roles: 0, spaces: 0, annotations: 0 }
  const meta = createNamed()
  const extra = createNamed()
  const details = createNamed()
  const dropsTies = !format.paired || (shape.soft === 'none' && shape.ties === 'drop')
  return {
    add: (row) => {
      const { instance, label } = row
      const isTie = label.verdict === 'tie'
      if (isTie && dropsTies) {
        counts.ties++
        return
      }
      if (!isTie && label.strength !== undefined && !format.reads.includes('margin'))
        counts.strengths++
      if (shape.soft === 'weights' && !format.reads.includes('weight') && isShare(label.pA))
        counts.weights++
      if (losesRoles(row, format, shape)) counts.roles++
      else if (shape.form === 'conversation' && losesSpaces(row)) counts.spaces++
      const all = [...instance.human, ...instance.lm]
      const exported = instance[row.source].find((vote) => isExported(vote, row))
      counts.annotations += all.length - (exported === undefined ? 0 : 1)
      details.add(exported === undefined ? [] : detailsOf(exported))
      meta.add(Object.keys(instance.meta))
      extra.add(Object.keys(instance.extra ?? {}))
    },
    lines: () => {
      const { reader } = format
      const told = [
        counted(counts.ties, 'instance', (n, one) => `ties: ${n} ${one ? 'is' : 'are'} left out`),
        counted(
          counts.strengths,
          'label',
          (n) => `strength: ${n} (in the column margin, which ${reader} does not read)`,
        ),
        counted(
          counts.weights,
          'instance',
          (n) =>
            `weight: ${n} in both orders, each in full (${reader} does not read the column weight)`,
        ),
        counted(counts.roles, 'instance', (n) => `messages: roles of ${n} (written as text)`),
        counted(counts.spaces, 'instance', (n) => `white space around the turns of ${n}`),
        meta.line('meta of', 'instance'),
        extra.line('further fields of', 'instance'),
        details.line('details of', 'exported label'),
        counts.annotations === 0
          ? null
          : `annotations beside the exported label: ${formatCount(counts.annotations)}`,
      ]
      return told.filter((line) => line !== null)
    },
  }
}

const isShare = (pA: number): boolean => pA > 0 && pA < 1

function losesRoles(row: HybridRow, format: TrainerFormat, shape: ExportShape): boolean {
  if (isSingleTurn(conversationOf(row.instance))) return false
  if (format.keepsMessages === undefined) return shape.form === 'plain'
  return toTrainRows(row, { ...shape, ties: 'margin', soft: 'none' }).some(
    (train) => format.keepsMessages?.(train, shape) === false,
  )
}

/** Texts in `[Turn 1]`, `[Turn 2]`, ... blocks become messages without the white space around their turns. */
function losesSpaces({ instance }: HybridRow): boolean {
  if (instance.messages !== undefined) return false
  const texts = renderConversation(conversationOf(instance))
  return (
    texts.prompt !== instance.prompt ||
    texts.completionA !== instance.completionA ||
    texts.completionB !== instance.completionB
  )
}

const isExported = (annotation: Annotation, { annotator, label }: HybridRow): boolean =>
  isVote(annotation) &&
  annotation.annotator === annotator &&
  annotation.verdict === label.verdict &&
  annotation.strength === label.strength

const DETAILS = ['confidence', 'reasons', 'order', 'costUsd', 'durationMs', 'raw'] as const

function detailsOf(annotation: Annotation): string[] {
  const known = DETAILS.filter((name) => annotation[name] !== undefined)
  return [...known, ...Object.keys(annotation.extra ?? {})]
}

interface Named {
  add(names: readonly string[]): void
  line(before: string, noun: string): string | null
}

/** Counts rows that have names at all, and keeps the first names. */
function createNamed(): Named {
  const kept = new Set<string>()
  let rows = 0
  let more = false
  return {
    add: (names) => {
      if (names.length > 0) rows++
      for (const name of names)
        if (kept.size < LISTED_NAMES) kept.add(name)
        else if (!kept.has(name)) more = true
    },
    line: (before, noun) =>
      counted(rows, noun, (n) => `${before} ${n} (${[...kept].join(', ')}${more ? ', ...' : ''})`),
  }
}

/** Returns what is said of a count with its noun; null for none. */
function counted(
  count: number,
  noun: string,
  say: (counted: string, isOne: boolean) => string,
): string | null {
  if (count === 0) return null
  return say(`${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`, count === 1)
}

const formatCount = (count: number): string => String(count).replace(/\B(?=(\d{3})+$)/g, ',')
