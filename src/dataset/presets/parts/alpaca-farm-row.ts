import type { Annotation, PreferenceInstance, Source } from '../../../domain/index.ts'
import { conversationFields } from '../../../domain/index.ts'
import { type FieldReader, type Fields, isMissing, ownField } from '../../field-reader.ts'
import { singleTurn } from '../../place-sides.ts'
import type { PresetContext } from '../../preset.ts'
import { sourceOfFile } from '../../source-of-file.ts'
import { pickFacts } from './pick-facts.ts'

/** Who gave the labels of an AlpacaFarm file. */
export interface AlpacaFarmLabeller {
  readonly source: Source
  readonly annotator: string
}

const SIGNS = ['instruction', 'input', 'output_1', 'output_2', 'preference']
const FOREIGN_SIGNS = ['generator_1', 'annotator']

/** Tells whether a row has the columns of AlpacaFarm, and none by which those of AlpacaEval are told. */
export function isAlpacaFarmRow(row: Fields): boolean {
  return (
    SIGNS.every((sign) => Object.hasOwn(row, sign)) &&
    !FOREIGN_SIGNS.some((sign) => Object.hasOwn(row, sign))
  )
}

/** Returns the instance of a row `instruction, input, output_1, output_2, preference`; the input follows the instruction after an empty line. */
export function readAlpacaFarmRow(
  reader: FieldReader,
  row: Fields,
  { place }: PresetContext,
  { source, annotator }: AlpacaFarmLabeller,
): PreferenceInstance {
  const instruction = reader.filledText(row, 'instruction')
  const input = isMissing(ownField(row, 'input')) ? '' : reader.text(row, 'input')
  const prompt = input.trim() === '' ? instruction : `${instruction}\n\n${input}`
  const outputs = [reader.text(row, 'output_1'), reader.text(row, 'output_2')] as const
  const label = readChoice(reader, row, annotator)
  return {
    id: `${sourceOfFile(place.file)}-${place.line}`,
    source: 'alpacafarm',
    ...conversationFields(singleTurn(prompt, ...outputs)),
    human: source === 'human' ? label : [],
    lm: source === 'lm' ? label : [],
    meta: pickFacts(row, ['raw_preference']),
  }
}

function readChoice(reader: FieldReader, row: Fields, annotator: string): Annotation[] {
  const cell = ownField(row, 'preference')
  if (isMissing(cell) || cell === '') return []
  const choice = typeof cell === 'string' ? Number(cell) : cell
  if (choice === 1 || choice === 2) return [{ annotator, verdict: choice === 1 ? 'a' : 'b' }]
  reader.note('unknown-verdict', 'preference', cell, '1 or 2, the better output')
  return []
}
