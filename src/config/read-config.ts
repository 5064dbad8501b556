import { readFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { LineCounter, parseDocument } from 'yaml'
import type { z } from 'zod'
import { HyperError, nearestName, show } from '../kit/index.ts'
import { hideKeys } from './hide-keys.ts'

/** One thing wrong with a config file. */
export interface ConfigProblem {
  readonly file: string
  /** 1-based; null when the place is not known. */
  readonly line: number | null
  /** Dotted path, empty for the whole file. */
  readonly field: string
  readonly message: string
}

/**
 * Returns the text of a config file, its absolute path and the folder that its relative paths start from.
 *
 * @throws HyperError `config/missing-file`
 */
export async function readConfigText(
  file: string,
): Promise<{ readonly text: string; readonly path: string; readonly folder: string }> {
  const path = resolve(file)
  try {
    return { text: await readFile(path, 'utf8'), path, folder: dirname(path) }
  } catch (cause) {
    throw new HyperError(
      'config/missing-file',
      `config: got no readable file at ${file}, expected a YAML or JSON config`,
      {
        cause,
        hint: 'write one with "hyper init FILE"',
      },
    )
  }
}

/**
 * Parses the text of a config by a schema.
 *
 * @throws HyperError `config/invalid` with every problem at once in `details.problems`
 */
export function parseWith(
  schema: z.ZodObject,
  text: string,
  file: string,
): Record<string, unknown> {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines })
  const lineAt = (offset: number | undefined): number | null =>
    offset === undefined ? null : lines.linePos(offset).line
  const syntax = document.errors.map((error) => ({
    file,
    line: lineAt(error.pos[0]),
    field: '',
    message: error.message.split('\n')[0]!.replace(/ at line \d+.*$/, ''),
  }))
  if (syntax.length > 0) throw invalid(syntax)
  const value: unknown = document.toJS()
  const parsed = schema.safeParse(value ?? {})
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues.flatMap((issue) =>
    explainIssue(issue, value, schema).map(({ path, message }) => {
      const node = document.getIn(path.slice(0, nodeDepth(document, path)), true) as
        | { range?: [number] }
        | undefined
      return { file, line: lineAt(node?.range?.[0]), field: path.join('.'), message }
    }),
  )
  throw invalid(problems)
}

function nodeDepth(
  document: { hasIn(path: readonly unknown[]): boolean },
  path: readonly unknown[],
): number {
  let depth = path.length
  while (depth > 0 && !document.hasIn(path.slice(0, depth))) depth--
  return depth
}

function invalid(problems: readonly ConfigProblem[]): HyperError {
  const lines = problems.map(
    ({ file, line, field, message }) =>
      `${file}${line === null ? '' : `:${line}`}${field ? ` ${field}` : ''}: ${message}`,
  )
  return new HyperError('config/invalid', lines.join('\n'), { details: { problems } })
}

type Issue = z.core.$ZodIssue

function explainIssue(
  issue: Issue,
  root: unknown,
  schema: z.ZodObject,
): { path: PropertyKey[]; message: string }[] {
  const path = [...issue.path]
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => {
      const nearest = nearestName(key, knownKeys(path, schema))
      return {
        path: [...path, key],
        message: `unknown key ${show(key)}${nearest ? `, did you mean ${show(nearest)}?` : ''}`,
      }
    })
  }
  const got = path.reduce<unknown>(
    (at, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key],
    hideKeys(root),
  )
  return [{ path, message: `got ${show(got)}, expected ${expectation(issue)}` }]
}

function expectation(issue: Issue): string {
  if (issue.code === 'invalid_value') return issue.values.map((value) => show(value)).join(' or ')
  if (issue.code === 'invalid_type') return `a value of type ${issue.expected}`
  if (issue.code === 'too_small') return `at least ${issue.minimum}`
  if (issue.code === 'too_big') return `at most ${issue.maximum}`
  if (issue.code === 'invalid_union') {
    return issue.errors
      .map((branch) => branch.map((inner) => expectation(inner)).join(' and '))
      .join(', or ')
  }
  return issue.message
}

function knownKeys(path: readonly PropertyKey[], schema: z.ZodObject): string[] {
  let node: unknown = schema
  for (const key of path) {
    node = shapeOf(node)?.[String(key)]
  }
  return Object.keys(shapeOf(node) ?? {})
}

// Defaults wrap the object that holds the keys; walk through the wrappers.
function shapeOf(node: unknown): Record<string, unknown> | undefined {
  let at = node as { shape?: Record<string, unknown>; def?: { innerType?: unknown } } | undefined
  while (at && at.shape === undefined && at.def?.innerType) at = at.def.innerType as typeof at
  return at?.shape
}
