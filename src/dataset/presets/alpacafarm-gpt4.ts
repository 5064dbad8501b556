import type { RowPreset } from '../preset.ts'
import { isAlpacaFarmRow, readAlpacaFarmRow } from './parts/alpaca-farm-row.ts'

/** AlpacaFarm, pairs that GPT-4 or the simulated annotators of that project have compared. */
export const alpacafarmGpt4Preset: RowPreset = {
  id: 'alpacafarm-gpt4',
  title: 'AlpacaFarm, preferences of GPT-4',
  hub: [
    'tatsu-lab/alpaca_farm/alpaca_gpt4_preference',
    'tatsu-lab/alpaca_farm/alpaca_noisy_multi_preference',
  ],
  documentation: 'https://huggingface.co/datasets/tatsu-lab/alpaca_farm',
  evidence: 'code',
  note: 'The judge is gpt-4; where the path of the file holds "noisy" (as that of alpaca_noisy_multi_preference does, whose columns are the same), it is alpacafarm-simulated: a pool of prompts with noise added. Files of people without the column raw_preference have these columns too: name the preset alpacafarm-human for them.',
  licence: 'cc-by-nc-4.0',
  columns: [
    { name: 'instruction, input', holds: 'prompt' },
    { name: 'output_1, output_2', holds: 'completions' },
    { name: 'preference', holds: '1 or 2, the better output' },
  ],
  fits: (row) => isAlpacaFarmRow(row) && !Object.hasOwn(row, 'raw_preference'),
  read: (reader, row, context) => {
    const annotator = /noisy/i.test(context.place.file) ? 'alpacafarm-simulated' : 'gpt-4'
    return [readAlpacaFarmRow(reader, row, context, { source: 'lm', annotator })]
  },
}
