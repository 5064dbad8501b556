import { HyperError } from '../../kit/index.ts'
import { KNOWN_ENDINGS } from '../files/file-format.ts'
import { chooseConfig, chooseSplit } from './choose-part.ts'
import { findConvertedConfigs, findOriginalConfigs } from './find-configs.ts'
import { type FrontMatter, readFrontMatter } from './front-matter.ts'
import { formatHubId, type HubId } from './hub-id.ts'
import { listRepoFiles, pinRevision, pinWhereThere, readReadme } from './list-repo.ts'
import { nameFile } from './name-file.ts'
import type { Hub } from './open-hub.ts'
import type { ConfigSplits, RepoConfigs, RepoFile } from './repo-file.ts'

/** The branch on which a hub keeps its own conversion of a data set to Parquet. */
const CONVERTED = 'refs/convert/parquet'

/** What an id turned out to be: enough to say exactly what was read. */
export interface HubFacts {
  /** The id as it was given. */
  readonly id: string
  /** Host of the hub. */
  readonly host: string
  /** `OWNER/NAME`. */
  readonly repo: string
  /** Branch, tag or commit that the files were taken from. */
  readonly revision: string
  /** Full name of the commit of the files. */
  readonly commit: string
  /** Commit of the data set's own branch at that moment: the same but where the files are the hub's conversion. */
  readonly sourceCommit: string
  readonly config: string
  readonly split: string
  /** As the card words it; null where it does not say. */
  readonly license: string | null
  /** True where the files hold the first part of the split only. */
  readonly partial: boolean
  /** Sentences that whoever reads the files must be told. */
  readonly warnings: readonly string[]
  readonly files: readonly HubFile[]
}

/** A file of a data set with the name that it is known by here. */
export interface HubFile extends RepoFile {
  /** Without a folder; the same on every machine. */
  readonly name: string
}

/**
 * Returns what an id means, pinned to a commit; nothing is downloaded but the card. Without a revision the hub's conversion to Parquet is taken where it
 * has the config, else the files of `main`; with one, the files of that revision.
 *
 * @throws HyperError `usage/which-config`, `usage/which-split`, `remote/no-config`, `remote/no-split`, `remote/no-data-files`, `remote/bad-card`,
 * `remote/offline`, and as `pinRevision`
 */
export async function resolveHubId(hub: Hub, id: HubId): Promise<HubFacts> {
  const repo = `${id.owner}/${id.name}`
  const ofHub = id.revision === null || id.revision === CONVERTED
  const source = await pinRevision(hub, repo, ofHub ? 'main' : (id.revision ?? 'main'))
  const card = await readCard(hub, repo, source.commit)
  const converted = ofHub ? await readConverted(hub, repo, id.revision === CONVERTED) : null
  const found =
    (converted === null ? null : chooseConverted(id, converted, card)) ??
    (await chooseOriginal(hub, id, source.commit, card))
  const { config, splits, revision = id.revision ?? 'main', commit = source.commit } = found
  const split = chooseSplit(id, [...splits.keys()])
  const { files = [], partial = false, unread = [] } = splits.get(split) ?? {}
  const part = { id, config, split }
  return {
    id: formatHubId(id),
    host: hub.host,
    repo,
    revision,
    commit,
    sourceCommit: source.commit,
    config,
    split,
    license: card.license,
    partial,
    warnings: warningsOf({ split, partial, unread, card }),
    files: files.map((file, index) => ({ ...file, name: nameFile(part, file.path, index) })),
  }
}

interface Found {
  readonly config: string
  readonly splits: ConfigSplits
  /** Told where they are not those of the id. */
  readonly revision?: string
  readonly commit?: string
}

interface Converted {
  readonly commit: string
  readonly configs: RepoConfigs
}

async function readCard(hub: Hub, repo: string, commit: string): Promise<FrontMatter> {
  return readFrontMatter((await readReadme(hub, repo, commit)) ?? '', repo)
}

async function readConverted(hub: Hub, repo: string, needed: boolean): Promise<Converted | null> {
  const pinned = needed
    ? await pinRevision(hub, repo, CONVERTED)
    : await pinWhereThere(hub, repo, CONVERTED)
  if ('missing' in pinned) return null
  const configs = findConvertedConfigs(await listRepoFiles(hub, repo, pinned.commit))
  return configs.size === 0 && !needed ? null : { commit: pinned.commit, configs }
}

/** Returns the converted config that an id means; null where the id names no revision and means what was not converted. */
function chooseConverted(id: HubId, converted: Converted, card: FrontMatter): Found | null {
  const { commit, configs } = converted
  const needed = id.revision !== null
  const declared = needed ? [] : card.configs.map(({ name }) => name)
  const names = [...new Set([...configs.keys(), ...declared])]
  const config = chooseConfig(id, names, defaultOf(card))
  const splits = configs.get(config) ?? new Map()
  const isThere = splits.size > 0 && (id.split === null || splits.has(id.split))
  return isThere || needed ? { config, splits, revision: CONVERTED, commit } : null
}

async function chooseOriginal(
  hub: Hub,
  id: HubId,
  commit: string,
  card: FrontMatter,
): Promise<Found> {
  const files = await listRepoFiles(hub, `${id.owner}/${id.name}`, commit)
  const configs = findOriginalConfigs(files, card)
  if (configs.size === 0) throw noDataFiles(id, files)
  const config = chooseConfig(id, [...configs.keys()], defaultOf(card))
  return { config, splits: configs.get(config) ?? new Map() }
}

function defaultOf(card: FrontMatter): string | null {
  return card.configs.find(({ isDefault }) => isDefault)?.name ?? null
}

function warningsOf(found: {
  readonly split: string
  readonly partial: boolean
  readonly unread: readonly string[]
  readonly card: FrontMatter
}): string[] {
  const { split, partial, unread, card } = found
  return [
    partial &&
      `only the first part of split ${split} was converted to Parquet by the hub; give @main for all of it`,
    unread.length > 0 &&
      `${unread.length} files of split ${split} are left out, the first is ${unread[0]}: expected ${KNOWN_ENDINGS}`,
    !card.readable && 'the head of its README.md is not YAML: its license is unknown',
  ].filter((warning) => warning !== false)
}

function noDataFiles(id: HubId, files: readonly RepoFile[]): HyperError {
  const names = files.map(({ path }) => path)
  const some = names.slice(0, 5).join(', ') || 'no files'
  return new HyperError(
    'remote/no-data-files',
    `${formatHubId(id)}: got ${some}${names.length > 5 ? ` and ${names.length - 5} more` : ''}, expected files with the ending ${KNOWN_ENDINGS}`,
    { hint: 'download the data set by hand and turn it into one of these formats' },
  )
}
