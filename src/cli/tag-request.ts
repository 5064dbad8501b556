import { resolve } from 'node:path'
import {
  type LoadedConfig,
  loadConfig,
  loadTagger,
  parseConfig,
  type TaggerSetup,
} from '../config/index.ts'
import { HyperError, show } from '../kit/index.ts'
import { LOCAL_TAGGER } from '../pipeline/index.ts'
import type { CommandContext } from './command.ts'

/** A tagger as the command line names it: the built-in local one, or a language model. */
export type WantedTagger =
  | { readonly kind: 'local'; readonly id: typeof LOCAL_TAGGER }
  | { readonly kind: 'lm'; readonly id: string; readonly setup: TaggerSetup }

/** Taggers that one command takes: the second is compared with the first. */
const MOST_TAGGERS = 2

/** Returns the taggers that the options name, in their order. @throws HyperError `usage/no-tagger`, `usage/too-many-taggers`, `usage/same-tagger`, and as `loadTagger` */
export async function loadTaggers(
  words: readonly string[],
  { io }: Pick<CommandContext, 'io'>,
): Promise<WantedTagger[]> {
  if (words.length === 0) {
    throw new HyperError('usage/no-tagger', 'tag: got no --tagger, expected one or two', {
      hint: 'name a tagger file, or "local" for the one that needs no model; see "hyper tag --list"',
    })
  }
  if (words.length > MOST_TAGGERS) {
    throw new HyperError(
      'usage/too-many-taggers',
      `tag: got ${words.length} taggers, expected one, or two that are compared`,
    )
  }
  const wanted: WantedTagger[] = []
  for (const word of words) {
    if (word === LOCAL_TAGGER) wanted.push({ kind: 'local', id: LOCAL_TAGGER })
    else {
      const setup = await loadTagger(word, io.cwd)
      wanted.push({ kind: 'lm', id: setup.tagger.id, setup })
    }
  }
  if (wanted.length === 2 && wanted[0]!.id === wanted[1]!.id) {
    throw new HyperError(
      'usage/same-tagger',
      `tag: got two with the id ${show(wanted[0]!.id)}, expected a different id for each`,
    )
  }
  return wanted
}

/** Returns the options that name the local tagger's encoder: those of `--config`, or the defaults. */
export async function taggerOptions({
  io,
  common,
}: Pick<CommandContext, 'io' | 'common'>): Promise<LoadedConfig['options']> {
  if (common.config === undefined) return parseConfig('data: {files: ["-"]}', 'defaults')
  return (await loadConfig(resolve(io.cwd, common.config))).options
}
