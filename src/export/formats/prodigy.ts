import { escapeMarkup } from '../escape-markup.ts'
import type { TaskFormat } from '../format.ts'
import { PREFERENCE_QUESTION, PREFERENCE_STEPS } from '../preference-steps.ts'
import { showTask } from '../show-task.ts'
import type { TaskOptions } from '../task-options.ts'

/**
 * Prodigy, the `choice` interface: the pair as HTML with five options. No hashes are written, Prodigy makes them; `meta` stays empty,
 * since it is shown on the card.
 */
export const prodigyFormat: TaskFormat = {
  kind: 'tasks',
  id: 'prodigy',
  title: 'Prodigy tasks',
  reader: 'Prodigy, the choice interface',
  documentation: 'https://prodi.gy/docs/api-interfaces#choice',
  evidence: 'documentation',
  note: 'Run it in the folder of prodigy.json and instructions.html. Keys 1 to 5 choose and go on, space skips, backspace goes back. Start one session for each person (?session=NAME), so that answers carry names.',
  ending: 'jsonl',
  usage: 'prodigy mark pairs FILE --view-id choice\nprodigy db-out pairs > answers.jsonl',
  columns: () => null,
  toTask: (task) => {
    const { id, key, ...shown } = showTask(task)
    return {
      html: toHtml(shown),
      options: PREFERENCE_STEPS.map(({ value, text }) => ({ id: value, text })),
      meta: {},
      _view_id: 'choice',
      pair_id: id,
      hyper_key: key,
      ...shown,
    }
  },
  companions: (_file, options) => [
    { name: 'prodigy.json', text: `${JSON.stringify(CONFIG, null, 2)}\n` },
    { name: 'instructions.html', text: toInstructions(options) },
  ],
}

const CONFIG = {
  choice_style: 'single',
  choice_auto_accept: true,
  instructions: 'instructions.html',
  card_css: { maxWidth: '1400px', textAlign: 'left' },
} as const

function toHtml(shown: {
  readonly prompt: string
  readonly first: string
  readonly second: string
}): string {
  const part = (title: string, text: string): string =>
    `<div><strong>${title}</strong><div style="white-space:pre-wrap;overflow-wrap:anywhere">${escapeMarkup(text)}</div></div>`
  return [
    '<div style="text-align:left;font-size:1rem;line-height:1.5">',
    part('Prompt', shown.prompt),
    '<div style="display:grid;grid-template-columns:1fr 1fr;gap:1.5rem;margin:1rem 0">',
    part('First', shown.first),
    part('Second', shown.second),
    `</div><strong>${PREFERENCE_QUESTION}</strong></div>`,
  ].join('')
}

function toInstructions({ instructions }: TaskOptions): string {
  const lines = instructions.split(/\r\n|\r|\n/).filter((line) => line.trim() !== '')
  return `${lines.map((line) => `<p>${escapeMarkup(line)}</p>`).join('\n')}\n`
}
