import { basename, resolve } from 'node:path'
import {
  BUILT_IN_TAG_PROMPT,
  createTagger,
  createTagPrompt,
  type Tagger,
  type TagPrompt,
} from '../features/index.ts'
import type { EndpointSetup } from './judge-setup.ts'
import { toEndpointSetup } from './load-judge.ts'
import { parseWith, readConfigText } from './read-config.ts'
import { findSetup, listSetups, readSetupText } from './setup-files.ts'
import { taggerSchema } from './tagger-schema.ts'

/** A tagger as its file says, with the endpoint that it is asked at. */
export interface TaggerSetup extends EndpointSetup {
  readonly tagger: Tagger
  /** The file it was read from. */
  readonly from: string
}

/**
 * Returns the tagger that a word names: a file, a folder with `tagger.yaml`, or the name of one in `taggers/` of the folder.
 *
 * @throws HyperError `usage/unknown-tagger` with those at hand; `config/invalid`, `config/bad-prompt`, `config/missing-file`
 */
export async function loadTagger(word: string, cwd: string): Promise<TaggerSetup> {
  const file = await findSetup('tagger', word, cwd)
  const { text, path, folder } = await readConfigText(file)
  return toTaggerSetup(parseWith(taggerSchema, text, file), folder, path)
}

/** Returns the taggers in `taggers/` of a folder by name, with the files that say what they are. */
export function listTaggers(cwd: string): Promise<{ name: string; file: string }[]> {
  return listSetups('tagger', cwd)
}

/** Returns a tagger from the fields of its file; paths in it start from `folder`. */
async function toTaggerSetup(
  fields: Readonly<Record<string, unknown>>,
  folder: string,
  from: string,
): Promise<TaggerSetup> {
  const { id, temperature, maxTokens, seed, listLimit, parameters } = fields as unknown as Tagger
  const endpoint = toEndpointSetup(fields)
  const prompt = await loadTagPrompt(fields.prompt as string | null, folder)
  const { model } = endpoint
  return {
    ...endpoint,
    from,
    tagger: createTagger({
      ...{ id, model, prompt, temperature, maxTokens, seed, listLimit, parameters },
    }),
  }
}

/** A file has no version but its text, which the hash stands for. */
async function loadTagPrompt(name: string | null, folder: string): Promise<TagPrompt> {
  if (name === null) return BUILT_IN_TAG_PROMPT
  const text = await readSetupText(resolve(folder, name), 'prompt')
  return createTagPrompt({ name: basename(name), version: 1, text })
}
