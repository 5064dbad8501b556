import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { csvLines, openRows } from '../../src/backends/files/index.ts'
import type { RawRow } from '../../src/domain/index.ts'
import { DEFAULT_TASK_OPTIONS, TASK_FORMATS, type TaskFormat } from '../../src/export/index.ts'
import { hash128 } from '../../src/kit/index.ts'
import { rowsOf } from '../dataset/support.ts'

type Row = Readonly<Record<string, unknown>>

/** What the answerer sees of a task. */
type Seen = readonly [prompt: string, first: string, second: string]

/** The place, 0 to 4, of an answer between "first is clearly better" and "second is clearly better". */
export function judge(first: string, second: string): number {
  const taste = (text: string): number => (hash128(text.replaceAll("'", ''))[0] >>> 0) % 5
  const lead = taste(first) - taste(second)
  return 2 - Math.max(-2, Math.min(2, lead))
}

/** A tool in one of the forms in which it gives answers back. */
export interface AnsweringTool {
  readonly name: string
  readonly format: TaskFormat
  readonly carriesMessages: boolean
  /** Returns the rows of its export after alice has answered every task and bob has not finished one; `seen` is told what she saw. */
  answer(tasks: readonly Row[], seen: (texts: Seen) => void): AsyncIterable<RawRow>
}

const formatOf = (id: string): TaskFormat => TASK_FORMATS.find((format) => format.id === id)!

const companion = (format: TaskFormat, name: string): string =>
  format.companions!('tasks', DEFAULT_TASK_OPTIONS).find((file) => file.name === name)!.text

const throughJson = (tasks: readonly Row[]): Row[] => JSON.parse(JSON.stringify(tasks)) as Row[]

const WORDS = [
  'first-is-clearly-better',
  'first-is-slightly-better',
  'tie',
  'second-is-slightly-better',
  'second-is-clearly-better',
]

const ALICE = '5f0c8f3e-0000-4000-8000-00000000000a'
const BOB = '5f0c8f3e-0000-4000-8000-00000000000b'

/** Alice's annotator names, by tool. */
export const ALICES: readonly string[] = [ALICE, 'alice', 'pairs-alice', '7', 'alice@example.org']

interface ArgillaTask {
  readonly id: string
  readonly fields: Readonly<Record<string, string>>
  readonly metadata: Row
}

function answerArgilla(
  tasks: readonly Row[],
  seen: (texts: Seen) => void,
  write: (task: ArgillaTask, value: string) => Row,
): AsyncIterable<RawRow> {
  const settings = JSON.parse(companion(formatOf('argilla'), 'settings.json')) as {
    readonly fields: readonly { readonly name: string }[]
    readonly questions: readonly {
      readonly settings: { readonly options: readonly { readonly value: string }[] }
    }[]
  }
  return rowsOf(
    throughJson(tasks).map((row) => {
      const task = row as unknown as ArgillaTask
      const texts = settings.fields.map(({ name }) => task.fields[name]!) as unknown as Seen
      seen(texts)
      const place = judge(texts[1], texts[2])
      return write(task, settings.questions[0]!.settings.options[place]!.value)
    }),
    'records.json',
  )
}

interface StudioTask {
  readonly data: Readonly<Record<string, string>>
}

function answerStudio(
  tasks: readonly Row[],
  seen: (texts: Seen) => void,
  write: (task: StudioTask, value: string, id: number) => Row,
): AsyncIterable<RawRow> {
  const config = companion(formatOf('label-studio'), 'labeling-config.xml')
  const shown = [...config.matchAll(/<Text name="\w+" value="\$(\w+)"/g)].map((match) => match[1]!)
  const choices = [...config.matchAll(/<Choice value="[^"]+" alias="([^"]+)"/g)].map(
    (match) => match[1]!,
  )
  return rowsOf(
    throughJson(tasks).map((row, index) => {
      const task = row as unknown as StudioTask
      const texts = shown.map((name) => task.data[name]!) as unknown as Seen
      seen(texts)
      return write(task, choices[judge(texts[1], texts[2])]!, index + 1)
    }),
    'project-1.json',
  )
}

const choice = (name: string, value: string): Row => ({
  id: 'r1',
  from_name: name,
  to_name: 'prompt',
  type: 'choices',
  value: { choices: [value] },
})

interface ProdigyTask {
  readonly html: string
  readonly options: readonly { readonly id: string }[]
}

const DECODED: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
}

