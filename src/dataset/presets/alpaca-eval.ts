import type { Annotation } from '../../domain/index.ts'
import { contentKey } from '../content-key.ts'
import { type FieldReader, type Fields, isFields, isMissing, ownField } from '../field-reader.ts'
import { rate } from '../pair-completions.ts'
import type { RowPreset } from '../preset.ts'

const KNOWN: ReadonlySet<string> = new Set([
  ...['instruction', 'input', 'output_1', 'output_2', 'generator_1', 'generator_2'],
  ...['preference', 'annotator', 'annotator_index', 'raw_completion', 'dataset', 'datasplit'],
  ...['price_per_example', 'time_per_example', 'referenced_models', 'index', 'n_annotated'],
])

/**
 * Annotations of AlpacaEval: one annotation of one pair a row. `preference` is 1 where output 1 is better, 2 where output 2 is, and 1
 * plus the probability that output 2 is better where the judge gives one; 1.5, and 0 in older files, are ties. Rows of one pair are
 * joined: several judges, or several people.
 */
export const alpacaEvalPreset: RowPreset = {
  id: 'alpaca-eval',
  title: 'AlpacaEval annotations',
  hub: [
    'tatsu-lab/alpaca_eval/alpaca_farm_human_annotations',
    'tatsu-lab/alpaca_eval/alpaca_farm_human_crossannotations',
    'tatsu-lab/alpaca_eval/alpaca_eval_annotations_alpaca_eval_gpt4',
    'tatsu-lab/alpaca_eval/alpaca_eval_annotations_claude',
  ],
  documentation: 'https://github.com/tatsu-lab/alpaca_eval',
  evidence: 'code',
  note: 'A row with annotator_index and no named annotator is a person. A preference of null gives no annotation. Price is in USD, time in seconds. The order in which a judge saw the outputs was drawn and is not recorded.',
  licence: 'cc-by-nc-4.0',
  columns: [
    { name: 'instruction, input', holds: 'prompt' },
    { name: 'output_1, output_2', holds: 'completions A and B' },
    { name: 'generator_1, generator_2', holds: 'models that wrote the completions' },
    { name: 'preference', holds: 'verdict, with the probability of B where it is a fraction' },
    { name: 'annotator', holds: 'judge' },
    { name: 'annotator_index', holds: 'person' },
    { name: 'price_per_example, time_per_example', holds: 'cost and time of the annotation' },
    { name: 'raw_completion', holds: 'answer as it came' },
    { name: 'dataset', holds: 'set the instruction comes from' },
    { name: 'datasplit, generator, sample_mode', holds: 'further facts' },
  ],
  repeats: true,
  fits: (row) =>
    ['instruction', 'output_1', 'output_2', 'preference'].every((key) => Object.hasOwn(row, key)) &&
    ['annotator', 'annotator_index'].some((key) => Object.hasOwn(row, key)),
  read: (reader, row) => {
    const texts = {
      prompt: readPrompt(reader, row),
      completionA: reader.text(row, 'output_1'),
      completionB: reader.text(row, 'output_2'),
    }
    const annotator = ownField(row, 'annotator')
    const isPerson = typeof annotator === 'number' || isMissing(annotator)
    const name = isPerson ? readPerson(reader, row) : reader.filledText(row, 'annotator')
    const annotations = readAnnotation(reader, row, name)
    return [
      {
        id: `alpaca-eval-${contentKey(texts).key.slice(0, 16)}`,
        source: 'alpaca-eval',
        ...texts,
        human: isPerson ? annotations : [],
        lm: isPerson ? [] : annotations,
        meta: readMeta(reader, row),
      },
    ]
  },
}

/** Older rows have a part of the instruction apart. */
function readPrompt(reader: FieldReader, row: Fields): string {
  const instruction = reader.filledText(row, 'instruction')
  const input = isMissing(ownField(row, 'input')) ? '' : reader.text(row, 'input')
  return input === '' ? instruction : `${instruction}\n\n${input}`
}

function readPerson(reader: FieldReader, row: Fields): string {
  const key = isMissing(ownField(row, 'annotator')) ? 'annotator_index' : 'annotator'
  return `h${reader.name(row, key)}`
}

function readAnnotation(reader: FieldReader, row: Fields, annotator: string): Annotation[] {
  const preference = readPreference(reader, row)
  if (preference === null) return []
  const isFraction = preference !== TIE && !Number.isInteger(preference)
  return [
    {
      annotator,
      ...rate(TIE - preference, 0),
      ...(isFraction ? { pA: 2 - preference } : {}),
      ...readAmount(reader, row, 'price_per_example', 'costUsd', (usd) => usd),
      ...readAmount(reader, row, 'time_per_example', 'durationMs', toMs),
      ...readRaw(row),
    },
  ]
}

/** The middle between 1, output 1 is better, and 2, output 2 is. */
const TIE = 1.5

/** Returns a number from 1 to 2; null where nothing was said. */
function readPreference(reader: FieldReader, row: Fields): number | null {
  const value = ownField(row, 'preference')
  if (isMissing(value) || value === '') return null
  const preference = reader.number(row, 'preference')
  if (preference === 0) return TIE
  if (preference >= 1 && preference <= 2) return preference
  if (!Number.isNaN(preference))
    reader.note('unknown-verdict', 'preference', value, 'a number from 1 to 2, or 0 for a tie')
  return null
}

const toMs = (seconds: number): number => Math.round(seconds * 1000)

function readAmount<K extends 'costUsd' | 'durationMs'>(
  reader: FieldReader,
  row: Fields,
  key: string,
  slot: K,
  convert: (amount: number) => number,
): { readonly [S in K]?: number } {
  if (isMissing(ownField(row, key))) return {}
  const amount = reader.number(row, key)
  if (amount < 0) reader.note('wrong-value', key, amount, 'a number, 0 or more')
  return { [slot]: convert(amount) } as { readonly [S in K]?: number }
}

/** A completion with token probabilities is kept as its text; a structured answer as its JSON. */
function readRaw(row: Fields): { readonly raw?: string } {
  const value = ownField(row, 'raw_completion')
  if (typeof value === 'string') return { raw: value }
  if (!isFields(value)) return {}
  const text = ownField(value, 'text')
  return { raw: typeof text === 'string' ? text : JSON.stringify(value) }
}

function readMeta(reader: FieldReader, row: Fields): ReturnType<FieldReader['object']> {
  const models = ['generator_1', 'generator_2'].map((key) => ownField(row, key))
  const [origin, split] = ['dataset', 'datasplit'].map((key) => ownField(row, key))
  return {
    ...(models.every((model) => typeof model === 'string') ? { models } : {}),
    ...(typeof origin === 'string' ? { origin } : {}),
    ...(typeof split === 'string' ? { split } : {}),
    ...reader.rest(row, KNOWN),
  }
}
