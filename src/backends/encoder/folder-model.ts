import { type InferenceSession, Tensor } from 'onnxruntime-node'
import { unitVector } from './encode-texts.ts'
import { folderError } from './folder-files.ts'
import type { FolderModelSpec, Pooling } from './folder-spec.ts'
import { type FolderTokenizer, readFolderTokenizer } from './folder-tokenizer.ts'
import { openSession } from './session.ts'
import type { WindowModel } from './window-model.ts'

/** Inputs that are fed; a model that wants others is refused. */
const FEEDS: Readonly<
  Record<string, (length: number, ids: readonly number[]) => readonly number[]>
> = {
  input_ids: (_, ids) => ids,
  attention_mask: (length) => new Array<number>(length).fill(1),
  token_type_ids: (length) => new Array<number>(length).fill(0),
  position_ids: (length) => Array.from({ length }, (_, index) => index),
}

/**
 * Opens the model of a Hugging Face folder. Windows go through it one by one: a quantised model scales its numbers by the
 * largest of the whole batch, so that a window's vector would depend on its neighbours.
 *
 * @throws HyperError `config/encoder-folder` where the model does not turn token ids into token vectors
 */
export async function openFolderModel(spec: FolderModelSpec): Promise<WindowModel> {
  const tokenizer = await readFolderTokenizer(spec)
  const session = await openModelFile(spec)
  const output = findOutput(spec, session)
  const special = tokenizer.before.length + tokenizer.after.length
  const read = (window: Int32Array): Promise<Float32Array> =>
    runWindow(session, output, [...tokenizer.before, ...window, ...tokenizer.after])
  const probe = await read(tokenizer.tokenise('a'))
  const dimension = probe.length / (tokenizer.tokenise('a').length + special)
  return {
    dimension,
    windowTokens: spec.maxTokens - special,
    tokenise: tokenizer.tokenise,
    encodeWindows: async (windows) => {
      const vectors = new Float32Array(windows.length * dimension)
      for (const [index, window] of windows.entries()) {
        const rows = await read(window)
        vectors.set(unitVector(pool(rows, dimension, spec.pooling)), index * dimension)
      }
      return vectors
    },
    encodeTokens: async (windows) => {
      const vectors = new Float32Array(windows.length * windows[0]!.length * dimension)
      for (const [index, window] of windows.entries()) {
        const rows = contentRows(await read(window), tokenizer, { dimension, window })
        vectors.set(rows, index * window.length * dimension)
      }
      return vectors
    },
    dispose: () => session.release(),
  }
}

async function openModelFile(spec: FolderModelSpec): Promise<InferenceSession> {
  let session: InferenceSession
  try {
    session = await openSession(spec.modelFile)
  } catch (cause) {
    const got = `a model that ONNX Runtime refuses (${(cause as Error).message})`
    throw folderError(spec.modelFile, got, 'an ONNX export for feature extraction')
  }
  const strange = session.inputNames.filter((name) => !Object.hasOwn(FEEDS, name))
  if (strange.length === 0) return session
  throw folderError(
    spec.modelFile,
    `inputs ${strange.join(', ')}`,
    `only ${Object.keys(FEEDS).join(', ')}`,
  )
}

function findOutput(spec: FolderModelSpec, session: InferenceSession): string {
  const cubes = session.outputMetadata.filter(
    (output) => output.isTensor && output.shape.length === 3,
  )
  const named = cubes.find(
    ({ name }) => name === 'last_hidden_state' || name === 'token_embeddings',
  )
  const chosen = named ?? cubes[0]
  if (chosen !== undefined) return chosen.name
  throw folderError(
    spec.modelFile,
    `outputs ${session.outputNames.join(', ')}`,
    'token vectors with three dimensions, such as last_hidden_state',
  )
}

async function runWindow(
  session: InferenceSession,
  output: string,
  ids: readonly number[],
): Promise<Float32Array> {
  const feeds: Record<string, Tensor> = {}
  for (const name of session.inputNames) {
    const values = BigInt64Array.from(FEEDS[name]!(ids.length, ids), BigInt)
    feeds[name] = new Tensor('int64', values, [1, ids.length])
  }
  return (await session.run(feeds, [output]))[output]!.data as Float32Array
}

/** Pools over all tokens of the window, special ones too, as sentence-transformers does. */
function pool(
  rows: Float32Array,
  dimension: number,
  pooling: Pooling,
): Float32Array | Float64Array {
  if (pooling === 'cls') return rows.subarray(0, dimension)
  if (pooling === 'last') return rows.subarray(rows.length - dimension)
  const pooled = new Float64Array(dimension).fill(pooling === 'max' ? Number.NEGATIVE_INFINITY : 0)
  for (let index = 0; index < rows.length; index++) {
    const column = index % dimension
    const value = rows[index]!
    pooled[column] = pooling === 'max' ? Math.max(pooled[column]!, value) : pooled[column]! + value
  }
  return pooled
}

/** Returns the unit vectors of the tokens between the special ones. */
function contentRows(
  rows: Float32Array,
  tokenizer: FolderTokenizer,
  { dimension, window }: { readonly dimension: number; readonly window: Int32Array },
): Float32Array {
  const content = new Float32Array(window.length * dimension)
  const from = tokenizer.before.length * dimension
  for (let start = 0; start < content.length; start += dimension) {
    content.set(unitVector(rows.subarray(from + start, from + start + dimension)), start)
  }
  return content
}
