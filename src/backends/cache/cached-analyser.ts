import type { TextAnalyser, TextFacts } from '../../domain/index.ts'
import { planTextChunks } from '../encoder/plan-chunks.ts'
import { fillMissing } from './fill-missing.ts'
import type { RecordCache } from './record-cache.ts'

/** Characters between two flushes. */
const CHUNK_CHARACTERS = 200_000

/**
 * Returns an analyser that asks the cache first and the analyser only for distinct texts that it lacks. Keys hold the analyser's id, so
 * one cache serves several. The cache stays open on `dispose`.
 */
export function cachedAnalyser(analyser: TextAnalyser, cache: RecordCache): TextAnalyser {
  const keyOf = (text: string): string => `${JSON.stringify(analyser.id)}:${text}`
  return {
    id: analyser.id,
    analyse: async (texts, context = {}) => {
      const facts = await fillMissing<string, TextFacts>(
        {
          items: [...new Set(texts)],
          unit: 'texts',
          get: (text) => readFacts(cache.get(keyOf(text))),
          put: (text, value) => cache.put(keyOf(text), Buffer.from(JSON.stringify(value))),
          flush: cache.flush,
          plan: (missing) => planTextChunks(missing, CHUNK_CHARACTERS),
          compute: (chunk, inner) => analyser.analyse(chunk, inner),
        },
        context,
      )
      return texts.map((text) => facts.get(text)!)
    },
    dispose: () => analyser.dispose(),
  }
}

function readFacts(bytes: Uint8Array | undefined): TextFacts | undefined {
  return bytes === undefined
    ? undefined
    : (JSON.parse(Buffer.from(bytes).toString('utf8')) as TextFacts)
}
