import type { AnnotateOptions, RunOptions } from './options.ts'

/** Returns a word of a command line or a list of files without the folders of an absolute path: artifacts hold no path of a machine. */
export function shortWord(word: string): string {
  return /^(\/|[A-Za-z]:[\\/])/.test(word) ? (word.split(/[\\/]/).at(-1) ?? word) : word
}

/** Returns options without the folders of absolute paths, but for that of an encoder: routing of new pairs needs it later. */
export function shortenPaths(options: RunOptions): RunOptions {
  const { data, suite, train, annotate } = options
  const { trainer } = train
  return {
    ...options,
    data: { ...data, files: data.files.map(shortWord) },
    suite: { ...suite, files: suite.files.map(shortWord) },
    annotate: annotate === null ? null : shortenAnnotate(annotate),
    train:
      trainer.kind === 'command'
        ? { ...train, trainer: { ...trainer, command: trainer.command.map(shortWord) } }
        : train,
  }
}

function shortenAnnotate(annotate: AnnotateOptions): AnnotateOptions {
  const { judges, prices, journal } = annotate
  return {
    ...annotate,
    judges: judges.map((judge) => (typeof judge === 'string' ? shortWord(judge) : judge)),
    prices: prices === null ? null : shortWord(prices),
    journal: journal === null ? null : shortWord(journal),
  }
}

/** Returns options as a report shows them: of files only how many there are. */
export function shownOptions(options: RunOptions): Readonly<Record<string, unknown>> {
  const { data, suite, features, ...rest } = shortenPaths(options)
  const { encoder } = features
  return {
    ...rest,
    train: { ...rest.train, encoder: shownEncoder(rest.train.encoder) },
    data: { ...data, files: data.files.length },
    suite: { ...suite, files: suite.files.length },
    features: {
      ...features,
      encoder:
        encoder.kind === 'folder' ? { ...encoder, folder: shortWord(encoder.folder) } : encoder,
    },
  }
}

function shownEncoder(encoder: RunOptions['train']['encoder']): RunOptions['train']['encoder'] {
  if (encoder === 'same' || encoder.kind === 'surface') return encoder
  if (encoder.kind === 'folder') return { ...encoder, folder: shortWord(encoder.folder) }
  if (encoder.kind === 'endpoint') return encoder
  return { ...encoder, file: encoder.file === null ? null : shortWord(encoder.file) }
}
