import { type FieldReader, type Fields, isFields, isMissing, ownField } from '../field-reader.ts'
import type { Preference } from '../preference-words.ts'
import type { RowPreset } from '../preset.ts'
import { sourceOfFile } from '../source-of-file.ts'
import {
  type ArgillaRecord,
  type ArgillaResponse,
  argillaForm,
  openArgillaRecord,
} from './parts/argilla-record.ts'
import {
  isOwnTask,
  readAnnotatorName,
  readOwnTask,
  type ShownAnswer,
  type ShownPair,
  storeAnswers,
} from './parts/shown-pair.ts'
import {
  findPreferenceName,
  isConfidenceName,
  isReasonName,
  parseShownWord,
  SHOWN_WORDS,
  type SideNames,
} from './parts/shown-words.ts'
import { readUsualPair } from './parts/usual-columns.ts'

/**
 * Records of Argilla with their answers, several users each: flattened (`to_list(flatten=True)`, `to_datasets()`, the hub), nested
 * (`to_json`, `to_disk`), as the server sends them, and as version 1 wrote them to the hub.
 */
export const argillaPreset: RowPreset = {
  id: 'argilla',
  title: 'Argilla records with answers',
  hub: [],
  documentation: 'https://docs.argilla.io/latest/how_to_guides/import_export/',
  evidence: 'code',
  note: 'Only submitted answers count. to_json leaves the status of answers out: then the only answer of a completed record counts, those of pending ones do not, and a completed record with several is refused. Suggestions with an agent are LM annotations, without one they are not read. A rating needs a column map.',
  licence: null,
  columns: [
    { name: 'id', holds: 'id' },
    { name: 'fields', holds: 'prompt and completions by their usual names; ours are undone' },
    { name: 'QUESTION.responses, .users, .status', holds: 'human annotations (flattened)' },
    { name: 'responses', holds: 'human annotations (nested)' },
    { name: 'QUESTION.suggestion, .agent, .score; suggestions', holds: 'LM annotations' },
    { name: 'metadata', holds: 'further facts' },
  ],
  fits: (row) => argillaForm(row) !== null,
  read: (reader, row, { place }) => {
    const record = openArgillaRecord(reader, row, argillaForm(row) ?? 'flat')
    const source = sourceOfFile(place.file)
    const id = readAnnotatorName(record.id) ?? `${source}-${place.line}`
    const pair = readPair(reader, record, id, source)
    const questions = [
      ...new Set([...record.responses, ...record.suggestions].map(({ question }) => question)),
    ]
    const question = findPreferenceName(questions)
    if (question === null && !questions.every(isAside))
      reader.note('unknown-columns', null, questions, `a question named preference; ${HINT}`)
    if (question === null) return [storeAnswers(pair, [])]
    return [
      storeAnswers(
        pair,
        readAnswers(reader, record, question, pair.names),
        readSuggestions(reader, record, question, pair.names),
      ),
    ]
  },
}

const HINT =
  'else export with to_list(flatten=True), one row an answer, and give a column map with prompt, a, b and human'

function readPair(
  reader: FieldReader,
  { fields, metadata }: ArgillaRecord,
  id: string,
  source: string,
): ShownPair {
  const all = { ...metadata, ...fields }
  if (isOwnTask(all)) return readOwnTask(reader, all, id)
  const pair = readUsualPair(reader, fields, { id, source, without: [], hint: HINT })
  const facts = Object.entries(metadata).filter(([, value]) => !isMissing(value))
  const meta = {
    ...pair.instance.meta,
    ...Object.fromEntries(facts),
  } as ShownPair['instance']['meta']
  return { ...pair, instance: { ...pair.instance, meta } }
}

function readAnswers(
  reader: FieldReader,
  { responses, completed }: ArgillaRecord,
  question: string,
  names: SideNames,
): ShownAnswer[] {
  const given = responses.filter((one) => one.question === question && !isMissing(one.value))
  const answers = given.filter((one) => counts(reader, one, completed, given.length === 1))
  return answers.flatMap((answer, index): ShownAnswer[] => {
    const { user, value, timestamp } = answer
    const preference = parseValue(value, names)
    if (preference === null) {
      reader.note('unknown-verdict', question, value, SHOWN_WORDS)
      return []
    }
    const isAlone = answers.length === 1
    const same = responses.filter((one) => one.user === user && (user !== null || isAlone))
    return [
      {
        annotator: user ?? `h${index + 1}`,
        preference,
        confidence: same.find((one) => isConfidenceName(one.question))?.value,
        reasons: same.filter((one) => isReasonName(one.question)).map((one) => one.value),
        extra: { timestamp },
      },
    ]
  })
}

const isAside = (name: string): boolean => isReasonName(name) || isConfidenceName(name)

/** Where statuses are left out, the only answer of a completed record was submitted; which of several were cannot be known. */
function counts(
  reader: FieldReader,
  { question, status }: ArgillaResponse,
  completed: boolean | null,
  isAlone: boolean,
): boolean {
  if (status !== null) return status === 'submitted'
  if (completed === null || (completed && !isAlone))
    reader.note(
      'missing-field',
      `${question}.responses.status`,
      undefined,
      'the status of each answer, as to_list(flatten=True) and to_datasets() write it',
    )
  return completed === true
}

/** A number is the index of a label whose names the file does not hold: it says nothing. */
function readSuggestions(
  reader: FieldReader,
  { suggestions }: ArgillaRecord,
  question: string,
  names: SideNames,
): ShownAnswer[] {
  return suggestions.flatMap(({ question: asked, value, agent, score }): ShownAnswer[] => {
    const annotator = readAnnotatorName(agent)
    if (asked !== question || annotator === null || typeof value === 'number') return []
    const preference = parseValue(value, names)
    if (preference !== null) return [{ annotator, preference, extra: { score } }]
    reader.note('unknown-verdict', `${question}.suggestion`, value, SHOWN_WORDS)
    return []
  })
}

/** A word, or a ranking: names with their ranks, or names in order, the best first. */
function parseValue(value: unknown, names: SideNames): Preference | null {
  if (typeof value === 'string') return parseShownWord(value, names)
  if (!Array.isArray(value) || value.length !== 2) return null
  const [one, other] = value.map((entry: unknown) => (isFields(entry) ? entry : { value: entry }))
  const [first, second] = [one!, other!].map((entry) => sideOf(entry, names))
  if (first == null || second == null || first === second) return null
  const [rank, otherRank] = [ownField(one!, 'rank'), ownField(other!, 'rank')]
  if (rank === undefined && otherRank === undefined) return { verdict: first }
  if (typeof rank !== 'number' || typeof otherRank !== 'number') return null
  if (rank === otherRank) return { verdict: 'tie' }
  return { verdict: rank < otherRank ? first : second }
}

function sideOf(entry: Fields, names: SideNames): 'a' | 'b' | null {
  const name = ownField(entry, 'value')
  const preference = typeof name === 'string' ? parseShownWord(name, names) : null
  return preference === null || preference.verdict === 'tie' ? null : preference.verdict
}
