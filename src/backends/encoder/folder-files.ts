import { createHash } from 'node:crypto'
import { createReadStream, existsSync, statSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { HyperError, isHyperError, show } from '../../kit/index.ts'
import { type FolderModelSpec, POOLINGS, type Pooling } from './folder-spec.ts'

/** Where an exported model is looked for, the most exact first. */
const MODEL_FILES = [
  'onnx/model.onnx',
  'model.onnx',
  'onnx/model_quantized.onnx',
  'model_quantized.onnx',
]
/** Tokens with the special ones, where no file of the folder says more. */
const USUAL_TOKENS = 512
/** Model families whose first two positions are taken. */
const SHIFTED_POSITIONS = new Set(['roberta', 'xlm-roberta', 'camembert', 'mpnet'])

/** What a caller may say about a model folder. */
export interface FolderOptions {
  readonly folder: string
  /** Model file relative to the folder; the first of the usual names by default. */
  readonly modelFile?: string
  /** How token vectors become one vector; by default what `1_Pooling/config.json` says, else `mean`. */
  readonly pooling?: Pooling
  /** Tokens of a window with the special ones; by default what the folder says, else 512. */
  readonly maxTokens?: number
}

/** A model folder after a look at its files. */
export interface FolderFacts {
  readonly spec: FolderModelSpec
  /** First 16 hex digits of the SHA-256 over the model file and the tokenizer. */
  readonly hash: string
}

/**
 * Looks at a Hugging Face model folder: which files count, and what they say about windows and pooling.
 *
 * @throws HyperError `config/encoder-folder` where a file is missing or says something that is not supported
 */
export async function inspectFolder(options: FolderOptions): Promise<FolderFacts> {
  const { folder } = options
  if (!existsSync(folder) || !statSync(folder).isDirectory()) {
    throw folderError(folder, 'no such folder', 'a folder with tokenizer.json and onnx/model.onnx')
  }
  const tokenizerFile = join(folder, 'tokenizer.json')
  if (!existsSync(tokenizerFile)) {
    throw folderError(
      folder,
      'no tokenizer.json',
      'the file of the fast tokenizer beside the model',
    )
  }
  const modelFile = findModelFile(folder, options.modelFile)
  await refuseOtherModules(folder)
  const spec: FolderModelSpec = {
    kind: 'folder',
    modelFile,
    tokenizerFile,
    tokenizerConfigFile: join(folder, 'tokenizer_config.json'),
    pooling: options.pooling ?? (await readPooling(folder)),
    maxTokens: await readMaxTokens(folder, options.maxTokens),
  }
  return { spec, hash: (await hashFiles([modelFile, tokenizerFile])).slice(0, 16) }
}

function findModelFile(folder: string, wanted: string | undefined): string {
  const names = wanted === undefined ? MODEL_FILES : [wanted]
  const found = names.map((name) => join(folder, name)).find((path) => existsSync(path))
  if (found !== undefined) return found
  throw folderError(folder, 'no model file', names.join(' or '))
}

// A folder may list a dense layer after pooling; leaving it out without a word would give other vectors than the model's own.
async function refuseOtherModules(folder: string): Promise<void> {
  const modules = await readJson<{ type?: string }[]>(folder, 'modules.json')
  for (const { type = '' } of Array.isArray(modules) ? modules : []) {
    if (/\.(Transformer|Pooling|Normalize)$/.test(type)) continue
    throw folderError(
      folder,
      `module ${show(type)} in modules.json`,
      'Transformer, Pooling and Normalize only',
    )
  }
}

async function readPooling(folder: string): Promise<Pooling> {
  const config = await readJson<Record<string, unknown>>(folder, '1_Pooling/config.json')
  if (config === undefined) return 'mean'
  const chosen = Object.keys(config).filter(
    (key) => key.startsWith('pooling_mode_') && config[key] === true,
  )
  const [only] = chosen
  const known = chosen.length === 1 && only !== undefined ? POOLINGS[only] : undefined
  if (known !== undefined) return known
  throw folderError(
    folder,
    `${show(chosen)} in 1_Pooling/config.json`,
    `exactly one of ${Object.keys(POOLINGS).join(', ')}`,
  )
}

async function readMaxTokens(folder: string, wanted: number | undefined): Promise<number> {
  const model = await readJson<Record<string, unknown>>(folder, 'config.json')
  const sentence = await readJson<Record<string, unknown>>(folder, 'sentence_bert_config.json')
  const tokenizer = await readJson<Record<string, unknown>>(folder, 'tokenizer_config.json')
  const shift = SHIFTED_POSITIONS.has(String(model?.model_type)) ? 2 : 0
  const positions = wholeNumber(model?.max_position_embeddings)
  const limit = positions === undefined ? Number.POSITIVE_INFINITY : positions - shift
  if (wanted !== undefined && (!Number.isInteger(wanted) || wanted < 8 || wanted > limit)) {
    throw new HyperError(
      'config/encoder-tokens',
      `encoder.maxTokens: got ${show(wanted)}, expected a whole number from 8 to ${limit}`,
    )
  }
  const said = wholeNumber(sentence?.max_seq_length) ?? wholeNumber(tokenizer?.model_max_length)
  return Math.min(limit, wanted ?? said ?? USUAL_TOKENS)
}

// Tokenizers without a limit write 1e30.
function wholeNumber(value: unknown): number | undefined {
  return Number.isSafeInteger(value) && (value as number) < 1e6 ? (value as number) : undefined
}

async function readJson<T>(folder: string, name: string): Promise<T | undefined> {
  const path = join(folder, name)
  if (!existsSync(path)) return undefined
  try {
    return JSON.parse(await readFile(path, 'utf8')) as T
  } catch (cause) {
    if (isHyperError(cause)) throw cause
    throw folderError(folder, `${name} that cannot be read (${(cause as Error).message})`, 'JSON')
  }
}

async function hashFiles(paths: readonly string[]): Promise<string> {
  const hash = createHash('sha256')
  for (const path of paths) for await (const bytes of createReadStream(path)) hash.update(bytes)
  return hash.digest('hex')
}

/** Returns an error about a model folder; `got X, expected Y`. */
export function folderError(folder: string, got: string, expected: string): HyperError {
  return new HyperError(
    'config/encoder-folder',
    `encoder folder ${folder}: got ${got}, expected ${expected}`,
    {
      hint: 'download the ONNX export of the model with its tokenizer.json, or export one with optimum-cli export onnx',
      details: { folder, got, expected },
    },
  )
}
