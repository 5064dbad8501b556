import type { PreferenceInstance } from '../domain/index.ts'
import { HyperError, type Json, nearestName, show } from '../kit/index.ts'
import { binColumn } from './bin-artifact.ts'
import { tercileEdges } from './bins.ts'
import { binColumns, type FeatureColumn } from './feature-column.ts'

/** What a user feature says about an instance: a number is binned, a yes/no is a flag, a text or a list of texts are tags, null is unknown. */
export type UserValue = number | boolean | string | readonly string[] | null

/** A feature of the user's own: a column (`meta.NAME`, or a field of the row that nobody else reads) or a function over an instance. */
export type UserFeature =
  | { readonly id: string; readonly column: string }
  | { readonly id: string; readonly read: (instance: PreferenceInstance) => UserValue }

/** How the values of a user feature become columns; fitted once, plain JSON. */
export type UserFeatureArtifact =
  | { readonly id: string; readonly kind: 'bins'; readonly edges: readonly number[] }
  | { readonly id: string; readonly kind: 'flag' }
  | { readonly id: string; readonly kind: 'tags'; readonly values: readonly string[] }
  | { readonly id: string; readonly kind: 'unknown' }

/** Distinct texts that one feature may have; more means that it is an id or a free text, not a feature. */
const MOST_VALUES = 100

/**
 * Returns the values of a user feature for each instance.
 *
 * @throws HyperError `config/unknown-column` when no instance has the column
 */
export function readUserFeature(
  instances: readonly PreferenceInstance[],
  feature: UserFeature,
): UserValue[] {
  if ('read' in feature) return instances.map(feature.read)
  const name = feature.column.replace(/^meta\./, '')
  if (
    instances.length > 0 &&
    !instances.some((instance) => columnOf(instance, name) !== undefined)
  ) {
    const known = new Set(instances.flatMap(({ meta }) => Object.keys(meta)))
    const near = nearestName(name, known)
    throw new HyperError(
      'config/unknown-column',
      `feature ${show(feature.id)}: got column ${show(feature.column)}, expected one that the data has (${[...known].sort().join(', ')})`,
      near === undefined ? {} : { hint: `did you mean "meta.${near}"?` },
    )
  }
  return instances.map((instance) => toValue(columnOf(instance, name)))
}

function columnOf(instance: PreferenceInstance, name: string): Json | undefined {
  return instance.meta[name] ?? instance.extra?.[name]
}

function toValue(value: Json | undefined): UserValue {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null
  if (typeof value === 'boolean' || typeof value === 'string') return value
  const isList = Array.isArray(value) && value.every((item) => typeof item === 'string')
  return isList ? (value as readonly string[]) : null
}

/**
 * Returns how the values become columns: numbers by terciles, yes/no as a flag, texts as one tag a distinct value.
 *
 * @throws HyperError `config/bad-feature` for mixed kinds of values or more than 100 distinct texts
 */
export function fitUserFeature(id: string, values: readonly UserValue[]): UserFeatureArtifact {
  const kinds = new Set(values.filter((value) => value !== null).map(kindOf))
  if (kinds.size > 1) {
    throw new HyperError(
      'config/bad-feature',
      `feature ${show(id)}: got values of kinds ${[...kinds].sort().join(' and ')}, expected one kind`,
    )
  }
  if (kinds.has('boolean')) return { id, kind: 'flag' }
  if (kinds.has('number')) {
    const numbers = values.map((value) => (typeof value === 'number' ? value : Number.NaN))
    return { id, kind: 'bins', edges: tercileEdges(numbers)! }
  }
  if (!kinds.has('text')) return { id, kind: 'unknown' }
  const texts = [...new Set(values.flatMap((value) => textsOf(value) ?? []))].sort()
  if (texts.length > MOST_VALUES) {
    throw new HyperError(
      'config/bad-feature',
      `feature ${show(id)}: got ${texts.length} distinct texts, expected at most ${MOST_VALUES}`,
      { hint: 'map the texts to a few classes with a function over the instance' },
    )
  }
  return { id, kind: 'tags', values: texts }
}

/** Returns the columns of a user feature; values of another kind than fitted are unknown. */
export function userColumns(
  artifact: UserFeatureArtifact,
  values: readonly UserValue[],
): FeatureColumn[] {
  const { id } = artifact
  if (artifact.kind === 'unknown') return []
  if (artifact.kind === 'bins') {
    const numbers = values.map((value) => (typeof value === 'number' ? value : Number.NaN))
    const { edges } = artifact
    return binColumns(id, id, { bins: binColumn(numbers, edges), edges })
  }
  if (artifact.kind === 'flag') {
    const cells = Int8Array.from(values, (value) =>
      typeof value === 'boolean' ? Number(value) : -1,
    )
    return [{ spec: { id, kind: 'flag', group: id, exclusive: false, label: id }, cells }]
  }
  const texts = values.map(textsOf)
  const exclusive = values.every((value) => !Array.isArray(value))
  return artifact.values.map((text) => ({
    spec: { id: `${id}:${text}`, kind: 'tag', group: id, exclusive, label: `${id} ${text}` },
    cells: Int8Array.from(texts, (own) => (own === null ? -1 : own.includes(text) ? 1 : 0)),
  }))
}

function kindOf(value: UserValue): 'number' | 'boolean' | 'text' {
  if (typeof value === 'number') return 'number'
  return typeof value === 'boolean' ? 'boolean' : 'text'
}

function textsOf(value: UserValue): readonly string[] | null {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' ? value : null
}
