import { HyperError, show } from '../../kit/index.ts'

/** Names a data set on a hub, or a part of it. What is null was not said. */
export interface HubId {
  readonly owner: string
  readonly name: string
  /** Branch, tag or commit, as the hub knows it (`main`, `refs/convert/parquet`). */
  readonly revision: string | null
  readonly config: string | null
  readonly split: string | null
}

const EXPECTED = 'hf:OWNER/NAME[@revision][/config][:split]'

const PLAIN = '[^/:@\\s~^?*\\[\\]\\\\]+'
const REVISION = `refs/${PLAIN}/${PLAIN}|(?!refs/)${PLAIN}`
const PATTERN = new RegExp(
  `^hf:(?<owner>[^/:@\\s]+)/(?<name>[^/:@\\s]+)(?:@(?<revision>${REVISION}))?(?:/(?<config>[^/:@<>|?*"\\\\]+))?(?::(?<split>\\w+(?:\\.\\w+)*))?$`,
)
const REPO_PART = /^(?!.*(?:--|\.\.))\w(?:[\w.-]{0,94}\w)?$/

/** Tells whether a text is meant as the id of a data set on a hub. */
export function isHubId(text: string): boolean {
  return /^hf:/i.test(text)
}

/**
 * Reads `hf:OWNER/NAME[@revision][/config][:split]`. A revision ends at the next `/` or `:`; the hub's own references are taken whole (`@refs/pr/7`,
 * `@refs/convert/parquet`: three parts), and any other slash in a branch name is written `%2F`. A config is any text without `/ : @ < > | ? * " \`;
 * a split is words joined by dots.
 *
 * @throws HyperError `usage/bad-hub-id`
 */
export function parseHubId(text: string): HubId {
  const { owner, name, revision, config, split } = PATTERN.exec(text)?.groups ?? {}
  if (owner === undefined || name === undefined) throw badId(text)
  if (!REPO_PART.test(owner) || !REPO_PART.test(name)) throw badId(text)
  const decoded = revision?.replace(/%2F/gi, '/') ?? null
  const broken = decoded !== null && /^[-/]|\.\.|\/\/|[/.]$/.test(decoded)
  if (broken || (config !== undefined && config.trim() !== config)) throw badId(text)
  return { owner, name, revision: decoded, config: config ?? null, split: split ?? null }
}

/** Returns the text that `parseHubId` reads as this id. */
export function formatHubId({ owner, name, revision, config, split }: HubId): string {
  const at = revision === null ? '' : `@${formatRevision(revision)}`
  const slash = config === null ? '' : `/${config}`
  return `hf:${owner}/${name}${at}${slash}${split === null ? '' : `:${split}`}`
}

/** Returns a revision as it stands in an id: slashes written `%2F` but for the hub's own references of three parts. */
export function formatRevision(revision: string): string {
  return /^refs\/[^/]+\/[^/]+$/.test(revision) ? revision : revision.replaceAll('/', '%2F')
}

function badId(text: string): HyperError {
  return new HyperError(
    'usage/bad-hub-id',
    `data set id: got ${show(text)}, expected ${EXPECTED}`,
    { hint: hintFor(text), details: { got: text, expected: EXPECTED } },
  )
}

function hintFor(text: string): string {
  const page = /(?:^|[/:])datasets\/([\w.-]+)\/([\w.-]+)/.exec(text)
  if (page !== null) return `write hf:${page[1]}/${page[2]}`
  if (/@[^:]*\/[^:]*\//.test(text)) return 'write a slash in the name of a branch as %2F'
  if (/^hf:[^/]*$/.test(text)) return 'name the owner as well, as the page of the data set does'
  return 'for example hf:allenai/multipref, hf:OWNER/NAME@v1.0, hf:OWNER/NAME/CONFIG:test'
}
