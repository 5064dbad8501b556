import { resolve } from 'node:path'
import { loadConfig } from '../config/index.ts'
import { formatProblem, importPairs, importSuite, type RowProblem } from '../dataset/index.ts'
import type { RawRow } from '../domain/index.ts'
import { HyperError, isHyperError } from '../kit/index.ts'
import { importOptionsOf, suiteOptionsOf } from '../pipeline/index.ts'
import type { CommandSpec } from './command.ts'
import { openFiles } from './data-options.ts'

/** `hyper validate`. */
export const validateCommand: CommandSpec = {
  name: 'validate',
  arguments: '',
  summary: 'Check config and data and list every problem with file, line and field',
  example: 'validate -c hyper.yaml',
  run: async (_args, _options, { io, common, print }) => {
    const { options } = await loadConfig(resolve(io.cwd, common.config ?? 'hyper.yaml'))
    const { data, suite } = options
    const problems: RowProblem[] = []
    const failures: HyperError[] = []
    const more: string[] = []
    const attempt = async (
      work: () => Promise<{
        readonly problems: readonly RowProblem[]
        readonly counts: { readonly read: number; readonly bad: number }
      }>,
    ): Promise<void> => {
      try {
        const result = await work()
        problems.push(...result.problems)
        const listed = new Set(result.problems.map(({ file, line }) => `${file}:${line}`)).size
        if (result.counts.bad > listed)
          more.push(`and more: ${result.counts.bad} bad rows of ${result.counts.read} in all`)
      } catch (error) {
        if (!isHyperError(error)) throw error
        failures.push(error)
      }
    }
    let instances = 0
    let suiteRows = 0
    const open = (files: readonly string[]): AsyncIterable<RawRow> => openFiles(files, io)
    await attempt(async () => {
      const how = await importOptionsOf({ ...data, onBadRow: 'skip', limit: null }, open)
      const result = await importPairs(open(data.files), how)
      instances = result.instances.length
      return result
    })
    if (suite.files.length > 0) {
      await attempt(async () => {
        const how = { ...suiteOptionsOf(options), onBadRow: 'skip' as const }
        const result = await importSuite(open(suite.files), how)
        suiteRows = result.rows.length
        return result
      })
    }
    if (problems.length + failures.length > 0) {
      const lines = [
        ...failures.map((failure) => failure.message),
        ...problems.map(formatProblem),
        ...more,
      ]
      throw new HyperError('data/invalid', lines.join('\n'), {
        details: { problems, failures: failures.map(({ code, message }) => ({ code, message })) },
      })
    }
    print(
      { ok: true, instances, suiteRows },
      `valid: ${instances} instances, ${suiteRows} suite rows\n`,
    )
  },
}
