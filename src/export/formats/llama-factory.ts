import type { ChatMessage, ChatRole } from '../../domain/index.ts'
import type { Json } from '../../kit/index.ts'
import type { TrainerFormat } from '../format.ts'
import {
  isSystemQuestion,
  type LastAnswers,
  lastAnswers,
  systemQuestion,
  textAnswers,
} from '../last-answers.ts'
import { carriedUnder } from '../record-parts.ts'
import type { TrainRow } from '../train-row.ts'

const TAGS: Readonly<Record<ChatRole, string>> = {
  system: 'system',
  user: 'human',
  assistant: 'gpt',
  tool: 'observation',
}

/** LLaMA-Factory's ranking data sets: the ShareGPT form, plain the Alpaca form. */
export const llamaFactoryFormat: TrainerFormat = {
  kind: 'trainer',
  id: 'llama-factory',
  title: 'LLaMA-Factory, reward model, DPO and ORPO',
  reader: 'LLaMA-Factory',
  documentation: 'https://github.com/hiyouga/LLaMA-Factory/blob/main/data/README.md',
  evidence: 'documentation',
  note: 'After a system prompt, people (or tools) and the model take turns, and each side is one answer; the reader skips every other row, so such rows are written as one question with two answers, as text. Copy the entry of dataset_info.json into the one of your data folder. Margins are not read.',
  ending: 'jsonl',
  usage: `# dataset_info.json beside FILE holds the entry NAME
llamafactory-cli train --stage rm --do_train true --dataset_dir . --dataset NAME \\
  --model_name_or_path MODEL --template TEMPLATE --output_dir OUTPUT`,
  prompts: ['explicit'],
  forms: ['conversation', 'plain'],
  paired: true,
  reads: [],
  carries: (shape) => carriedUnder(shape, false),
  keepsMessages: (row, { form }) =>
    form === 'plain' ? isSystemQuestion(row) : takesTurns(lastAnswers(row)),
  columns: () => null,
  toRecords: (row, { form }) => [
    { ...(form === 'plain' ? alpaca(row) : shareGpt(row)), ...row.provenance },
  ],
  companions: (file, { form }) => [
    {
      name: 'dataset_info.json',
      text: `${JSON.stringify({ [nameOf(file)]: entryOf(file, form) }, null, 2)}\n`,
    },
  ],
}

function shareGpt(row: TrainRow): Record<string, Json> {
  const answers = lastAnswers(row)
  const written = answers !== null && takesTurns(answers) ? answers : textAnswers(row)
  const { messages, chosen, rejected, promptEnd } = written
  return {
    conversations: messages.map(tagged),
    chosen: tagged(chosen),
    rejected: tagged(rejected),
    prompt_end: promptEnd,
  }
}

const tagged = ({ role, content }: ChatMessage): Json => ({ from: TAGS[role], value: content })

function alpaca(row: TrainRow): Record<string, Json> {
  const { system, question, chosen, rejected } = systemQuestion(row)
  return { instruction: question, input: '', chosen, rejected, system }
}

/** Tells whether messages are taken: after a system prompt, people or tools and the model in turn, and the model answers. */
function takesTurns(answers: LastAnswers | null): boolean {
  if (answers === null) return false
  const { messages } = answers
  const turns = messages[0]?.role === 'system' ? messages.slice(1) : messages
  return (
    turns.length % 2 === 1 &&
    turns.every(({ role }, index) =>
      index % 2 === 0 ? role === 'user' || role === 'tool' : role === 'assistant',
    )
  )
}

const nameOf = (file: string): string => file.replace(/\.[^.]*$/, '')

function entryOf(file: string, form: 'conversation' | 'plain'): Record<string, Json> {
  const sides = { chosen: 'chosen', rejected: 'rejected' }
  if (form === 'plain')
    return {
      file_name: file,
      ranking: true,
      columns: { prompt: 'instruction', query: 'input', ...sides, system: 'system' },
    }
  return {
    file_name: file,
    formatting: 'sharegpt',
    ranking: true,
    columns: { messages: 'conversations', ...sides },
    // The reader forgets its defaults for all tags as soon as one is named.
    tags: {
      role_tag: 'from',
      content_tag: 'value',
      user_tag: TAGS.user,
      assistant_tag: TAGS.assistant,
      observation_tag: TAGS.tool,
      function_tag: 'function_call',
      system_tag: TAGS.system,
    },
  }
}
