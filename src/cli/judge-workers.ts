import { resolve } from 'node:path'
import { type Command, InvalidArgumentError } from 'commander'
import { isHubId } from '../backends/index.ts'
import {
  databaseOfWord,
  type JudgeSetup,
  type OpenShop,
  openDatabaseShop,
  openShop,
  refuseDatabaseFolder,
  type ShopOptions,
  serveDatabase,
} from '../config/index.ts'
import { canonicalJson, createRandom, HyperError, type Json } from '../kit/index.ts'
import type { BuyStep } from '../pipeline/index.ts'
import type { CommandContext } from './command.ts'
import { environmentWith } from './env-file.ts'

type Options = Readonly<Record<string, unknown>>

/** Adds the options for several processes that buy together. */
export function addWorkerOptions(command: Command): Command {
  return command
    .option(
      '--database [place]',
      'keep answers in a database that workers share: a folder (default: OUTPUT.answers), or the NAME of a variable that holds postgres://...; --journal is then a name in it (default: judge)',
    )
    .option('--worker', 'take work from --database, until stopped')
    .option('--until-idle', 'with --worker: end when no work is left')
    .option('--no-work', 'leave the work to workers, and wait for it')
    .option(
      '--lease <seconds>',
      'silence of a worker after which others take its work over (default: 30)',
      parseSeconds,
    )
}

function parseSeconds(text: string): number {
  const seconds = Number(text)
  if (!(seconds >= 1 && seconds <= 3600)) throw new InvalidArgumentError('expected 1 to 3600')
  return seconds
}

/** A shop where answers are kept and bought. */
export interface JudgeShop {
  readonly shop: OpenShop
  /** Where the answers are, for people. */
  readonly place: string
  /** Returns how answers are bought; undefined by this process alone. */
  readonly buyFor: (setups: readonly JudgeSetup[]) => BuyStep | undefined
}

/**
 * Opens the journal that the options name: a file in a folder, or a database that workers share.
 *
 * @throws HyperError as `openShop`, `openDatabaseShop`; `usage/wrong-option` for options that do not go together
 */
export async function openJudgeShop(
  given: ShopOptions & { readonly folder: string },
  about: { readonly files: readonly string[]; readonly options: Options; readonly output: string },
  { io }: Pick<CommandContext, 'io'>,
): Promise<JudgeShop> {
  const { options, output } = about
  const { database, batchRead, batchWrite, lease, work } = options
  if (database === undefined) {
    const lonely = lease !== undefined ? '--lease' : work === false ? '--no-work' : undefined
    if (lonely !== undefined) throw wrongOption(`${lonely} without --database`, 'both')
    refuseDatabaseFolder(given.folder)
    return { shop: await openShop(given), place: given.folder, buyFor: () => undefined }
  }
  if (batchRead !== undefined || batchWrite !== undefined)
    throw wrongOption('--database with a batch file', 'a journal in a file for batch files')
  const shop = await openDatabaseShop({
    ...given,
    place:
      database === true
        ? resolve(io.cwd, `${output}.answers`)
        : databaseOfWord(String(database), { env: given.env, cwd: io.cwd }),
    leaseSeconds: (lease as number | undefined) ?? null,
    journal: String(options.journal ?? 'judge'),
    work: work !== false,
    about: describe(about, io.cwd),
  })
  return { shop, place: shop.place, buyFor: (setups) => shop.buyFor(setups) }
}

/** Returns what tells purchases apart: the files and how they are read. */
function describe(
  { files, options }: { readonly files: readonly string[]; readonly options: Options },
  cwd: string,
): string {
  const { preset, map, pairs, margin, maxInstances, onBadRow } = options
  const paths = files.map((file) => (file === '-' || isHubId(file) ? file : resolve(cwd, file)))
  return canonicalJson([
    paths,
    { preset, map, pairs, margin, maxInstances, onBadRow },
  ] as unknown as Json)
}

function wrongOption(got: string, expected: string): HyperError {
  return new HyperError('usage/wrong-option', `judge: got ${got}, expected ${expected}`)
}

/**
 * Runs `hyper judge --worker`: takes chunks of all purchases in a database. Keys come from this process's environment.
 *
 * @throws HyperError `usage/missing-option`, and as `serveDatabase`
 */
export async function runJudgeWorker(options: Options, context: CommandContext): Promise<void> {
  const { io, common, progress } = context
  if (typeof options.database !== 'string') {
    throw new HyperError(
      'usage/missing-option',
      'judge --worker: got no --database PLACE, expected the one that the work is sent to',
    )
  }
  const env = await environmentWith(options.envFile, io)
  const served = await serveDatabase({
    place: databaseOfWord(options.database, { env, cwd: io.cwd }),
    ...{ env, progress, signal: io.signal },
    leaseSeconds: (options.lease as number | undefined) ?? null,
    untilIdle: options.untilIdle === true,
    random: createRandom(common.seed ?? 42).fork('worker'),
  })
  context.print(
    { format: 'hyper/worker-result@1', ok: true, ...served },
    `${served.chunks} chunks of questions done${served.failed > 0 ? `, ${served.failed} tries failed` : ''}\n`,
  )
}
