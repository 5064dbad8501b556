import type { InstanceSummary, Preset } from '../dataset/index.ts'

/** What `hyper init` saw of a file. */
export interface Sighting {
  /** Path or hub id, as the config names it. */
  readonly file: string
  /** Null where the columns are of no known shape. */
  readonly preset: Preset | null
  readonly columns: readonly string[]
  /** What the first instances hold; null where the shape is unknown. */
  readonly summary: InstanceSummary | null
  /** Rows that were looked at, and those of them that could not be read. */
  readonly rows: number
  readonly bad: number
}

/** Returns what was seen, in sentences for the screen; the last says what a run needs. */
export function describeSighting(sighting: Sighting): string[] {
  const { preset, summary, columns, rows, bad } = sighting
  if (preset === null || summary === null)
    return [
      `saw: columns ${columns.join(', ') || 'none'}, which are of no known shape: say in the config which column holds what`,
    ]
  const { labelled, instances } = summary
  return [
    `saw: ${preset.title} (${preset.id})${preset.licence === null ? '' : `, licence ${preset.licence}`}`,
    `${instances} instances in the first ${rows} rows${bad === 0 ? '' : `, ${bad} of which cannot be read`}: ${labelled.both} labelled by people and a judge, ${labelled.humanOnly} by people alone, ${labelled.lmOnly} by a judge alone, ${labelled.none} by nobody`,
    NEEDS[needOf(summary)],
  ]
}

type Need = 'nothing' | 'judge' | 'people' | 'both'

const NEEDS: Readonly<Record<Need, string>> = {
  nothing: 'both sources are there: the config runs as it is',
  judge:
    'no judge has labelled anything: the config buys a pilot from the judge under "annotate" (now the local model of "hyper local-lm", which costs nothing and is worth nothing; put your own there)',
  people:
    'no person has labelled anything: a run needs labels of people for a pilot; "hyper export FILE --format label-studio" writes tasks, "hyper import" reads the answers',
  both: 'nobody has labelled anything: a run needs a pilot labelled by people ("hyper export FILE --format label-studio"); the config names a judge for the rest',
}

function needOf({ labelled }: InstanceSummary): Need {
  if (labelled.both > 0) return 'nothing'
  const human = labelled.humanOnly > 0
  const lm = labelled.lmOnly > 0
  if (human && lm) return 'nothing'
  if (human) return 'judge'
  return lm ? 'people' : 'both'
}

/** Returns the text of a config for what was seen. */
export function configText(sighting: Sighting): string {
  const { file, preset, summary } = sighting
  const need = summary === null ? 'nothing' : needOf(summary)
  const buys = need === 'judge' || need === 'both'
  const seen = describeSighting(sighting).map((line) => `# ${line}`)
  return `# yaml-language-server: $schema=./node_modules/hyper-router/schema/hyper.schema.json
# What HyPER does with your pairs. Every key is explained in docs/reference/config.md; what is not said here has a sound default.
${seen.join('\n')}
seed: 42

data:
  files: [${JSON.stringify(file)}]
${preset === null ? mapText(sighting.columns) : `  preset: ${preset.id}`}
  onBadRow: fail            # skip: leave bad rows out and count them
  # pairs: best-worst       # of three and more completions of one prompt: all, adjacent or best-worst
  # margin: 0               # least lead of a rating that is a preference; a smaller one is a tie
  # labels: [labels.jsonl]  # labels in files of their own, by id or by texts
${summary === null ? '' : `# The first instances:\n${factLines(summary)}\n`}
labels:
  human: majority           # a level vote is a tie
  lm: primary               # the first judge of a row
  ties: ${buys ? 'half ' : 'either'}              # either: drop an instance when either source says tie

suite:
  # files: [eval.jsonl]     # rows of chosen and rejected with subset and category
  humanPairs: 0.2           # share of the prompts held out: their human labels are a suite

candidates:
  mixes: 500

route:
  router: combined          # what the evidence supports; "hyper run" says what that is
  budget: 50%               # a share (25%), a number of instances (500) or money (usd:300)
${buys ? ANNOTATE : ''}
# What one label costs, in USD. Unknown is said loudly in the report, never taken as zero.
# prices: {human: 0.50, lm: 0.002}
`
}

const ANNOTATE = `
annotate:
  cap: 5                    # most money for answers, USD, pilot and plan together
  pilot: 500                # instances that the judge labels before anything is learned
  judges:
    - id: smollm2           # start it with "hyper local-lm"; any OpenAI-compatible endpoint will do (docs/guides/judges.md)
      model: SmolLM2-135M-Instruct
      baseUrl: http://127.0.0.1:8080/v1
      mode: letter
      orders: both
      price: {inputPerMillion: 0, outputPerMillion: 0}
      parameters: {grammar: 'root ::= "A" | "B"'}
`

/** Names that columns usually have, the surest first; where none is there the first columns are taken in their order. */
const USUAL = {
  prompt: ['prompt', 'question', 'instruction', 'input', 'query', 'text', 'context'],
  a: [
    'response_1',
    'answer_1',
    'output_1',
    'completion_1',
    'answer_a',
    'output_a',
    'left',
    'a',
    'chosen',
  ],
  b: [
    'response_2',
    'answer_2',
    'output_2',
    'completion_2',
    'answer_b',
    'output_b',
    'right',
    'b',
    'rejected',
  ],
} as const

function mapText(columns: readonly string[]): string {
  const taken = new Set<string>()
  const pick = (names: readonly string[], otherwise: string): string => {
    const found =
      names.find((name) => columns.includes(name) && !taken.has(name)) ??
      columns.find((column) => !taken.has(column)) ??
      otherwise
    taken.add(found)
    return found
  }
  const prompt = pick(USUAL.prompt, 'prompt')
  const a = pick(USUAL.a, 'answer_a')
  const b = pick(USUAL.b, 'answer_b')
  return `  preset: map
  # The columns of this file: ${columns.join(', ')}
  # Say which column holds what; "human" and "lm" are the labels, leave out what the file does not have.
  map:
    prompt: ${JSON.stringify(prompt)}
    a: ${JSON.stringify(a)}
    b: ${JSON.stringify(b)}
    # human: {column: winner, values: {"1": a, "2": b, "0": tie}}
    # lm: {column: judge, values: {A: a, B: b, tie: tie}}`
}

const factLines = (facts: InstanceSummary): string =>
  Object.entries(facts)
    .filter(([, value]) => typeof value === 'number')
    .map(([name, value]) => `#   ${name}: ${String(value)}`)
    .join('\n')
