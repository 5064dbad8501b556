import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A data set of the made-up hub. Branches and tags name commits; a commit is all its files. */
export interface ServedRepo {
  isPrivate: boolean
  isGated: boolean
  readonly refs: Map<string, string>
  readonly commits: Map<string, ReadonlyMap<string, Buffer>>
}

/** One call that came in. */
export interface SeenCall {
  readonly server: 'hub' | 'cdn'
  readonly method: string
  readonly path: string
  readonly authorization: string | null
  readonly range: string | null
  readonly ifRange: string | null
}

/** A hub on this machine, with what tests turn. */
export interface HubServer {
  readonly endpoint: string
  readonly calls: SeenCall[]
  readonly repos: Map<string, ServedRepo>
  /** Tokens that may read and write everything. */
  readonly tokens: Set<string>
  /** Bytes after which the next bodies of files are cut, one after the other. */
  readonly cuts: number[]
  /** Resolves when the reader has taken what was sent before a cut: a broken body loses what it still holds. */
  untilTaken: () => Promise<void>
  /** Answers that the next calls to a path get instead, one after the other. */
  readonly refusals: {
    match: RegExp
    status: number
    headers?: Record<string, string>
    body?: string
  }[]
  /** Files of the listing on one page. */
  pageSize: number
  /** True where bytes come from another host. */
  usesCdn: boolean
  /** What is done to the bytes of a file before they go out. */
  spoil: (bytes: Buffer) => Buffer
  /** Put behind each ETag. */
  etagMark: string
  /** False for a hub that answers 404 and 401 without its own words. */
  namesErrors: boolean
  /** Bytes of a part in an upload of large files; 0 for one call a file. */
  partBytes: number
  /** Makes a commit of files and points a branch at it; returns its name. */
  commit(repo: string, branch: string, files: Readonly<Record<string, Buffer | string>>): string
  close(): Promise<void>
}

/** Large file storage takes Parquet and everything above this. */
const LARGE_BYTES = 4_000

export const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')
export const gitSha1 = (bytes: Buffer): string =>
  createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex')

const isLarge = (path: string, bytes: Buffer): boolean =>
  path.endsWith('.parquet') || bytes.length > LARGE_BYTES

/** Starts a hub and the other host that it sends readers of large files to. */
export async function startHub(): Promise<HubServer> {
  const stored = new Map<string, Buffer>()
  const parts = new Map<string, Buffer[]>()
  const hub: HubServer = {
    endpoint: '',
    calls: [],
    repos: new Map(),
    tokens: new Set(),
    cuts: [],
    untilTaken: () => new Promise((resolve) => setTimeout(resolve, 20)),
    refusals: [],
    pageSize: 1000,
    usesCdn: false,
    spoil: (bytes) => bytes,
    etagMark: '',
    namesErrors: true,
    partBytes: 0,
    commit: (name, branch, files) => {
      const repo = hub.repos.get(name) ?? newRepo(hub, name)
      const bytes = new Map(
        Object.entries(files).map(([path, content]) => [path, Buffer.from(content)]),
      )
      return addCommit(repo, branch, bytes)
    },
    close: async () => {
      for (const server of [main, cdn]) {
        server.closeAllConnections()
        await new Promise((resolve) => server.close(resolve))
      }
    },
  }
  const watched = (name: 'hub' | 'cdn', work: Work): Server =>
    createServer((request, response) => {
      const { headers } = request
      hub.calls.push({
        server: name,
        method: request.method ?? '',
        path: request.url ?? '',
        authorization: headers.authorization ?? null,
        range: headers.range ?? null,
        ifRange: typeof headers['if-range'] === 'string' ? headers['if-range'] : null,
      })
      const index = hub.refusals.findIndex(({ match }) => match.test(request.url ?? ''))
      if (index >= 0) {
        const [refusal] = hub.refusals.splice(index, 1)
        response.writeHead(refusal?.status ?? 500, refusal?.headers).end(refusal?.body ?? '')
        return
      }
      work(request, response).catch(() => response.destroy())
    })
  const cdn = watched('cdn', async (request, response) => {
    const [, kind = '', oid = '', number] = (request.url ?? '').split(/[/?]/)
    if (request.method === 'GET') return sendBytes(hub, request, response, stored.get(oid))
    const body = await readBody(request)
    if (kind === 'part') {
      const list = parts.get(oid) ?? []
      list[Number(number) - 1] = body
      parts.set(oid, list)
    } else if (kind === 'complete') {
      stored.set(oid, Buffer.concat(parts.get(oid) ?? []))
    } else stored.set(oid, body)
    response.writeHead(200, { etag: `"${sha256(body)}"` }).end('{}')
  })
  const main = watched('hub', (request, response) =>
    answer({ hub, stored, cdn: addressOf(cdn), request, response }),
  )
  for (const server of [cdn, main])
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return Object.assign(hub, { endpoint: addressOf(main) })
}

type Work = (request: IncomingMessage, response: ServerResponse) => Promise<void>

function addressOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

function newRepo(hub: HubServer, name: string): ServedRepo {
  const repo = { isPrivate: false, isGated: false, refs: new Map(), commits: new Map() }
  hub.repos.set(name, repo)
  return repo
}

