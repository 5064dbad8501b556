import type { TiePolicy } from '../domain/index.ts'
import type { ExportShape, PseudonymReport } from '../export/index.ts'
import { escapeMarkdown, formatCount, formatUsd } from '../report/index.ts'
import type { CardFacts } from './card-facts.ts'
import type { LabelMethod } from './options.ts'

/** Says by which plan the labels were chosen, at what price, and with which limits. */
export function routingSection({ routing, spentUsd, seed, version }: CardFacts): string {
  const made = [`- seed: ${seed ?? 'unknown'}`, `- hyper-router: ${version}`]
  if (routing === null)
    return `## How it was routed\n\nNot at all: the label of each instance is the one that its file has.\n\n${made.join('\n')}`
  const { predicted } = routing
  const lines = [
    `- router: ${routing.router ?? 'unknown'}`,
    `- budget: ${routing.budget ?? 'unknown'}`,
    `- planned: ${routing.human ?? 'unknown'} human, ${routing.lm ?? 'unknown'} lm`,
    `- price of the planned labels: ${formatUsd(routing.priceUsd ?? null)}`,
    `- spent on labels and training by the run: ${spentUsd === null ? 'not known' : formatUsd(spentUsd)}`,
    ...(predicted
      ? [
          `- predicted score of the planned mix: ${predicted.value.toFixed(2)} (95 % ${predicted.lo.toFixed(2)} to ${predicted.hi.toFixed(2)}) points`,
        ]
      : []),
    ...made,
  ]
  const notes = (routing.notes ?? []).map((note) => `- ${escapeMarkdown(note)}`)
  return `## How it was routed\n\n${lines.join('\n')}${notes.length > 0 ? `\n\nLimits of the plan:\n\n${notes.join('\n')}` : ''}`
}

const POLICIES: Readonly<Record<TiePolicy, string>> = {
  either: 'an instance is left out when either source says tie',
  chosen: 'an instance is left out when the source of its label says tie',
  half: 'ties were kept by the run',
}

const TIES: Readonly<Record<ExportShape['ties'], string>> = {
  drop: 'a tie is not written',
  half: 'a tie is two rows, one in each order, with margin 0: neither completion is preferred, and the instance counts twice',
  margin:
    'a tie is one row with margin 0, and which completion stands as chosen was drawn by its id: a trainer that does not read the margin takes it for a preference',
}

const SOFT: Readonly<Record<ExportShape['soft'], string>> = {
  none: 'a label that is a share of votes is written as its verdict; the share stands in `p_a`',
  weights: 'a label that is a share of votes is a row in each order, with that share as `weight`',
  rows: 'a label that is a share of votes is repeated, as many rows in each order as its share',
}

/** Says how several annotations became one label, and what became of ties, strengths and shares. */
export function labellingSection({ labels, tiePolicy, shape }: CardFacts): string {
  const method = (given: LabelMethod | undefined, otherwise: string): string =>
    given === undefined
      ? otherwise
      : typeof given === 'string'
        ? given
        : `annotator ${given.annotator}`
  const unknown = tiePolicy === null
  const policy = tiePolicy === null ? '' : `- ties: ${POLICIES[tiePolicy]}\n`
  return `## How labels were made

- several people become one label by: ${method(labels?.human, unknown ? 'majority' : 'unknown (the run left no config)')}
- several judges become one label by: ${method(labels?.lm, unknown ? 'primary' : 'unknown (the run left no config)')}
${policy}- ties in the rows: ${TIES[shape.ties]}
- shares of votes: ${SOFT[shape.soft]}${shape.soft === 'rows' ? ` (${shape.copies} rows a label)` : ''}
- \`margin\`: 1 for a clear preference, 1/3 for a slight one, 2/3 where no strength was recorded, 0 for a tie`
}

/** Says who is named how, and what was taken out of texts. */
export function privacySection({ pseudonyms, scrub, length, files, routing }: CardFacts): string {
  const cut =
    length === null
      ? 'completions were not cut'
      : `${formatCount(length.cut)} rows had a completion cut at its end`
  const parts =
    files.length === 1
      ? ''
      : `\n- splits: drawn by prompt group and seed; rows of one prompt are in one split${routing === null ? ', near duplicates of it may be in another' : ', near duplicates too'}`
  return `## People and texts

- ${people(pseudonyms)}
- ${scrub === null ? 'texts were not searched for personal data' : scrubbed(scrub.changed, scrub.counts)}
- ${cut}${parts}`
}

function people(report: PseudonymReport | null): string {
  if (report === null) return 'names of annotators stand as the data have them'
  return `ids of people are pseudonyms under a key that is not published (${formatCount(report.people)} people); judges keep their names`
}

function scrubbed(changed: number, counts: Readonly<Record<string, number | undefined>>): string {
  const found = Object.entries(counts).map(([kind, count]) => `${count ?? 0} ${kind}`)
  return `e-mail addresses, keys and the like in texts were replaced where a program found them: ${found.join(', ') || 'none'} in ${formatCount(changed)} instances; it does not find all`
}

/** Says what the columns hold. */
export function shapeSection({ format, shape }: CardFacts): string {
  const prompt =
    shape.prompt === 'explicit'
      ? 'the prompt stands apart from the completions'
      : 'the prompt stands inside both completions'
  const form =
    shape.form === 'conversation'
      ? 'texts are lists of messages'
      : 'texts are plain (prompt, a blank line, completion where they stand together)'
  return `## Columns

Written for ${format.reader} (\`${format.id}\`): ${prompt}; ${form}. Where each label comes from stands on every row: \`id\` (of the instance), \`dataset\`, \`source\`
(\`human\` or \`lm\`), \`annotator\`, \`verdict\` (\`a\`, \`b\` or \`tie\` in the stored order), \`p_a\` (share of the votes for completion A, or its probability), \`margin\`, \`chosen_side\` (which
stored completion stands as chosen). \`prompt_end\`, where it stands, says how much of the chosen one is the prompt.`
}
