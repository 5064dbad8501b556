import { HyperError, nearestName, show } from '../kit/index.ts'

/** The named worlds: how good the two sources are, where they err, and what that does to the score. */
export const WORLD_PRESETS = [
  'paper',
  'no-signal',
  'judge-better',
  'human-better',
  'noisy-human',
  'drift',
] as const

/** Name of a world. */
export type WorldPreset = (typeof WORLD_PRESETS)[number]

/** Names that a world of texts can have: its tag effects are those of its rules, and these do not turn. */
export type TextPreset = Exclude<WorldPreset, 'drift'>

/** Kinds of worlds: generated pairs with real features, or features with an exact response surface. */
export const WORLD_KINDS = ['text', 'analytic'] as const

/** Kind of a world. */
export type WorldKind = (typeof WORLD_KINDS)[number]

/** Returns the presets of a kind of world. */
export function presetsOf(kind: WorldKind): readonly WorldPreset[] {
  return kind === 'text' ? WORLD_PRESETS.filter((name) => name !== 'drift') : WORLD_PRESETS
}

/**
 * Returns the preset of a name.
 *
 * @throws HyperError `usage/unknown-world` for a name that no world has; `usage/no-such-text-world` for one that texts cannot have
 */
export function parseWorldPreset<K extends WorldKind>(
  name: string,
  kind: K,
): K extends 'text' ? TextPreset : WorldPreset {
  const known = presetsOf(kind)
  if (known.some((preset) => preset === name))
    return name as K extends 'text' ? TextPreset : WorldPreset
  if (WORLD_PRESETS.some((preset) => preset === name)) {
    throw new HyperError(
      'usage/no-such-text-world',
      `world ${show(name)}: got kind "text", expected "analytic", as the rules by which texts are made do not turn`,
    )
  }
  throw unknownName({ code: 'unknown-world', what: 'world', name, known })
}

/**
 * Returns the kind of world of a name.
 *
 * @throws HyperError `usage/unknown-world-kind`
 */
export function parseWorldKind(name: string): WorldKind {
  const kind = WORLD_KINDS.find((known) => known === name)
  if (kind !== undefined) return kind
  throw unknownName({
    code: 'unknown-world-kind',
    what: 'kind of world',
    name,
    known: WORLD_KINDS,
  })
}

function unknownName({
  code,
  what,
  name,
  known,
}: {
  readonly code: string
  readonly what: string
  readonly name: string
  readonly known: readonly string[]
}): HyperError {
  const nearest = nearestName(name, known)
  return new HyperError(
    `usage/${code}`,
    `${what}: got ${show(name)}, expected one of ${known.join(', ')}`,
    nearest === undefined ? {} : { hint: `did you mean "${nearest}"?` },
  )
}
