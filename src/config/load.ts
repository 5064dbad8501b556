import { isAbsolute, resolve } from 'node:path'
import { type AnnotateOptions, type RunOptions, shortenPaths } from '../pipeline/index.ts'
import { parseWith, readConfigText } from './read-config.ts'
import { configSchema } from './schema.ts'

/** A config that was read: the options, and the folder that its relative paths start from. */
export interface LoadedConfig {
  readonly options: RunOptions
  /** The same for `config.yaml` of a run, with relative paths as they are written and no folder of an absolute one, but for an encoder's, which is needed later. */
  readonly written: RunOptions
  readonly file: string
  readonly folder: string
}

/**
 * Reads `hyper.yaml` (or JSON) and returns its options with defaults filled in and paths made absolute.
 *
 * @throws HyperError `config/missing-file`, or `config/invalid` with every problem at once in `details.problems`
 */
export async function loadConfig(file: string): Promise<LoadedConfig> {
  const { text, path, folder } = await readConfigText(file)
  const written = parseConfig(text, file)
  return {
    options: resolvePaths(written, folder),
    written: shortenPaths(written),
    file: path,
    folder,
  }
}

/**
 * Parses the text of a config and returns its options with defaults filled in; paths stay as they are written.
 *
 * @throws HyperError `config/invalid` with every problem at once in `details.problems`
 */
export function parseConfig(text: string, file: string): RunOptions {
  return parseWith(configSchema, text, file) as unknown as RunOptions
}

/** Returns options with paths made absolute, relative ones from the folder of the config. */
export function resolvePaths(options: RunOptions, folder: string): RunOptions {
  const absolute = (path: string): string =>
    path === '-' || isAbsolute(path) || path.startsWith('hf:') ? path : resolve(folder, path)
  const { encoder } = options.features
  return {
    ...options,
    train: { ...options.train, encoder: resolveEncoder(options.train.encoder, absolute) },
    annotate: options.annotate === null ? null : resolveAnnotate(options.annotate, absolute),
    data: {
      ...options.data,
      files: options.data.files.map(absolute),
      labels: options.data.labels.map(absolute),
    },
    suite: { ...options.suite, files: options.suite.files.map(absolute) },
    features: {
      ...options.features,
      encoder:
        encoder.kind === 'folder' ? { ...encoder, folder: absolute(encoder.folder) } : encoder,
    },
  }
}

function resolveAnnotate(
  annotate: AnnotateOptions,
  absolute: (path: string) => string,
): AnnotateOptions {
  const orNull = (path: string | null): string | null => (path === null ? null : absolute(path))
  return {
    ...annotate,
    // Words in an entry (a prompt, guidelines) start from the config too; they are read when the judges are opened.
    judges: annotate.judges.map((judge) => (typeof judge === 'string' ? absolute(judge) : judge)),
    prices: orNull(annotate.prices),
    journal: orNull(annotate.journal),
  }
}

function resolveEncoder(
  encoder: RunOptions['train']['encoder'],
  absolute: (path: string) => string,
): RunOptions['train']['encoder'] {
  if (encoder === 'same' || encoder.kind === 'surface') return encoder
  if (encoder.kind === 'folder') return { ...encoder, folder: absolute(encoder.folder) }
  if (encoder.kind === 'endpoint') return encoder
  return { ...encoder, file: encoder.file === null ? null : absolute(encoder.file) }
}