/** Returns what a browser shows of the three parts of a card. */
function shownParts(html: string): Seen {
  const parts = [...html.matchAll(/<div style="white-space:pre-wrap[^"]*">([^<]*)<\/div>/g)]
  return parts.map((part) =>
    part[1]!.replace(/&(?:amp|lt|gt|quot|#39);/g, (entity) => DECODED[entity]!),
  ) as unknown as Seen
}

/** Writes rows as a CSV file in a folder of its own and yields what the reader makes of it. */
async function* throughCsv(
  rows: readonly Row[],
  columns: readonly string[],
  name: string,
): AsyncGenerator<RawRow> {
  const folder = await mkdtemp(join(tmpdir(), 'hyper-tasks-'))
  try {
    await writeFile(join(folder, name), [...csvLines(rows, columns)].join(''))
    yield* openRows([join(folder, name)], { cwd: folder })
  } finally {
    await rm(folder, { recursive: true })
  }
}

async function* answerSheet(
  tasks: readonly Row[],
  seen: (texts: Seen) => void,
): AsyncGenerator<RawRow> {
  const columns = formatOf('spreadsheet')
    .columns()!
    .map(({ name }) => name)
  const filled: Row[] = []
  for await (const row of throughCsv(tasks, columns, 'tasks.csv')) {
    if (!('value' in row)) throw new Error(JSON.stringify(row.problem))
    const cells = row.value as Readonly<Record<string, string>>
    seen([cells.prompt!, cells.first!, cells.second!])
    filled.push({ ...cells, preference: WORDS[judge(cells.first!, cells.second!)] })
  }
  yield* throughCsv(filled, columns, 'alice.csv')
}

/** Every tool in every form of its answers. */
export const TOOLS: readonly AnsweringTool[] = [
  {
    name: 'Argilla, flattened',
    format: formatOf('argilla'),
    carriesMessages: false,
    answer: (tasks, seen) =>
      answerArgilla(tasks, seen, ({ id, fields, metadata }, value) => ({
        id,
        status: 'completed',
        _server_id: 's',
        ...fields,
        ...metadata,
        'preference.responses': [value, 'tie'],
        'preference.responses.users': [ALICE, BOB],
        'preference.responses.status': ['submitted', 'draft'],
        'reasons.responses': null,
      })),
  },
  {
    name: 'Argilla, nested',
    format: formatOf('argilla'),
    carriesMessages: false,
    answer: (tasks, seen) =>
      answerArgilla(tasks, seen, ({ id, fields, metadata }, value) => ({
        id,
        fields,
        metadata,
        suggestions: {},
        responses: { preference: [{ value, user_id: ALICE }] },
        vectors: {},
        status: 'completed',
        _server_id: 's',
      })),
  },
  {
    name: 'Label Studio, JSON',
    format: formatOf('label-studio'),
    carriesMessages: true,
    answer: (tasks, seen) =>
      answerStudio(tasks, seen, ({ data }, value, id) => ({
        id,
        data,
        annotations: [
          {
            id: 10 * id,
            completed_by: 7,
            was_cancelled: false,
            lead_time: 4.5,
            result: [choice('preference', value)],
          },
          {
            id: 10 * id + 1,
            completed_by: 8,
            was_cancelled: true,
            result: [choice('preference', 'tie')],
          },
        ],
        drafts: [{ result: [choice('preference', 'tie')] }],
        predictions: [],
      })),
  },
  {
    name: 'Label Studio, JSON-MIN',
    format: formatOf('label-studio'),
    carriesMessages: true,
    answer: (tasks, seen) =>
      answerStudio(tasks, seen, ({ data }, value, id) => ({
        ...data,
        id,
        preference: value,
        annotator: 'alice@example.org',
        annotation_id: 10 * id,
        created_at: '2026-01-02T03:04:05Z',
        updated_at: '2026-01-02T03:04:05Z',
        lead_time: 4.5,
      })),
  },
  {
    name: 'Prodigy',
    format: formatOf('prodigy'),
    carriesMessages: true,
    answer: (tasks, seen) =>
      rowsOf(
        throughJson(tasks).flatMap((row, index) => {
          const task = row as unknown as ProdigyTask
          const texts = shownParts(task.html)
          seen(texts)
          const hashes = { _input_hash: index, _task_hash: index, _timestamp: 1_767_000_000 }
          const chosen = task.options[judge(texts[1], texts[2])]!.id
          return [
            { ...row, ...hashes, accept: [chosen], answer: 'ignore', _annotator_id: 'pairs-bob' },
            { ...row, ...hashes, accept: [chosen], answer: 'accept', _annotator_id: 'pairs-alice' },
          ]
        }),
        'answers.jsonl',
      ),
  },
  {
    name: 'a spreadsheet',
    format: formatOf('spreadsheet'),
    carriesMessages: false,
    answer: answerSheet,
  },
]
