import { readPlainText } from './plain-text.ts'

/** `fast`: dates, amounts, numbers and runs of proper nouns. `full`: people, places and organisations of a second toolkit as well. */
export type EntityDepth = 'fast' | 'full'

/** Returns the named entities of a text as they stand in it. */
export type ReadEntities = (text: string) => string[]

/** Loads the toolkits of the depth and returns the reader. Each entity is named once a text, in order of appearance. */
export async function loadEntityReader(depth: EntityDepth): Promise<ReadEntities> {
  const readBasic = await loadBasicReader()
  const readNames = depth === 'full' ? await loadNameReader() : () => []
  return (text) => {
    const plain = readPlainText(text)
    if (plain === '') return []
    return [...new Set([...readBasic(plain), ...readNames(plain)])]
  }
}

async function loadBasicReader(): Promise<ReadEntities> {
  const [{ default: createWink }, { default: model }] = await Promise.all([
    import('wink-nlp'),
    import('wink-eng-lite-web-model'),
  ])
  const renew = renewableModel(model as unknown as WinkModel)
  return (text) => {
    // Wink keeps every new word it meets and reads later texts by it, so each text gets an instance that has met none.
    const wink = createWink(renew() as unknown as typeof model, ['sbd', 'pos', 'ner'])
    const { its } = wink
    const document = wink.readDoc(text)
    const tokens = document.tokens()
    return [
      ...document.entities().out(),
      ...properRuns(
        tokens.out(),
        tokens.out(its.pos) as string[],
        tokens.out(its.precedingSpaces) as string[],
      ),
    ]
  }
}

/** The parts of a wink model are functions that unpack it; only `core` is changed by reading. */
type WinkModel = Readonly<Record<string, unknown>> & { readonly core: () => WinkCore }

interface WinkCore {
  readonly features: Readonly<Record<string, WinkFeature>>
}

interface WinkFeature {
  readonly list: readonly string[]
  readonly hash?: Readonly<Record<string, number>>
}

// Unpacking takes 50 ms and is done once; an instance gets the unpacked core with word lists of its own laid over it (4 ms).
function renewableModel(model: WinkModel): () => WinkModel {
  const once = Object.fromEntries(
    Object.entries(model).map(([name, part]) => [
      name,
      typeof part === 'function' && name !== 'featureFn' ? remember(part as () => unknown) : part,
    ]),
  ) as WinkModel
  return () => ({ ...once, core: () => overlay(once.core()) })
}

function remember<T>(open: () => T): () => T {
  let held: { readonly value: T } | undefined
  return () => {
    held ??= { value: open() }
    return held.value
  }
}

function overlay(core: WinkCore): WinkCore {
  const features = Object.entries(core.features).map(([name, feature]) => {
    if (feature.hash === undefined) return [name, feature]
    return [name, { ...feature, list: feature.list.slice(), hash: Object.create(feature.hash) }]
  })
  return { ...core, features: Object.fromEntries(features) }
}

/** Proper nouns that follow each other on one line; "of" joins two of them. */
function properRuns(
  words: readonly string[],
  tags: readonly string[],
  gaps: readonly string[],
): string[] {
  const runs: string[] = []
  let run: string[] = []
  for (let index = 0; index <= words.length; index++) {
    const word = words[index] ?? ''
    const isName = tags[index] === 'PROPN' && /\p{L}/u.test(word)
    const joins = word === 'of' && run.length > 0 && tags[index + 1] === 'PROPN'
    const isNear = !(gaps[index] ?? '').includes('\n')
    if (!isNear || (!isName && !joins)) {
      if (run.length > 0) runs.push(run.join(' '))
      run = []
    }
    if (isName || (joins && isNear)) run.push(word)
  }
  return runs
}

async function loadNameReader(): Promise<ReadEntities> {
  const { default: compromise } = await import('compromise')
  return (text) => {
    const document = compromise(text)
    const names = [document.people(), document.places(), document.organizations()]
    return names
      .flatMap((view) => view.out('array') as string[])
      .map((name) => name.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, ''))
      .filter((name) => name !== '')
  }
}
