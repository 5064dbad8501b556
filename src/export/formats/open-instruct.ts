import type { TrainerFormat } from '../format.ts'
import { carriedUnder, pairColumns } from '../record-parts.ts'

/** Open Instruct's preference data: two whole conversations. */
export const openInstructFormat: TrainerFormat = {
  kind: 'trainer',
  id: 'open-instruct',
  title: 'Open Instruct, DPO and reward model',
  reader: 'Open Instruct',
  documentation:
    'https://github.com/allenai/open-instruct/blob/main/open_instruct/dataset_transformation.py',
  evidence: 'code',
  note: 'The reader takes it that only the last messages differ and trains on these. Margins are not read; longer rows are cut at max_seq_length.',
  ending: 'jsonl',
  usage: `python open_instruct/dpo_tune_cache.py \\
  --dataset_mixer_list FILE 1.0 --dataset_mixer_list_splits train \\
  --model_name_or_path MODEL --output_dir OUTPUT`,
  prompts: ['implicit'],
  forms: ['conversation'],
  paired: true,
  reads: [],
  carries: (shape) => carriedUnder(shape, true),
  columns: () => null,
  toRecords: (row) => [
    { ...pairColumns(row, { prompt: 'implicit', form: 'conversation' }), ...row.provenance },
  ],
}
