/**
 * Returns an entity as it is compared: compatibility-normalised, case-folded, without leading article, possessive and
 * punctuation; letters, digits, marks, currency signs and % of every script stay. Empty when nothing of that is left.
 */
export function normalizeEntity(entity: string): string {
  return foldCase(entity.normalize('NFKC'))
    .replace(/(?<=\p{N}),(?=\p{N}{3})/gu, '')
    .replace(/['’]s(?![\p{L}\p{N}])/gu, '')
    .replace(/[^\p{L}\p{N}\p{M}\p{Sc}%.]+|(?<!\p{N})\.|\.(?!\p{N})/gu, ' ')
    .trim()
    .replace(/ +/g, ' ')
    .replace(/^(?:the|a|an) (?=.)/, '')
}

/** Upper-case first, so that "ß" meets "SS"; the two small sigmas are one letter. */
function foldCase(text: string): string {
  return text.toUpperCase().toLowerCase().replaceAll('ς', 'σ').normalize('NFKC')
}

/** Returns the distinct normalised entities of a text. */
export function entitySet(entities: readonly string[]): Set<string> {
  const set = new Set<string>()
  for (const entity of entities) {
    const normal = normalizeEntity(entity)
    if (normal !== '') set.add(normal)
  }
  return set
}

/**
 * Returns the Jaccard index of two sets of entities: shared over distinct, 0 to 1, symmetric. Null, unknown, when neither text
 * names an entity: nothing was compared (the published scripts say 1).
 */
export function entityOverlap(a: ReadonlySet<string>, b: ReadonlySet<string>): number | null {
  const shared = countShared(a, b)
  const distinct = a.size + b.size - shared
  return distinct === 0 ? null : shared / distinct
}

/**
 * Returns the overlap as the published scripts compute it: the second set stands on both sides of the union, so that the value is not
 * symmetric, and 1 when B names no entity. Only for comparison with published numbers; lemmas are not taken.
 */
export function publishedEntityOverlap(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const shared = countShared(a, b)
  const union = 2 * b.size - shared
  return union === 0 ? 1 : shared / union
}

function countShared(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let shared = 0
  for (const entity of a) if (b.has(entity)) shared++
  return shared
}
