import type { TextFacts } from '../../domain/index.ts'
import { countTokens } from './count-tokens.ts'
import { type EntityDepth, loadEntityReader } from './entity-reader.ts'
import { loadLanguageReader } from './language-reader.ts'

/** Reads the facts of one text. */
export type AnalyseText = (text: string) => TextFacts

/** Characters of a text that entities and language are read from; tokens are counted over all of it. */
export const READ_LIMIT = 100_000

/** Loads the toolkits (1 to 3 seconds) and returns the function that reads the facts of one text. */
export async function loadAnalyser(entities: EntityDepth): Promise<AnalyseText> {
  const [readEntities, readLanguage] = await Promise.all([
    loadEntityReader(entities),
    loadLanguageReader(),
  ])
  return (text) => {
    const head = text.length > READ_LIMIT ? text.slice(0, READ_LIMIT) : text
    return {
      tokens: countTokens(text),
      entities: readEntities(head),
      language: readLanguage(head),
    }
  }
}
