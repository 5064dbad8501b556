import type { TrainerFormat } from '../format.ts'
import { carriedUnder, pairColumns } from '../record-parts.ts'

/** TRL's DPOTrainer, and the trainers that take the same rows (ORPO, CPO, IPO). */
export const trlDpoFormat: TrainerFormat = {
  kind: 'trainer',
  id: 'trl-dpo',
  title: 'TRL, DPO',
  reader: 'TRL DPOTrainer',
  documentation: 'https://huggingface.co/docs/trl/main/en/dataset_formats#preference',
  evidence: 'tool',
  note: 'With the implicit prompt the trainer takes whatever both sides begin with as the prompt. It does not read margins.',
  ending: 'jsonl',
  usage: `from datasets import load_dataset
from trl import DPOTrainer

train = load_dataset("json", data_files="FILE", split="train")
DPOTrainer(model="MODEL", train_dataset=train).train()`,
  prompts: ['explicit', 'implicit'],
  forms: ['conversation', 'plain'],
  paired: true,
  reads: [],
  carries: (shape) => carriedUnder(shape, shape.form === 'conversation'),
  columns: () => null,
  toRecords: (row, shape) => [{ ...pairColumns(row, shape), ...row.provenance }],
}
