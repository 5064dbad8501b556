import type { RowPreset } from '../preset.ts'
import { isAlpacaFarmRow, readAlpacaFarmRow } from './parts/alpaca-farm-row.ts'

/** AlpacaFarm, pairs that one person each has compared; told from the pairs of judges by the column `raw_preference`. */
export const alpacafarmHumanPreset: RowPreset = {
  id: 'alpacafarm-human',
  title: 'AlpacaFarm, human preferences',
  hub: ['tatsu-lab/alpaca_farm/alpaca_human_preference'],
  documentation: 'https://huggingface.co/datasets/tatsu-lab/alpaca_farm',
  evidence: 'code',
  note: 'Only this config has the column raw_preference, by which it is told from alpaca_gpt4_preference; without that column (older files) name the preset. What raw_preference counts could not be seen, so it gives no strength and is kept in meta.',
  licence: 'cc-by-nc-4.0',
  columns: [
    { name: 'instruction, input', holds: 'prompt' },
    { name: 'output_1, output_2', holds: 'completions' },
    { name: 'preference', holds: '1 or 2, the better output' },
    { name: 'raw_preference', holds: 'kept in meta' },
  ],
  fits: (row) => isAlpacaFarmRow(row) && Object.hasOwn(row, 'raw_preference'),
  read: (reader, row, context) => [
    readAlpacaFarmRow(reader, row, context, { source: 'human', annotator: 'h1' }),
  ],
}
