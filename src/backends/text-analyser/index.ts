/**
 * Reads facts off texts with toolkits that need no network: tokens under o200k_base (gpt-tokenizer), named entities (wink-nlp; compromise
 * for people, places and organisations), language (eld). Comes in: texts of any length. Goes out: one `TextFacts` a text, in order. Refuses nothing:
 * what a toolkit cannot tell is empty or null. English is what the entity toolkits know.
 */
import { availableParallelism } from 'node:os'
import type { TextAnalyser, TextFacts, WorkContext } from '../../domain/index.ts'
import { mapBounded } from '../../kit/index.ts'
import type { EntityDepth } from './entity-reader.ts'
import { createWorkerPool, type WorkerPool } from './worker-pool.ts'

export { countTokens } from './count-tokens.ts'
export type { EntityDepth } from './entity-reader.ts'

/** Choices of `openTextAnalyser`. */
export interface TextAnalyserOptions {
  /** Worker threads, one or more; default one for each core that Node may use. */
  readonly workers?: number
  /** Default `fast`. */
  readonly entities?: EntityDepth
}

/** Raised whenever the facts of a text may change: a toolkit's version, or how its answers are read. */
const REVISION = 'o200k@4.0.0,wink@2.4.0+1.8.1,compromise@14.17.0,eld@2.1.0-small,r2'

const CHUNK_CHARACTERS = 40_000
const CHUNK_TEXTS = 64

/**
 * Returns a text analyser on worker threads. Threads start with the first text and no more than there are chunks; each distinct text of a call
 * is read once. The facts do not depend on the number of threads.
 */
export async function openTextAnalyser(options: TextAnalyserOptions = {}): Promise<TextAnalyser> {
  const entities = options.entities ?? 'fast'
  const pool = createWorkerPool(Math.max(1, options.workers ?? availableParallelism()), entities)
  return {
    id: `text-analyser:${entities}(${REVISION})`,
    analyse: (texts, context = {}) => analyseAll(pool, texts, context),
    dispose: () => pool.dispose(),
  }
}

async function analyseAll(
  pool: WorkerPool,
  texts: readonly string[],
  context: WorkContext,
): Promise<TextFacts[]> {
  const distinct = [...new Set(texts)]
  const chunks = chunkTexts(distinct)
  let done = 0
  const advance = (count: number): void => {
    done += count
    const stage = context.stage ?? 'analyse'
    context.progress?.({
      type: 'stage-advance',
      stage,
      done,
      total: distinct.length,
      unit: 'texts',
    })
  }
  const parts = await mapBounded(
    chunks,
    pool.size,
    async (chunk) => {
      const facts = await pool.analyse(chunk)
      advance(chunk.length)
      return facts
    },
    context.cancel,
  )
  const facts = new Map(parts.flat().map((fact, index) => [distinct[index]!, fact]))
  return texts.map((text) => facts.get(text)!)
}

function chunkTexts(texts: readonly string[]): string[][] {
  const chunks: string[][] = []
  let chunk: string[] = []
  let characters = 0
  for (const text of texts) {
    chunk.push(text)
    characters += text.length
    if (characters >= CHUNK_CHARACTERS || chunk.length >= CHUNK_TEXTS) {
      chunks.push(chunk)
      chunk = []
      characters = 0
    }
  }
  if (chunk.length > 0) chunks.push(chunk)
  return chunks
}
