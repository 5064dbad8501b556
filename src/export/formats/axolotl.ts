import type { Json } from '../../kit/index.ts'
import type { TrainerFormat } from '../format.ts'
import { isSystemQuestion, lastAnswers, systemQuestion, textAnswers } from '../last-answers.ts'
import { carriedUnder } from '../record-parts.ts'
import type { TrainRow } from '../train-row.ts'

/** Axolotl: `chat_template.default` of DPO, plain `bradley_terry.chat_template` of reward models. */
export const axolotlFormat: TrainerFormat = {
  kind: 'trainer',
  id: 'axolotl',
  title: 'Axolotl, DPO; plain: reward model',
  reader: 'Axolotl',
  documentation: 'https://docs.axolotl.ai/docs/rlhf.html#dpo',
  evidence: 'documentation',
  note: 'Conversations are read for DPO and IPO, one answer a side; plain texts for reward models, which take a system prompt, one question and two answers. Rows whose messages are more than that are written as one question with two answers, as text. Margins are not read.',
  ending: 'jsonl',
  usage: `# axolotl.yaml beside FILE holds the datasets entry
axolotl train CONFIG.yaml`,
  prompts: ['explicit'],
  forms: ['conversation', 'plain'],
  paired: true,
  reads: [],
  carries: (shape) => carriedUnder(shape, false),
  keepsMessages: (row, { form }) =>
    form === 'plain' ? isSystemQuestion(row) : lastAnswers(row) !== null,
  columns: () => null,
  toRecords: (row, { form }) => [
    { ...(form === 'plain' ? rewardColumns(row) : dpoColumns(row)), ...row.provenance },
  ],
  companions: (file, { form }) => [
    { name: 'axolotl.yaml', text: form === 'plain' ? rewardConfig(file) : dpoConfig(file) },
  ],
}

function dpoColumns(row: TrainRow): Record<string, Json> {
  const { messages, chosen, rejected, promptEnd } = lastAnswers(row) ?? textAnswers(row)
  return {
    messages: messages.map(({ role, content }) => ({ role, content })),
    chosen: { role: chosen.role, content: chosen.content },
    rejected: { role: rejected.role, content: rejected.content },
    prompt_end: promptEnd,
  }
}

/** The reader asks every row for a system prompt, if an empty one. */
function rewardColumns(row: TrainRow): Record<string, Json> {
  const { system, question, chosen, rejected } = systemQuestion(row)
  return { system, input: question, chosen, rejected }
}

const dpoConfig = (file: string): string => `rl: dpo
datasets:
  - path: ${JSON.stringify(file)}
    ds_type: json
    split: train
    type: chat_template.default
    field_messages: messages
    field_chosen: chosen
    field_rejected: rejected
    message_property_mappings:
      role: role
      content: content
    roles:
      system: [system]
      user: [user]
      assistant: [assistant]
      tool: [tool]
`

const rewardConfig = (file: string): string => `reward_model: true
model_type: AutoModelForSequenceClassification
num_labels: 1
datasets:
  - path: ${JSON.stringify(file)}
    ds_type: json
    split: train
    type: bradley_terry.chat_template
`
