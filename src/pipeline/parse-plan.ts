import type { PlanRow } from '../domain/index.ts'
import { HyperError, show } from '../kit/index.ts'
import type { PlanFacts } from './make-plan.ts'

/** A plan as it was read: the facts of its first line and its rows. */
export interface ParsedPlan {
  readonly facts: Partial<PlanFacts>
  readonly rows: readonly PlanRow[]
}

/**
 * Returns the plan in the text of a `plan.jsonl`. Only `id` and `source` have to be there in each row; the first line may be missing in a plan
 * that another program wrote.
 *
 * @throws HyperError `data/bad-plan` with file, line and field
 */
export function parsePlan(text: string, name: string): ParsedPlan {
  const rows: PlanRow[] = []
  const lineOf = new Map<string, number>()
  let facts: Partial<PlanFacts> = {}
  text.split('\n').forEach((line, index) => {
    if (line.trim() === '') return
    const place = `${name}:${index + 1}`
    const value = parseLine(line, place)
    if (index === 0 && typeof value.format === 'string') {
      if (value.format !== 'hyper/plan@1')
        throw badPlan(place, 'format', value.format, 'hyper/plan@1')
      facts = value as Partial<PlanFacts>
      return
    }
    const row = readRow(value, place)
    const first = lineOf.get(row.id)
    if (first !== undefined)
      throw badPlan(place, 'id', row.id, `an id that is not on line ${first} already`)
    lineOf.set(row.id, index + 1)
    rows.push(row)
  })
  if (rows.length === 0)
    throw new HyperError('data/bad-plan', `${name}: got no rows, expected the rows of a plan`)
  return { facts, rows }
}

function parseLine(line: string, place: string): Readonly<Record<string, unknown>> {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch (cause) {
    throw new HyperError('data/bad-plan', `${place}: got text that is not JSON, expected a row`, {
      cause,
    })
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Readonly<Record<string, unknown>>
  throw new HyperError('data/bad-plan', `${place}: got ${show(value)}, expected an object`)
}

function readRow(value: Readonly<Record<string, unknown>>, place: string): PlanRow {
  const { id, source, annotator = null } = value
  if (typeof id !== 'string' || id === '') throw badPlan(place, 'id', id, 'an id')
  if (source !== 'human' && source !== 'lm')
    throw badPlan(place, 'source', source, '"human" or "lm"')
  if (annotator !== null && typeof annotator !== 'string')
    throw badPlan(place, 'annotator', annotator, 'a name or null')
  return { ...(value as unknown as PlanRow), id, source, annotator }
}

function badPlan(place: string, field: string, got: unknown, expected: string): HyperError {
  return new HyperError(
    'data/bad-plan',
    `${place} field "${field}": got ${show(got)}, expected ${expected}`,
  )
}
