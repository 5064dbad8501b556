import type { TrainerFormat } from '../format.ts'
import { carriedUnder, joinedPrompt, messageRecords } from '../record-parts.ts'

/** TRL's KTOTrainer: one completion a row, wanted or not; the two rows of an instance stand one after the other. */
export const trlKtoFormat: TrainerFormat = {
  kind: 'trainer',
  id: 'trl-kto',
  title: 'TRL, KTO',
  reader: 'TRL KTOTrainer',
  documentation: 'https://huggingface.co/docs/trl/main/en/dataset_formats#unpaired-preference',
  evidence: 'documentation',
  note: 'A tie is never written: neither of its completions is the wanted one. A rejected completion is called unwanted, although its label only says that the other is better. chosen_side tells the side of the wanted completion on both rows.',
  ending: 'jsonl',
  usage: `from datasets import load_dataset
from trl import KTOTrainer

train = load_dataset("json", data_files="FILE", split="train")
KTOTrainer(model="MODEL", train_dataset=train).train()`,
  prompts: ['explicit'],
  forms: ['conversation', 'plain'],
  paired: false,
  reads: [],
  carries: (shape) =>
    carriedUnder({ ...shape, ties: 'drop', soft: 'none' }, shape.form === 'conversation'),
  columns: () => null,
  toRecords: (row, { form }) => {
    if (row.provenance.verdict === 'tie') return []
    const isPlain = form === 'plain'
    const prompt = isPlain ? joinedPrompt(row.texts.prompt) : { prompt: messageRecords(row.prompt) }
    return (['chosen', 'rejected'] as const).map((side) => ({
      ...prompt,
      completion: isPlain ? row.texts[side] : messageRecords(row[side]),
      label: side === 'chosen',
      ...row.provenance,
    }))
  },
}
