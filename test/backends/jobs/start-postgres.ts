import { execFileSync, spawn } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

/** A server for tests. */
export interface TestServer {
  readonly url: string
  /** Ends it hard and starts it again, as after a crash. */
  readonly crash: (() => Promise<void>) | null
  stop(): Promise<void>
}

const INSTALLED = '/usr/lib/postgresql'

function findBinaries(): string | null {
  if (!existsSync(INSTALLED)) return null
  const versions = readdirSync(INSTALLED).sort((a, b) => Number(b) - Number(a))
  const folders = versions.map((version) => join(INSTALLED, version, 'bin'))
  return folders.find((folder) => existsSync(join(folder, 'initdb'))) ?? null
}

/** Whether a server can be had: one given by HYPER_TEST_DATABASE_URL, or binaries to start one. */
export const hasPostgres: boolean =
  process.env.HYPER_TEST_DATABASE_URL !== undefined || findBinaries() !== null

/**
 * Returns a server of its own in a temporary folder, reached through a socket there, or the one of HYPER_TEST_DATABASE_URL. `flush` makes it
 * flush to the disk as a real one does; tests do without.
 */
export async function startPostgres(options: { flush?: boolean } = {}): Promise<TestServer> {
  const given = process.env.HYPER_TEST_DATABASE_URL
  if (given !== undefined) return { url: given, crash: null, stop: async () => {} }
  const bin = findBinaries()!
  const folder = mkdtempSync(join(tmpdir(), 'hyper-postgres-'))
  const owner = findOwner()
  if (owner !== null) chownSync(folder, owner.uid, owner.gid)
  const data = join(folder, 'data')
  const run = { stdio: 'ignore' as const, cwd: folder, ...owner }
  const initialise = ['-D', data, '-U', 'hyper', '-A', 'trust', '-E', 'UTF8', '--no-sync']
  execFileSync(join(bin, 'initdb'), initialise, run)
  const settings = [
    '-c',
    `fsync=${options.flush === true ? 'on' : 'off'}`,
    '-c',
    'listen_addresses=',
  ]
  const start = async () => {
    const server = spawn(join(bin, 'postgres'), ['-D', data, '-k', folder, ...settings], run)
    const ended = new Promise((resolve) => server.once('exit', resolve))
    await waitUntilReady(bin, folder)
    return { server, ended }
  }
  let running = await start()
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    running.server.kill(signal)
    await running.ended
  }
  return {
    url: `postgres:///postgres?user=hyper&host=${encodeURIComponent(folder)}`,
    crash: async () => {
      await end('SIGQUIT')
      running = await start()
    },
    stop: async () => {
      await end('SIGINT')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

// The server refuses to run as root.
function findOwner(): { uid: number; gid: number } | null {
  if (userInfo().uid !== 0) return null
  const idOf = (flag: string): number =>
    Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }))
  return { uid: idOf('-u'), gid: idOf('-g') }
}

async function waitUntilReady(bin: string, folder: string): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    try {
      execFileSync(join(bin, 'pg_isready'), ['-q', '-h', folder])
      return
    } catch {
      await wait(100)
    }
  }
  throw new Error(`PostgreSQL in ${folder}: got no answer for 30 seconds, expected a start`)
}
