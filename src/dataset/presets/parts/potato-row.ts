import { type Fields, isFields, isMissing, ownField } from '../../field-reader.ts'

/** What an annotator said to each scheme of a Potato task: the labels with their values. */
export type PotatoLabels = ReadonlyMap<string, Fields>

/** A row of any of the files that Potato writes. */
export interface PotatoRow {
  readonly id: unknown
  readonly user: unknown
  readonly labels: PotatoLabels
  /** Whatever else the row holds: the columns of the item, where they were joined to it, and the parts of the text shown. */
  readonly item: Fields
}

/** Tells which form a row has: one file a user, the export of version 2, or a table with a column for each label; null for none. */
export function potatoForm(row: Fields): 'user' | 'export' | 'table' | null {
  const has = (name: string): boolean => Object.hasOwn(row, name)
  if (isFields(ownField(row, 'label_annotations')) && has('id')) return 'user'
  if (!has('instance_id')) return null
  if (has('user_id') && isFields(ownField(row, 'labels'))) return 'export'
  if (has('user') && has('displayed_text')) return 'table'
  return has('user_id') && tableLabels(row).size > 0 ? 'table' : null
}

/** Returns the parts of a row of one of the three forms. */
export function openPotatoRow(row: Fields, form: 'user' | 'export' | 'table'): PotatoRow {
  const user = ownField(row, 'user_id') ?? ownField(row, 'user')
  const shown = ownField(row, 'displayed_text')
  const parts = typeof shown === 'string' ? splitShownText(shown) : {}
  const known = form === 'table' ? new Set(labelColumns(row)) : new Set<string>()
  const rest = Object.entries(row).filter(([name]) => !known.has(name) && !NOT_ITEM.has(name))
  return {
    id: ownField(row, form === 'user' ? 'id' : 'instance_id'),
    user,
    labels:
      form === 'table'
        ? tableLabels(row)
        : objectLabels(ownField(row, form === 'user' ? 'label_annotations' : 'labels')),
    item: { ...Object.fromEntries(rest), ...parts },
  }
}

const NOT_ITEM: ReadonlySet<string> = new Set([
  'id',
  'instance_id',
  'user',
  'user_id',
  'displayed_text',
  'label_annotations',
  'span_annotations',
  'behavioral_data',
  'labels',
  'spans',
  'links',
  'annotator_origin',
  'annotator_origin_detail',
])

function objectLabels(value: unknown): PotatoLabels {
  const schemes = isFields(value) ? Object.entries(value) : []
  return new Map(
    schemes.map(([scheme, labels]) => [scheme, isFields(labels) ? labels : { '': labels }]),
  )
}

/** Columns `SCHEME:::LABEL` (version 1) or `SCHEME.LABEL` (version 2); a scheme of one answer may be a column of its own. */
const COLUMN = /^(.+?)(?::::|\.)(.*)$/s

function labelColumns(row: Fields): string[] {
  return Object.keys(row).filter(
    (name) => COLUMN.test(name) || name === 'preference' || name === 'pairwise',
  )
}

function tableLabels(row: Fields): PotatoLabels {
  const labels = new Map<string, Fields>()
  for (const name of labelColumns(row)) {
    const value = row[name]
    const [, scheme = name, label = ''] = COLUMN.exec(name) ?? []
    if (label.startsWith('_')) continue
    const known = labels.get(scheme) ?? {}
    const isEmpty = isMissing(value) || value === ''
    const unpacked = label === '' ? unpack(value) : value
    const said = isFields(unpacked) ? Object.entries(unpacked) : [[label, unpacked] as const]
    labels.set(scheme, isEmpty ? known : Object.fromEntries([...Object.entries(known), ...said]))
  }
  return labels
}

function unpack(value: unknown): unknown {
  if (typeof value !== 'string' || !value.startsWith('{')) return value
  try {
    return JSON.parse(value) as unknown
  } catch {
    return value
  }
}

const BLOCK = /<div name="instance_text"[^>]*> <legend> /

/** Returns the titled parts of a text that Potato put together of named ones (`list_as_text`), empty where it did not. */
export function splitShownText(text: string): Readonly<Record<string, string>> {
  const [, ...blocks] = text.split(BLOCK)
  const parts = blocks.map((block) => /^(.*?) <\/legend> (.*?)(?: <br\/>)? <\/div>/s.exec(block))
  return parts.every((part) => part !== null)
    ? Object.fromEntries(parts.map((part) => [part![1]!, part![2]!]))
    : {}
}
