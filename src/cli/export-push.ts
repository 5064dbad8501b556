import { openHub, planPush, push } from '../backends/index.ts'
import { askConsent } from './ask-consent.ts'
import type { CommandContext } from './command.ts'
import type { TrainerRequest } from './export-options.ts'

/** What a push did, for the result of the command. */
export interface PushResult {
  readonly url: string
  readonly commit: string
  readonly files: number
}

/** Files of a folder that an export wrote. */
export interface PushedFolder {
  readonly folder: string
  /** Names of the files, without folder; whatever else lies there stays at home. */
  readonly names: readonly string[]
}

/**
 * Writes what was exported to a data set of a hub: says what will change, asks, and commits all of it at once.
 *
 * @throws HyperError as `planPush` and `push`; `usage/not-confirmed`
 */
export async function pushExport(
  { folder, names }: PushedFolder,
  { push: repo, visibility }: TrainerRequest,
  { io, common, progress }: CommandContext,
): Promise<PushResult | null> {
  if (repo === null) return null
  const { env, signal, cwd } = io
  const hub = openHub({ env, signal, cwd, progress })
  const plan = await planPush(hub, { repo, folder, only: names, visibility })
  const lines = plan.files.map(
    ({ path, bytes, change }) => `  ${change}: ${path} (${bytes} bytes)\n`,
  )
  io.err(
    `${plan.exists ? 'changes of' : 'new'} ${plan.visibility} data set ${plan.url}\n${lines.join('')}`,
  )
  if (plan.leftOut.length > 0)
    io.err(`  not pushed: ${plan.leftOut.length} other files of the folder\n`)
  if (common.yes !== true)
    await askConsent(
      {
        what: `push to ${plan.repo}`,
        question: `Write ${plan.files.length} files to ${plan.url}?`,
        hint: 'look at the files, then give --yes',
      },
      io,
    )
  const { url, commit, files } = await push(hub, plan, { title: 'Hybrid preference labels' })
  io.err(`pushed ${files} files to ${url}\n`)
  return { url, commit, files }
}
