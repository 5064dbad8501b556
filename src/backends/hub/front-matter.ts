import { parse } from 'yaml'
import { HyperError, show } from '../../kit/index.ts'

/** A config as the card of a data set declares it. */
export interface DeclaredConfig {
  readonly name: string
  readonly isDefault: boolean
  /** Folder that its files are in, without slashes at its ends; `''` for the root. */
  readonly folder: string
  /** Patterns of paths by split; null where the card leaves it to the names of the files. */
  readonly patterns: ReadonlyMap<string, readonly string[]> | null
}

/** What the head of a README says of a data set. */
export interface FrontMatter {
  /** As the card words it, several joined by commas; null where it does not say. */
  readonly license: string | null
  readonly configs: readonly DeclaredConfig[]
  /** False where there is a head that is not YAML. */
  readonly readable: boolean
}

const NOTHING: FrontMatter = { license: null, configs: [], readable: true }

/**
 * Reads the YAML between the first two lines `---` of a README. A head that is not YAML says nothing.
 *
 * @throws HyperError `remote/bad-card` for files of a config that are declared in another way than the hub's
 */
export function readFrontMatter(readme: string, repo: string): FrontMatter {
  const head = /^\uFEFF?---[ \t]*\r?\n([\s\S]*?)^---[ \t]*\r?$/m.exec(readme)?.[1]
  if (head === undefined || !/^\uFEFF?---/.test(readme)) return NOTHING
  let card: unknown
  try {
    card = parse(head, { logLevel: 'error', uniqueKeys: false, maxAliasCount: 20 })
  } catch {
    return { ...NOTHING, readable: false }
  }
  const fields = isRecord(card) ? card : {}
  const configs = Array.isArray(fields.configs) ? fields.configs : []
  return {
    license: readLicense(fields),
    configs: configs.filter(isRecord).map((config) => readConfig(config, repo)),
    readable: true,
  }
}

type Fields = Readonly<Record<string, unknown>>

function isRecord(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function readLicense(fields: Fields): string | null {
  const words = [fields.license ?? fields.licence]
    .flat()
    .filter((word) => word !== undefined && word !== null)
  const license = words.map(String).join(', ').trim()
  const name = typeof fields.license_name === 'string' ? fields.license_name.trim() : ''
  if (license === '') return name === '' ? null : name
  return license === 'other' && name !== '' ? `other (${name})` : license
}

function readConfig(config: Fields, repo: string): DeclaredConfig {
  const name = typeof config.config_name === 'string' ? config.config_name : 'default'
  const folder = typeof config.data_dir === 'string' ? config.data_dir : ''
  return {
    name,
    isDefault: config.default === true,
    folder: folder.replace(/^(\.?\/)+|\/+$/g, '').replace(/^\.$/, ''),
    patterns: readPatterns(config.data_files, { repo, name }),
  }
}

function readPatterns(
  files: unknown,
  place: { readonly repo: string; readonly name: string },
): ReadonlyMap<string, readonly string[]> | null {
  if (files === undefined || files === null) return null
  if (typeof files === 'string') return new Map([['train', [files]]])
  if (!Array.isArray(files)) throw badFiles(files, place)
  if (files.every((file) => typeof file === 'string')) return new Map([['train', files]])
  const bySplit = new Map<string, string[]>()
  for (const entry of files as readonly unknown[]) {
    const paths = isRecord(entry) ? [entry.path].flat() : []
    const split = isRecord(entry) ? entry.split : null
    const texts = paths.filter((path) => typeof path === 'string')
    if (typeof split !== 'string' || texts.length === 0 || texts.length < paths.length)
      throw badFiles(entry, place)
    bySplit.set(split, [...(bySplit.get(split) ?? []), ...texts])
  }
  return bySplit
}

function badFiles(
  got: unknown,
  { repo, name }: { readonly repo: string; readonly name: string },
): HyperError {
  return new HyperError(
    'remote/bad-card',
    `${repo}: README.md, config ${name}, data_files: got ${show(got)}, expected a path, paths, or entries with split and path`,
    { hint: 'download the files by hand and give their paths' },
  )
}
