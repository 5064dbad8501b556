import { relative, resolve } from 'node:path'
import type { Command } from 'commander'
import { openLineFiles, readTextLines, type WrittenFile } from '../backends/index.ts'
import type { OpenedJudging } from '../config/index.ts'
import { BATCH_LIMITS, type BatchLimits, splitBatch } from '../judge/index.ts'
import { HyperError } from '../kit/index.ts'
import {
  type AnswerShop,
  type BatchLine,
  type BatchRead,
  type BatchSink,
  type InstanceSource,
  type JudgeSeat,
  type JudgingPlan,
  readBatch,
  writeBatch,
} from '../pipeline/index.ts'
import { type CommandContext, collect } from './command.ts'
import { formatUsd } from './confirm-purchase.ts'
import { renderPlan } from './render-purchase.ts'

/** Adds the options for files of a vendor's batch service. */
export function addBatchOptions(command: Command): Command {
  return command
    .option(
      '--batch-write <file>',
      'write the open questions as a batch file (.jsonl), and buy nothing',
    )
    .option(
      '--batch-read <file>',
      'read results of a batch file (may be repeated), and buy nothing',
      collect,
    )
}

/** Returns the files that the options name. @throws HyperError `usage/wrong-option` where both are given */
export function batchOptions(options: Readonly<Record<string, unknown>>): {
  readonly batchWrite: string | undefined
  readonly batchRead: readonly string[] | undefined
} {
  const { batchWrite, batchRead } = options as { batchWrite?: string; batchRead?: string[] }
  if (batchWrite !== undefined && batchRead !== undefined) {
    throw new HyperError(
      'usage/wrong-option',
      'judge: got --batch-read and --batch-write, expected one of them',
      { hint: 'read the results first, then write what is still open' },
    )
  }
  return { batchWrite, batchRead }
}

/** Questions that are written to files, or read from them. */
export interface BatchWork {
  readonly source: InstanceSource
  readonly opened: OpenedJudging
  readonly shop: AnswerShop
}

/**
 * Writes batch files, one for each model, the next one where a limit of the vendors would be passed, and prints what they hold.
 *
 * @throws HyperError `cap/reached` after writing what the cap has room for
 */
export async function writeBatchFiles(
  { source, opened, shop, planned }: BatchWork & { readonly planned: JudgingPlan },
  target: string,
  context: CommandContext,
): Promise<void> {
  const { io, common } = context
  const files = openLineFiles()
  const path = resolve(io.cwd, target)
  try {
    const sink = splitSink(opened.judging.seats, path, files.write)
    const written = await writeBatch(source, opened.judging, shop, sink)
    const made = (await files.finish()).map((file) => ({
      ...file,
      path: relative(io.cwd, file.path),
    }))
    if (common.json !== true && common.quiet !== true)
      io.err(renderPlan({ ...planned, examples: [] }, opened.prices))
    context.print(
      {
        ...{ format: 'hyper/batch-requests@1', ok: written.leftOut === 0, files: made },
        ...{ ...written, plan: planned.plan },
      },
      renderWritten(made, written),
    )
    if (written.leftOut > 0) throw capReached(written.leftOut, written.requests)
  } finally {
    await files.discard()
  }
}

/** Returns a sink that splits the lines of each model over numbered files. */
export function splitSink(
  seats: readonly JudgeSeat[],
  path: string,
  write: (path: string, line: string) => Promise<void>,
  limits: BatchLimits = BATCH_LIMITS,
): BatchSink {
  const names = fileNames(seats, path)
  const splits = new Map([...names.keys()].map((id) => [id, splitBatch(limits)]))
  return (seat, line) => {
    const { id } = seat.endpoint
    return write(numbered(names.get(id)!, splits.get(id)!(line)), line)
  }
}

/** Returns the path of each endpoint's file by its id: the given one where there is one model. */
function fileNames(seats: readonly JudgeSeat[], path: string): Map<string, string> {
  const models = new Map(seats.map(({ endpoint, judge }) => [endpoint.id, judge.model]))
  if (models.size === 1) return new Map([...models.keys()].map((id) => [id, path]))
  const hosts = new Set(models.values()).size < models.size
  return new Map(
    [...models].map(([id, model]) => [id, withSuffix(path, `.${plainName(hosts ? id : model)}`)]),
  )
}

const plainName = (text: string): string => text.replaceAll(/[^\w.-]+/g, '_')

const numbered = (path: string, file: number): string =>
  file === 0 ? path : withSuffix(path, `-${file + 1}`)

function withSuffix(path: string, suffix: string): string {
  const ending = /\.jsonl?$/i.exec(path)?.[0] ?? ''
  return `${path.slice(0, path.length - ending.length)}${suffix}${ending}`
}

function renderWritten(
  files: readonly WrittenFile[],
  {
    requests,
    boundUsd,
    waitsFor,
  }: { requests: number; boundUsd: number | null; waitsFor: string | null },
): string {
  const most = boundUsd === null ? 'at an unknown price' : `at most ${formatUsd(boundUsd)}`
  return [
    requests === 0
      ? 'no open question: no file written'
      : `${requests} questions written, ${most}; nothing was bought`,
    ...files.map(({ path, lines, bytes }) => `${path}: ${lines} requests, ${bytes} bytes`),
    ...(waitsFor === null
      ? []
      : [`read the answers of ${waitsFor} with --batch-read, then write the next step`]),
    '',
  ].join('\n')
}

function capReached(leftOut: number, requests: number): HyperError {
  return new HyperError(
    'cap/reached',
    `cap: got ${leftOut} questions more than it has room for, expected all that are open; ${requests} were written`,
    {
      hint: 'raise the cap, or read the results of this batch and write the rest: what was charged is mostly less than the most that was set aside',
      details: { leftOut, requests },
    },
  )
}

/** Lines that are told of one by one. */
const TOLD = 20

/** Reads the results of batch files into the journal; tells of lines that are no answers, and where more was charged than the cap. */
export async function readBatchFiles(
  { source, opened, shop, capUsd }: BatchWork & { readonly capUsd: number | null },
  files: readonly string[],
  { io, progress }: CommandContext,
): Promise<BatchRead> {
  let told = 0
  const warn = (message: string): void => progress({ type: 'warning', stage: 'judge', message })
  async function* lines(): AsyncGenerator<BatchLine, void, undefined> {
    for (const file of files) yield* readTextLines(resolve(io.cwd, file), file, io.signal)
  }
  const read = await readBatch(source, opened.judging, shop, {
    lines: lines(),
    onProblem: (message) => {
      if (told++ < TOLD) warn(message)
    },
  })
  if (told > TOLD) warn(`${told - TOLD} more lines are no answers to these questions`)
  const { spentUsd, uncertainUsd } = await shop.journal.totals()
  if (capUsd !== null && spentUsd + uncertainUsd > capUsd)
    warn(`cap: got ${spentUsd + uncertainUsd} USD charged already, expected at most ${capUsd} USD`)
  return read
}

/** Returns what result files held as one line. */
export function renderRead(read: BatchRead): string {
  const { lines, answers, known, failures, open, lost, spentUsd } = read
  const money =
    spentUsd === null ? 'at an unknown price' : `for ${formatUsd(spentUsd)} at the batch price`
  const rest = Object.entries({ known, failed: failures, 'not run': open, lost })
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `, ${count} ${name}`)
  return `${lines} results read: ${answers} new answers ${money}${rest.join('')}\n`
}
