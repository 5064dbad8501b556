/** What data are wanted for: to earn money with what is made of them, to study, or to pass them on changed. */
export type Use = 'commercial' | 'research' | 'distribution'

/** The licence of one data set among the exported ones. */
export interface SourceLicence {
  /** Name of the data set, as instances have it. */
  readonly source: string
  /** Identifier of the hub (`cc-by-4.0`); null where it is not known. */
  readonly licence: string | null
  /** Where it was read: on the rows themselves (from the card of the hub), or in what is known of the data set here. */
  readonly knownBy: 'rows' | 'preset' | null
  readonly instances: number
}

/** Licences that allow everything asked here, with their duties (naming the authors, keeping the notice) left to the reader. */
const FREE = new Set([
  ...[
    'mit',
    'apache-2.0',
    'bsd',
    'bsd-2-clause',
    'bsd-3-clause',
    'isc',
    'unlicense',
    'wtfpl',
    'zlib',
  ],
  ...[
    'cc0-1.0',
    'cc-by-2.0',
    'cc-by-3.0',
    'cc-by-4.0',
    'pddl',
    'odc-by',
    'cdla-permissive-1.0',
    'cdla-permissive-2.0',
  ],
])

/** What a licence forbids or asks, by the beginning of its identifier; the first that fits counts. */
const RULES: readonly (readonly [RegExp, Use, string])[] = [
  [/^cc-by-nc-nd|^cc-by-nd/, 'distribution', 'forbids passing on changed copies'],
  [/^cc-by-nc|-nc(?:-|$)|non-?commercial/, 'commercial', 'forbids commercial use'],
  [
    /^cc-by(?:-nc)?-sa|^odbl|^cdla-sharing/,
    'distribution',
    'asks that changed copies carry the same licence',
  ],
  [/^a?gpl|^lgpl|^gfdl/, 'distribution', 'asks that changed copies carry the same licence'],
  [
    /^(?:llama|gemma|openrail|bigscience|creativeml)/,
    'commercial',
    'has conditions on use of its own',
  ],
]

/**
 * Returns what stands against a use of the data, a plain line each: licences that forbid it, and those that are not known or have terms of
 * their own. Meanings: the deeds at creativecommons.org, spdx.org/licenses, opendatacommons.org. It is no legal advice, and the terms of the
 * models that wrote completions are not in any licence of the data.
 */
export function checkUse(licences: readonly SourceLicence[], use: Use): string[] {
  return licences.flatMap(({ source, licence, instances }) => {
    const about = `${source} (${instances} ${instances === 1 ? 'instance' : 'instances'})`
    if (licence === null) return [`${about}: its licence is not known; check it before ${use} use`]
    const name = licence.toLowerCase()
    const broken = RULES.filter(([pattern, of]) => of === use && pattern.test(name))
    if (broken.length > 0) return [`${about}: the licence ${licence} ${broken[0]![2]}`]
    if (FREE.has(name) || RULES.some(([pattern]) => pattern.test(name))) return []
    return [`${about}: the licence ${licence} has terms of its own; read them before ${use} use`]
  })
}

/** Returns the licence that the whole may be given on a hub: the one that all data sets share, else `other`. */
export function jointLicence(licences: readonly SourceLicence[]): string {
  const names = new Set(licences.map(({ licence }) => licence))
  const [only] = names
  return names.size === 1 && only != null ? only : 'other'
}
