import type { TrainerFormat } from '../format.ts'
import { carriedUnder, pairColumns } from '../record-parts.ts'

/** TRL's RewardTrainer. */
export const trlRewardFormat: TrainerFormat = {
  kind: 'trainer',
  id: 'trl-reward',
  title: 'TRL, reward model',
  reader: 'TRL RewardTrainer',
  documentation: 'https://huggingface.co/docs/trl/main/en/reward_trainer',
  evidence: 'tool',
  note: 'The trainer takes margin off the lead of the chosen completion, and leaves out rows longer than max_length without a word. Older versions take the implicit prompt only.',
  ending: 'jsonl',
  usage: `from datasets import load_dataset
from trl import RewardTrainer

train = load_dataset("json", data_files="FILE", split="train")
RewardTrainer(model="MODEL", train_dataset=train).train()`,
  prompts: ['implicit', 'explicit'],
  forms: ['conversation', 'plain'],
  paired: true,
  reads: ['margin'],
  carries: (shape) => carriedUnder(shape, shape.form === 'conversation'),
  columns: () => null,
  toRecords: (row, shape) => [{ ...pairColumns(row, shape), ...row.provenance }],
}
