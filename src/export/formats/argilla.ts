import type { TaskFormat } from '../format.ts'
import { PREFERENCE_QUESTION, PREFERENCE_STEPS } from '../preference-steps.ts'
import { showTask } from '../show-task.ts'
import type { TaskOptions } from '../task-options.ts'

/**
 * Argilla 2: one record a line, with the settings of its dataset beside it. Prompt and responses are text fields: a chat field would
 * show turns as bubbles, but the server refuses messages of more than 20,000 characters and then the whole batch.
 */
export const argillaFormat: TaskFormat = {
  kind: 'tasks',
  id: 'argilla',
  title: 'Argilla 2 records',
  reader: 'argilla.Record.from_dict, argilla.Settings.from_json',
  documentation: 'https://docs.argilla.io/latest/how_to_guides/record/',
  evidence: 'tool',
  note: 'Texts are shown as they are, without Markdown; set use_markdown in settings.json to change that. min_submitted is 1: raise it where several people label each pair. Export the answers with to_list(flatten=True) or to_datasets(): to_json leaves out which answers are drafts.',
  ending: 'jsonl',
  usage: [
    'import json, argilla as rg',
    'settings = rg.Settings.from_json("settings.json")',
    'dataset = rg.Dataset(name="pairs", settings=settings, client=rg.Argilla(api_url=URL, api_key=KEY)).create()',
    'dataset.records.log([rg.Record.from_dict(json.loads(line)) for line in open("FILE", encoding="utf-8")])',
  ].join('\n'),
  columns: () => null,
  toTask: (task) => {
    const { id, key, dataset, prompt, first, second } = showTask(task)
    return { id, fields: { prompt, first, second }, metadata: { hyper_key: key, dataset } }
  },
  companions: (_file, options) => [
    { name: 'settings.json', text: `${JSON.stringify(toSettings(options), null, 2)}\n` },
  ],
}

function toSettings({ instructions }: TaskOptions): Readonly<Record<string, unknown>> {
  return {
    guidelines: toParagraphs(instructions),
    questions: [
      {
        name: 'preference',
        title: PREFERENCE_QUESTION,
        description: null,
        required: true,
        settings: {
          type: 'label_selection',
          options: PREFERENCE_STEPS.map(({ value, text }) => ({ value, text })),
          visible_options: PREFERENCE_STEPS.length,
        },
      },
      {
        name: 'reasons',
        title: 'Why? (optional)',
        description: null,
        required: false,
        settings: { type: 'text', use_markdown: false },
      },
    ],
    fields: [
      toField('prompt', 'Prompt'),
      toField('first', 'First response'),
      toField('second', 'Second response'),
    ],
    vectors: [],
    metadata: [toProperty('hyper_key', 'Key'), toProperty('dataset', 'Data set')],
    allow_extra_metadata: false,
    distribution: { strategy: 'overlap', min_submitted: 1 },
    mapping: null,
  }
}

/** Markdown joins lines that no empty line parts; an empty text is refused. */
function toParagraphs(text: string): string | null {
  const lines = text.split(/\r\n|\r|\n/).filter((line) => line.trim() !== '')
  return lines.length === 0 ? null : lines.join('\n\n')
}

const toField = (name: string, title: string): Readonly<Record<string, unknown>> => ({
  name,
  title,
  required: true,
  description: null,
  settings: { type: 'text', use_markdown: false },
})

const toProperty = (name: string, title: string): Readonly<Record<string, unknown>> => ({
  name,
  title,
  visible_for_annotators: false,
  settings: { type: 'terms', values: null, visible_for_annotators: false },
})
