import { type InferenceSession, Tensor } from 'onnxruntime-node'
import { writeOnnxModel } from '../onnx/model.ts'
import { findLightFolder, readLightFiles } from './light-files.ts'
import { buildLightGraph, LIGHT_DIMENSION, LIGHT_WINDOW } from './light-graph.ts'
import { openSession } from './session.ts'
import { createUnigramTokenizer } from './unigram-tokenizer.ts'
import type { WindowModel } from './window-model.ts'

/** Opens USE-lite. @throws HyperError as `readLightFiles` */
export async function openLightModel(): Promise<WindowModel> {
  const { weights, pieces } = await readLightFiles(findLightFolder())
  const tokenizer = createUnigramTokenizer(pieces)
  const session = await openSession(writeOnnxModel(buildLightGraph(weights)))
  return {
    dimension: LIGHT_DIMENSION,
    windowTokens: LIGHT_WINDOW,
    tokenise: (text) => tokenizer.tokenise(foldWhiteSpace(text)),
    encodeWindows: (windows) => run(session, windows, 'sentence'),
    encodeTokens: (windows) => run(session, windows, 'tokens'),
    dispose: () => session.release(),
  }
}

/**
 * Returns the text with every run of white space as one space and none at the ends, as SentencePiece normalised what the model was
 * trained on. The JavaScript tokenizer that comes with the weights leaves this out: there a line break is an unknown character, and
 * the word after it loses its word start.
 */
export function foldWhiteSpace(text: string): string {
  return text.normalize('NFKC').replace(/\s+/gu, ' ').trim()
}

async function run(
  session: InferenceSession,
  windows: readonly Int32Array[],
  output: 'sentence' | 'tokens',
): Promise<Float32Array> {
  const length = windows[0]!.length
  // A product with a single row may be summed in another order, so there are always at least two.
  const rows = windows.length * length === 1 ? [windows[0]!, windows[0]!] : windows
  const ids = new BigInt64Array(rows.length * length)
  rows.forEach((window, row) => {
    for (let index = 0; index < length; index++) ids[row * length + index] = BigInt(window[index]!)
  })
  const feeds = { ids: new Tensor('int64', ids, [rows.length, length]) }
  const values = (await session.run(feeds, [output]))[output]!.data as Float32Array
  return rows === windows ? values : values.slice(0, LIGHT_DIMENSION)
}
