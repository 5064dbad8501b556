import { HyperError } from '../kit/index.ts'
import type { RunStore } from './store.ts'

/** Returns JSON Lines text whose first line carries the format and further facts. */
export function writeLines(
  format: string,
  rows: readonly unknown[],
  facts: Readonly<Record<string, unknown>> = {},
): string {
  const lines = [JSON.stringify({ format: `hyper/${format}@1`, ...facts })]
  for (const row of rows) lines.push(JSON.stringify(row))
  return `${lines.join('\n')}\n`
}

/**
 * Reads an artifact of JSON Lines written by `writeLines` and returns its rows without the first line.
 *
 * @throws HyperError `data/missing-artifact` or `data/bad-artifact`
 */
export async function readLines<T>(store: RunStore, name: string, format: string): Promise<T[]> {
  const text = await store.readText(name)
  if (text === null) throw missing(name)
  const lines = text.split('\n')
  const header = parse(lines[0] ?? '', name, 1) as { format?: unknown }
  if (header.format !== `hyper/${format}@1`) throw wrongFormat(name, header.format, format)
  const rows: T[] = []
  for (let index = 1; index < lines.length; index++) {
    if (lines[index] !== '') rows.push(parse(lines[index]!, name, index + 1) as T)
  }
  return rows
}

/**
 * Reads a JSON artifact of the given format.
 *
 * @throws HyperError `data/missing-artifact` or `data/bad-artifact`
 */
export async function readJsonArtifact<T>(
  store: RunStore,
  name: string,
  format: string,
): Promise<T> {
  const text = await store.readText(name)
  if (text === null) throw missing(name)
  const value = parse(text, name, 1) as { format?: unknown }
  if (value.format !== `hyper/${format}@1`) throw wrongFormat(name, value.format, format)
  return value as T
}

/** Returns the text of a JSON artifact: two spaces, the format first. */
export function writeJsonArtifact(format: string, value: object): string {
  return `${JSON.stringify({ format: `hyper/${format}@1`, ...value }, null, 2)}\n`
}

function parse(text: string, name: string, line: number): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new HyperError(
      'data/bad-artifact',
      `${name}:${line}: got text that is not JSON, expected an artifact of a run`,
      {
        cause,
        hint: 'delete the file and run the same command again: the stage is done anew',
      },
    )
  }
}

function missing(name: string): HyperError {
  return new HyperError(
    'data/missing-artifact',
    `${name}: got no such file, expected an artifact of a finished stage`,
    {
      hint: 'run "hyper run" with the same config and output folder first',
    },
  )
}

function wrongFormat(name: string, got: unknown, expected: string): HyperError {
  return new HyperError(
    'data/bad-artifact',
    `${name}:1 field "format": got ${JSON.stringify(got) ?? 'nothing'}, expected "hyper/${expected}@1"`,
  )
}
