import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { type Command, InvalidArgumentError, Option } from 'commander'
import type { AuditReport } from '../audit/index.ts'
import { createDirectoryStore, writeAtomic } from '../backends/index.ts'
import { parseBudget } from '../domain/index.ts'
import { HyperError } from '../kit/index.ts'
import { type AuditRunRequest, auditRun, parseSlice } from '../pipeline/index.ts'
import { formatInterval, formatNumber, formatShare } from '../report/index.ts'
import { type CommandContext, type CommandSpec, parseWhole } from './command.ts'
import { openFiles } from './data-options.ts'
import { readRunOptions } from './run-stages.ts'
import { renderTextTable } from './table.ts'

/** `hyper audit`. */
export const auditCommand: CommandSpec = {
  name: 'audit',
  arguments: '',
  summary:
    'Guarantee, from a random slice, how often the judge agrees with people above a threshold',
  example: 'audit --run runs/first --target 0.85 --confidence 0.95 -o audit.json',
  options: addAuditOptions,
  run: async (_args, options, context) => {
    const { io, common, print } = context
    const store = createDirectoryStore(resolve(io.cwd, String(options.run)))
    const stored = await readRunOptions(store)
    const request = await readRequest(options, context, stored.seed)
    const report = await auditRun(store, stored, request)
    if (common.output !== undefined && common.output !== '-' && common.dryRun !== true)
      await writeAtomic(resolve(io.cwd, common.output), `${JSON.stringify(report, null, 2)}\n`)
    print(report, renderAudit(report))
    if (options.require !== undefined) checkGate(String(options.require), report)
  },
}

function addAuditOptions(command: Command): Command {
  return command
    .requiredOption('--run <dir>', 'folder of a finished run')
    .requiredOption(
      '--target <share>',
      'least agreement with people, above 0 and below 1',
      parseShare,
    )
    .option('--confidence <share>', 'how sure the guarantee is', parseShare, 0.95)
    .option(
      '--coverage <share>',
      'share of the rows that the judge should label (default: that of the plan)',
      parsePercent,
    )
    .option('--slice <file>', 'rows of a random slice with labels of people: {id, verdict}')
    .option(
      '--rows <n>',
      'size of the slice, where the plan has none and one is drawn',
      parseWhole,
      500,
    )
    .addOption(
      new Option('--claim <scope>', 'about the rows of the plan, or about new prompts too')
        .choices(['pool', 'new-prompts'])
        .default('pool'),
    )
    .addOption(
      new Option(
        '--drawn <unit>',
        'how the rows of --slice were drawn: one by one, or whole groups',
      )
        .choices(['rows', 'groups'])
        .default('rows'),
    )
    .option('--round <n>', 'number of this audit in a series that shares the error', parseWhole)
    .option('--rounds <n>', 'rounds planned (default: any number)', parseWhole)
    .option(
      '--previous <file>',
      'audit.json of an earlier round: alarm when its threshold fails now',
    )
    .addOption(
      new Option(
        '--require <gate>',
        'end with status 100 unless a threshold is guaranteed, or one at the coverage asked for',
      ).choices(['guaranteed', 'coverage']),
    )
}

function parseShare(text: string): number {
  const share = Number(text)
  if (text.trim() === '' || !(share > 0 && share < 1))
    throw new InvalidArgumentError('expected a number above 0 and below 1, such as 0.85')
  return share
}

function parsePercent(text: string): number {
  const share = text.trim() === '' ? Number.NaN : Number(text)
  if (share >= 0 && share <= 1) return share
  const budget = /%\s*$/.test(text) ? parseBudget(text) : null
  if (budget?.unit === 'share') return budget.amount
  throw new InvalidArgumentError('expected a share, such as 50% or 0.5')
}

async function readRequest(
  options: Readonly<Record<string, unknown>>,
  { io, common }: CommandContext,
  seed: number,
): Promise<AuditRunRequest> {
  const slice =
    options.slice === undefined ? null : await parseSlice(openFiles([String(options.slice)], io))
  return {
    target: options.target as number,
    confidence: options.confidence as number,
    coverage: (options.coverage as number | undefined) ?? null,
    claim: options.claim as AuditRunRequest['claim'],
    drawn: slice === null ? 'rows' : (options.drawn as AuditRunRequest['drawn']),
    slice,
    rows: options.rows as number,
    seed: common.seed ?? seed,
    ...(options.round === undefined ? {} : { round: options.round as number }),
    ...(options.rounds === undefined ? {} : { rounds: options.rounds as number }),
    ...(options.previous === undefined
      ? {}
      : { previous: await readPrevious(resolve(io.cwd, String(options.previous))) }),
  }
}

async function readPrevious(file: string): Promise<{ readonly threshold: number }> {
  let report: Partial<AuditReport>
  try {
    report = JSON.parse(await readFile(file, 'utf8')) as Partial<AuditReport>
  } catch (cause) {
    throw new HyperError(
      'data/unreadable-file',
      `${file}: got no readable JSON, expected the audit.json of an earlier round`,
      { cause },
    )
  }
  if (report.format === 'hyper/audit@1' && typeof report.threshold === 'number')
    return { threshold: report.threshold }
  throw new HyperError(
    'data/bad-audit',
    `${file} field "threshold": got ${JSON.stringify(report.threshold) ?? 'nothing'}, expected a threshold that an audit guaranteed`,
  )
}

function renderAudit(report: AuditReport): string {
  const table = renderTextTable(
    ['threshold', 'coverage', 'rows', 'groups', 'agreement', 'p', 'result'],
    report.levels.map(({ threshold, coverage, rows, groups, agreement, p, tested, passed }) => [
      formatNumber(threshold, 3),
      formatShare(coverage),
      String(rows),
      String(groups),
      formatNumber(agreement, 3),
      formatNumber(p, 4),
      passed ? 'passed' : tested ? 'failed' : '-',
    ]),
  )
  const part = report.guaranteed ? 'accepted part' : 'whole slice'
  const agreement = `agreement of the ${part}: ${formatInterval(report.agreement, 3)}`
  const need = `audit labels needed for a coverage of ${formatShare(report.coverageAsked)}: ${report.needRows ?? 'no number helps'}`
  return `${table}\n${report.notes[0]}\n${agreement}\n${need}\n${report.notes
    .slice(1)
    .map((note) => `note: ${note}\n`)
    .join('')}`
}

function checkGate(gate: string, report: AuditReport): void {
  const isMet =
    report.guaranteed && (gate === 'guaranteed' || report.coverage >= report.coverageAsked - 1e-9)
  if (isMet) return
  throw new HyperError(
    'gate/not-guaranteed',
    `gate "${gate}": got ${report.guaranteed ? `a guarantee for ${formatShare(report.coverage)} of the rows` : 'no guarantee'}, expected ${gate === 'guaranteed' ? 'one' : `one for ${formatShare(report.coverageAsked)}`}`,
    { details: { needRows: report.needRows } },
  )
}
