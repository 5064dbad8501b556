import { stat } from 'node:fs/promises'
import type { RawRow } from '../../domain/index.ts'
import { HyperError } from '../../kit/index.ts'
import { DamagedFile, damageRow } from './damaged-file.ts'
import type { ParquetDecoder } from './parquet-decoder.ts'
import type { DecodedRow, GroupShape, ParquetAnswer } from './parquet-protocol.ts'
import { readError } from './read-bytes.ts'

/** Largest row group that is read, in unpacked bytes: without a page index a group is the least that can be decoded. */
const LARGEST_GROUP_BYTES = 1024 * 1024 * 1024

/** Unpacked bytes decoded at once where the file has a page index. */
const STEP_BYTES = 16 * 1024 * 1024

/**
 * Yields the rows of a Parquet file, row group by row group; `line` is the number of the row. A group that cannot be decoded is one
 * problem; the groups after it are read.
 *
 * @throws HyperError `data/unreadable-file` where the file is not Parquet or a row group is larger than 1 GiB
 */
export async function* readParquetRows(
  path: string,
  file: string,
  decoder: ParquetDecoder,
  signal?: AbortSignal,
): AsyncGenerator<RawRow, void, undefined> {
  const steps = planSteps(await readGroups(path, file, decoder))
  const ask = (step: Step | undefined): Promise<ParquetAnswer> | null =>
    step === undefined
      ? null
      : decoder.ask({ kind: 'rows', path, rowStart: step.from, rowEnd: step.to })
  let delivered = 0
  let next = ask(steps[0])
  for (const [index, { group, from, to }] of steps.entries()) {
    signal?.throwIfAborted()
    const answer = (await next) ?? { failure: 'no rows' }
    // Asked before the rows are handed on, so that the thread decodes while they are used.
    next = ask(steps[index + 1])
    if ('rows' in answer) {
      for (const [offset, row] of answer.rows.entries()) yield toRow(row, file, from + offset + 1)
      delivered += answer.rows.length
    } else {
      const reason = 'failure' in answer ? answer.failure : 'no rows'
      const message = `row group ${group}, rows ${from + 1} to ${to}, that cannot be decoded (${reason})`
      yield damageRow(new DamagedFile('corrupt-file', message), file, from + 1, delivered)
    }
  }
}

/** Rows that are decoded at once: from `from` to before `to`, in the group of that number (from 1). */
interface Step {
  readonly group: number
  readonly from: number
  readonly to: number
}

function planSteps(groups: readonly GroupShape[]): Step[] {
  const steps: Step[] = []
  let start = 0
  for (const [index, group] of groups.entries()) {
    const end = start + group.rows
    const size = rowsAtOnce(group)
    for (let from = start; from < end; from += size)
      steps.push({ group: index + 1, from, to: Math.min(end, from + size) })
    start = end
  }
  return steps
}

async function readGroups(
  path: string,
  file: string,
  decoder: ParquetDecoder,
): Promise<readonly GroupShape[]> {
  await stat(path).catch((error: unknown) => {
    throw readError(error, file)
  })
  const answer = await decoder.ask({ kind: 'groups', path })
  const groups = 'groups' in answer ? answer.groups : []
  const reason = 'failure' in answer ? answer.failure : oddGroup(groups)
  if (reason === null) return groups
  throw new HyperError(
    'data/unreadable-file',
    `${file}: got ${reason}, expected a Parquet file with row groups of at most 1 GiB`,
    { details: { file } },
  )
}

function oddGroup(groups: readonly GroupShape[]): string | null {
  for (const [index, { rows, bytes }] of groups.entries()) {
    if (!Number.isSafeInteger(rows) || rows < 0) return `row group ${index + 1} of ${rows} rows`
    if (!(bytes <= LARGEST_GROUP_BYTES)) return `row group ${index + 1} of ${bytes} bytes`
  }
  return null
}

function rowsAtOnce(group: GroupShape): number {
  if (!group.indexed || group.bytes <= STEP_BYTES) return Math.max(1, group.rows)
  return Math.max(1, Math.floor((group.rows * STEP_BYTES) / group.bytes))
}

function toRow(row: DecodedRow, file: string, line: number): RawRow {
  if (row.problem === null) return { file, line, value: row.value }
  return { file, line, problem: { code: 'unreadable-cell', ...row.problem } }
}
