import { type Annotation, conversationFields } from '../../domain/index.ts'
import type { Json } from '../../kit/index.ts'
import { type FieldReader, type Fields, isFields, isMissing, ownField } from '../field-reader.ts'
import { singleTurn } from '../place-sides.ts'
import type { RowPreset } from '../preset.ts'
import { sourceOfFile } from '../source-of-file.ts'
import { pickFacts } from './parts/pick-facts.ts'

/** PKU-SafeRLHF: two responses, which of them is better and which is safer, and whether and how each does harm. */
export const pkuSaferlhfPreset: RowPreset = {
  id: 'pku-saferlhf',
  title: 'PKU-SafeRLHF, better and safer response',
  hub: [
    'PKU-Alignment/PKU-SafeRLHF',
    'PKU-Alignment/PKU-SafeRLHF-30K',
    'PKU-Alignment/PKU-SafeRLHF-single-dimension',
  ],
  documentation: 'https://huggingface.co/datasets/PKU-Alignment/PKU-SafeRLHF',
  evidence: 'code',
  note: 'better_response_id is read as the overall preference; where safer_response_id stands beside it, it was given for helpfulness alone. safer_response_id gives an annotation of the aspect harmless. Labels are by people; the flags of safety and harm were made by people and a model together and are kept in meta. The folder of a file (Alpaca-7B, Alpaca2-7B, Alpaca3-8B) is part of the id. Older releases have the first columns only. Contains offensive text.',
  licence: 'cc-by-nc-4.0',
  columns: [
    { name: 'prompt', holds: 'prompt' },
    { name: 'response_0, response_1', holds: 'completions' },
    { name: 'better_response_id', holds: '0 or 1, the better response' },
    { name: 'safer_response_id', holds: '0 or 1, the safer response' },
    { name: 'is_response_0_safe, is_response_1_safe', holds: 'kept in meta.safe' },
    {
      name: 'response_0_severity_level, response_1_severity_level',
      holds: 'severity of the harm, 0 to 3, kept in meta.severity',
    },
    {
      name: 'response_0_harm_category, response_1_harm_category',
      holds: 'flags by category; those that hold are kept in meta.harm',
    },
    { name: 'response_0_source, response_1_source', holds: 'models' },
    { name: 'prompt_source', holds: 'kept in meta.origin' },
  ],
  fits: (row) =>
    ['prompt', 'response_0', 'response_1', 'better_response_id'].every((sign) =>
      Object.hasOwn(row, sign),
    ),
  read: (reader, row, { place }) => {
    const folder = /(?:^|[\\/])(alpaca\d?-\d+b)[\\/]/i.exec(place.file)?.[1]
    const name = `${sourceOfFile(place.file)}-${place.line}`
    return [
      {
        id: folder === undefined ? name : `${folder}-${name}`,
        source: 'pku-saferlhf',
        ...conversationFields(
          singleTurn(
            reader.filledText(row, 'prompt'),
            reader.text(row, 'response_0'),
            reader.text(row, 'response_1'),
          ),
        ),
        human: [
          ...readSide(reader, row, 'better_response_id'),
          ...readSide(reader, row, 'safer_response_id', 'harmless'),
        ],
        lm: [],
        meta: readFacts(reader, row),
      },
    ]
  },
}

function readSide(reader: FieldReader, row: Fields, key: string, aspect?: string): Annotation[] {
  const value = ownField(row, key)
  if (isMissing(value) || value === '') return []
  const side = typeof value === 'string' ? Number(value) : value
  if (side === 0 || side === 1)
    return [
      {
        annotator: 'h1',
        verdict: side === 0 ? 'a' : 'b',
        ...(aspect === undefined ? {} : { aspect }),
      },
    ]
  reader.note('unknown-verdict', key, value, '0 or 1, the number of a response')
  return []
}

function readFacts(reader: FieldReader, row: Fields): Record<string, Json> {
  const facts: Record<string, Json> = {}
  const both = (name: string, first: Json | undefined, second: Json | undefined): void => {
    if (first !== undefined && second !== undefined) facts[name] = [first, second]
  }
  const scalar = (key: string): Json | undefined => pickFacts(row, [key])[key]
  both('models', scalar('response_0_source'), scalar('response_1_source'))
  both('safe', scalar('is_response_0_safe'), scalar('is_response_1_safe'))
  both('severity', scalar('response_0_severity_level'), scalar('response_1_severity_level'))
  both('harm', readHarm(reader, row, 0), readHarm(reader, row, 1))
  const origin = scalar('prompt_source')
  return origin === undefined ? facts : { ...facts, origin }
}

function readHarm(reader: FieldReader, row: Fields, side: 0 | 1): string[] | undefined {
  const key = `response_${side}_harm_category`
  if (isMissing(ownField(row, key))) return undefined
  const flags = reader.object(row, key)
  return isFields(flags) ? Object.keys(flags).filter((name) => flags[name] === true) : undefined
}