function addCommit(repo: ServedRepo, branch: string, files: ReadonlyMap<string, Buffer>): string {
  const content = [...files].map(([path, bytes]) => `${path} ${sha256(bytes)}`).join('\n')
  const name = createHash('sha1').update(`${repo.commits.size}\n${content}`).digest('hex')
  repo.commits.set(name, files)
  repo.refs.set(branch, name)
  return name
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

function sendBytes(
  hub: HubServer,
  request: IncomingMessage,
  response: ServerResponse,
  bytes: Buffer | undefined,
): void {
  if (bytes === undefined) {
    response.writeHead(404).end()
    return
  }
  const etag = `"${sha256(bytes)}${hub.etagMark}"`
  const asked = /^bytes=(\d+)-$/.exec(request.headers.range ?? '')
  const ifRange = request.headers['if-range']
  const start = asked !== null && (ifRange === undefined || ifRange === etag) ? Number(asked[1]) : 0
  if (start > 0 && start >= bytes.length) {
    response.writeHead(416, { 'content-range': `bytes */${bytes.length}` }).end()
    return
  }
  const body = hub.spoil(bytes).subarray(start)
  const range = { 'content-range': `bytes ${start}-${bytes.length - 1}/${bytes.length}` }
  response.writeHead(start > 0 ? 206 : 200, {
    etag,
    'content-length': body.length,
    'accept-ranges': 'bytes',
    ...(start > 0 ? range : {}),
  })
  const cut = hub.cuts.shift()
  if (cut === undefined || cut >= body.length) response.end(body)
  else if (cut === 0) response.flushHeaders()
  else response.write(body.subarray(0, cut))
  if (cut !== undefined && cut < body.length) void hub.untilTaken().then(() => response.destroy())
}

interface Exchange {
  readonly hub: HubServer
  readonly stored: Map<string, Buffer>
  readonly cdn: string
  readonly request: IncomingMessage
  readonly response: ServerResponse
}

async function answer(exchange: Exchange): Promise<void> {
  const { hub, request, response } = exchange
  const url = new URL(request.url ?? '/', hub.endpoint)
  if (url.pathname === '/api/datasets') return listRepos(exchange, url)
  if (url.pathname === '/api/repos/create') return createRepo(exchange)
  const match = /^\/(?:api\/)?datasets\/([^/]+\/[^/]+?)(?:\.git)?\/(\w+)(?:\/(.*))?$/.exec(
    url.pathname,
  )
  const [, name = '', verb = '', rest = ''] = match ?? []
  const repo = hub.repos.get(name)
  const isKnown = isAllowed(exchange)
  if (repo === undefined || (repo.isPrivate && !isKnown)) {
    const status = isKnown ? 404 : 401
    return refuse(exchange, status, 'RepoNotFound', 'Repository not found')
  }
  if (verb === 'refs') return json(response, listRefs(repo))
  if (verb === 'info') return planLarge(exchange)
  const writes = verb === 'preupload' || verb === 'commit'
  if (writes && !isKnown) return refuse(exchange, 401, '', 'Invalid token')
  if (verb === 'preupload') return planUpload(exchange)
  if (verb === 'commit') return takeCommit(exchange, repo, name)
  const [revision = '', ...path] = rest.split('/').map(decodeURIComponent)
  const commit = repo.commits.has(revision) ? revision : repo.refs.get(revision)
  const files = repo.commits.get(commit ?? '')
  if (commit === undefined || files === undefined)
    return refuse(exchange, 404, 'RevisionNotFound', 'Invalid rev id')
  if (verb === 'revision')
    return json(response, {
      _id: '1',
      id: name,
      sha: commit,
      private: repo.isPrivate,
      gated: false,
    })
  if (verb === 'tree') return sendTree(exchange, url, files)
  if (verb === 'resolve') return sendFile(exchange, repo, files.get(path.join('/')))
  return refuse(exchange, 404, '', 'no such page')
}

function isAllowed({ hub, request }: Exchange): boolean {
  return hub.tokens.has((request.headers.authorization ?? '').replace(/^Bearer /, ''))
}

function refuse(
  { hub, response, request }: Exchange,
  status: number,
  code: string,
  said: string,
): void {
  // A careless hub repeats what it was sent.
  const echo = `${said} ${request.headers.authorization ?? ''}`.trim()
  const words = hub.namesErrors ? { 'x-error-code': code, 'x-error-message': echo } : {}
  response.writeHead(status, { 'content-type': 'application/json', ...words })
  response.end(JSON.stringify({ error: echo }))
}

function json(
  response: ServerResponse,
  value: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(200, { 'content-type': 'application/json', ...headers })
  response.end(JSON.stringify(value))
}

function listRepos({ hub, response }: Exchange, url: URL): void {
  const owner = `${url.searchParams.get('author')}/`
  const names = [...hub.repos.keys()].filter((name) => name.startsWith(owner))
  json(
    response,
    names.map((id) => ({ _id: id, id, lastModified: '2026-01-01T00:00:00Z' })),
  )
}

function listRefs(repo: ServedRepo): unknown {
  const names = [...repo.refs.keys()].filter((name) => !name.startsWith('refs/'))
  return { branches: names.map((name) => ({ name, ref: `refs/heads/${name}` })), tags: [] }
}

function sendTree({ hub, response }: Exchange, url: URL, files: ReadonlyMap<string, Buffer>): void {
  const entries = [...files].map(([path, bytes]) => {
    const large = { lfs: { oid: sha256(bytes), size: bytes.length, pointerSize: 130 } }
    const isLfs = isLarge(path, bytes)
    return {
      type: 'file',
      path,
      size: bytes.length,
      oid: isLfs ? gitSha1(Buffer.from(sha256(bytes))) : gitSha1(bytes),
      ...(isLfs ? large : {}),
    }
  })
  const start = Number(url.searchParams.get('cursor') ?? 0)
  const end = start + hub.pageSize
  const next = new URL(url)
  next.searchParams.set('cursor', String(end))
  const more = end < entries.length
  json(response, entries.slice(start, end), more ? { link: `<${next.href}>; rel="next"` } : {})
}

function sendFile(exchange: Exchange, repo: ServedRepo, bytes: Buffer | undefined): void {
  const { hub, stored, cdn, request, response } = exchange
  const isCard = (request.url ?? '').endsWith('/README.md')
  if (bytes === undefined) refuse(exchange, 404, 'EntryNotFound', 'Entry not found')
  else if (repo.isGated && !isCard && !isAllowed(exchange))
    refuse(exchange, 401, 'GatedRepo', 'Access to this data set is restricted')
  else if (!hub.usesCdn || isCard) sendBytes(hub, request, response, bytes)
  else {
    stored.set(sha256(bytes), bytes)
    response.writeHead(302, { location: `${cdn}/get/${sha256(bytes)}?signature=made-up` }).end()
  }
}

async function createRepo(exchange: Exchange): Promise<void> {
  const { hub, request, response } = exchange
  if (!isAllowed(exchange)) return refuse(exchange, 401, '', 'Invalid token')
  const asked = JSON.parse((await readBody(request)).toString()) as Record<string, string>
  const id = `${asked.organization}/${asked.name}`
  if (hub.repos.has(id)) return refuse(exchange, 409, '', 'You already created this dataset repo')
  const repo = newRepo(hub, id)
  repo.isPrivate = asked.visibility === 'private'
  addCommit(repo, 'main', new Map([['.gitattributes', Buffer.from('*.parquet lfs\n')]]))
  json(response, { url: `${hub.endpoint}/datasets/${id}`, id })
}

async function planUpload({ request, response }: Exchange): Promise<void> {
  const { files } = JSON.parse((await readBody(request)).toString()) as {
    files: { path: string; size: number }[]
  }
  const mode = (path: string, size: number): string =>
    path.endsWith('.parquet') || size > LARGE_BYTES ? 'lfs' : 'regular'
  json(response, { files: files.map(({ path, size }) => ({ path, uploadMode: mode(path, size) })) })
}

async function planLarge({ hub, stored, cdn, request, response }: Exchange): Promise<void> {
  const { objects } = JSON.parse((await readBody(request)).toString()) as {
    objects: { oid: string; size: number }[]
  }
  const wanted = objects.map(({ oid, size }) => {
    if (stored.has(oid)) return { oid, size }
    const count = hub.partBytes === 0 ? 0 : Math.ceil(size / hub.partBytes)
    const numbers = Array.from({ length: count }, (_, index) => String(index + 1).padStart(5, '0'))
    const pieces = numbers.map((number) => [number, `${cdn}/part/${oid}/${Number(number)}`])
    const header = { chunk_size: String(hub.partBytes), ...Object.fromEntries(pieces) }
    const upload =
      count === 0 ? { href: `${cdn}/put/${oid}` } : { href: `${cdn}/complete/${oid}`, header }
    return { oid, size, actions: { upload } }
  })
  json(response, { transfer: hub.partBytes === 0 ? 'basic' : 'multipart', objects: wanted })
}

async function takeCommit(exchange: Exchange, repo: ServedRepo, name: string): Promise<void> {
  const { hub, stored, request, response } = exchange
  const lines = (await readBody(request)).toString().split('\n')
  const files = new Map(repo.commits.get(repo.refs.get('main') ?? '') ?? [])
  for (const line of lines) {
    const { key, value } = JSON.parse(line) as { key: string; value: Record<string, string> }
    const { path = '', parentCommit, content = '', oid = '' } = value
    if (key === 'header' && parentCommit !== undefined && parentCommit !== repo.refs.get('main'))
      return refuse(exchange, 412, '', 'A commit has happened since')
    if (key === 'file') files.set(path, Buffer.from(content, 'base64'))
    if (key === 'lfsFile') {
      const bytes = stored.get(oid)
      if (bytes === undefined || sha256(bytes) !== oid)
        return refuse(exchange, 400, '', 'no such object')
      files.set(path, bytes)
    }
  }
  const commit = addCommit(repo, 'main', files)
  json(response, { commitOid: commit, commitUrl: `${hub.endpoint}/${name}/commit/${commit}` })
}
