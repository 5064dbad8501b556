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

/**
 * Writes a folder to a data set of a hub: says what will change, asks, and commits all of it at once.
 *
 * @throws HyperError as `planPush` and `push`; `usage/not-confirmed`
 */
export async function pushExport(
  folder: string,
  { push: repo, visibility }: TrainerRequest,
  { io, common, progress }: CommandContext,
): Promise<PushResult | null> {
  if (repo === null) return null
  const { env, signal, cwd } = io
  const hub = openHub({ env, signal, cwd, progress })
  const plan = await planPush(hub, { repo, folder, visibility })
  const lines = plan.files.map(
    ({ path, bytes, change }) => `  ${change}: ${path} (${bytes} bytes)\n`,
  )
  io.err(
    `${plan.exists ? 'changes of' : 'new'} ${plan.visibility} data set ${plan.url}\n${lines.join('')}`,
  )
  for (const path of plan.leftOut) io.err(`  not pushed: ${path}\n`)
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
