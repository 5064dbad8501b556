import { FLAT } from '../flat-record.ts'
import type { TrainerFormat } from '../format.ts'

/** Flat rows as JSON Lines. */
export const jsonlFormat: TrainerFormat = {
  ...FLAT,
  id: 'jsonl',
  title: 'Flat rows, JSON Lines',
  documentation: 'https://jsonlines.org',
  evidence: 'tool',
  note: 'Prompt and completions as texts, each by itself; conversations are written as text.',
  ending: 'jsonl',
  usage: `import pandas

train = pandas.read_json("FILE", lines=True)`,
  columns: () => null,
}
