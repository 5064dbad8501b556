import type { TrainerFormat } from '../format.ts'
import { carriedUnder, pairColumns } from '../record-parts.ts'

/** OpenRLHF's reward model and DPO. */
export const openrlhfFormat: TrainerFormat = {
  kind: 'trainer',
  id: 'openrlhf',
  title: 'OpenRLHF, reward model and DPO',
  reader: 'OpenRLHF train_rm',
  documentation:
    'https://github.com/OpenRLHF/OpenRLHF/blob/main/openrlhf/datasets/reward_dataset.py',
  evidence: 'code',
  note: 'Conversations need --data.apply_chat_template; plain texts go without it and without an input template, as the prompt ends with a blank line. With the implicit prompt leave --data.prompt_key out. Older versions write the options without "data.". Longer rows are cut at --data.max_len without a word; train_rm reads the margin, train_dpo does not.',
  ending: 'jsonl',
  usage: `deepspeed --module openrlhf.cli.train_rm \\
  --data.dataset FILE --data.prompt_key prompt \\
  --data.chosen_key chosen --data.rejected_key rejected --data.apply_chat_template`,
  prompts: ['explicit', 'implicit'],
  forms: ['conversation', 'plain'],
  paired: true,
  reads: ['margin'],
  carries: (shape) => carriedUnder(shape, shape.form === 'conversation'),
  columns: () => null,
  toRecords: (row, shape) => [{ ...pairColumns(row, shape), ...row.provenance }],
}
