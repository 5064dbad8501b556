import type { StudyBudget, StudyRow } from '../domain/index.ts'
import { hasScoreOf, nearestBudget, type StudyView } from './study-view.ts'

/** What a setting varies. `pilot` is a share of the prompt groups, `pilot rows` a number of rows; `other` is whatever else a name says. */
export type SettingKind = 'pilot' | 'pilot rows' | 'rest' | 'mixes' | 'noise' | 'encoder' | 'other'

/** A setting's name, read. */
export interface ParsedSetting {
  readonly kind: SettingKind
  /** Null where it is no number. */
  readonly amount: number | null
  readonly label: string
}

/** Returns what a setting varies, read off its name: `pilot 5 %`, `pilot 200 rows`, `rest lm`, `mixes 100`, `noise 0.2`, `encoder NAME`. */
export function parseSetting(name: string): ParsedSetting {
  const pilot = /^pilot ([\d.]+) ?(%|rows)$/.exec(name)
  if (pilot !== null) {
    const amount = Number(pilot[1])
    return pilot[2] === 'rows'
      ? { kind: 'pilot rows', amount, label: `${pilot[1]} rows` }
      : { kind: 'pilot', amount: amount / 100, label: `${pilot[1]} %` }
  }
  const [, kind, label = ''] = /^(rest|mixes|noise|encoder) (.+)$/s.exec(name) ?? []
  if (kind === undefined) return { kind: 'other', amount: null, label: name }
  const amount = kind === 'mixes' || kind === 'noise' ? Number(label) : null
  if (Number.isNaN(amount)) return { kind: 'other', amount: null, label: name }
  return { kind: kind as SettingKind, amount, label }
}

/** A setting's rows at one budget. */
export interface SettingRows extends ParsedSetting {
  readonly name: string
  readonly rows: readonly StudyRow[]
}

/** The settings that vary one thing, the main one among them, on one set at one budget. */
export interface SettingFamily {
  readonly kind: SettingKind
  readonly set: string
  readonly budget: StudyBudget
  readonly settings: readonly SettingRows[]
}

/** Returns the settings that vary one thing, on the main set or the first that has them, at the main budget or the nearest; null where there are none. */
export function settingFamily(view: StudyView, kind: SettingKind): SettingFamily | null {
  const { result, setting } = view
  const { main } = result
  const scored = result.rows.filter((row) => hasScoreOf(row, main))
  const varied = scored.filter(
    (row) => row.setting !== setting && parseSetting(row.setting).kind === kind,
  )
  const set = varied.find((row) => row.set === main.set)?.set ?? varied[0]?.set
  if (set === undefined) return null
  const own = varied.filter((row) => row.set === set)
  const budget = nearestBudget(own, main.budget)!
  const at = (name: string): StudyRow[] =>
    scored.filter((row) => row.setting === name && row.set === set && row.budget === budget)
  const base = at(setting)
  const names = [...new Set(own.map((row) => row.setting))]
  return {
    kind,
    set,
    budget,
    settings: [
      ...(base.length === 0 ? [] : [{ ...mainSetting(kind, base), name: setting, rows: base }]),
      ...names.map((name) => ({ ...parseSetting(name), name, rows: at(name) })),
    ].sort((a, b) => (a.amount === null || b.amount === null ? 0 : a.amount - b.amount)),
  }
}

/** Where the main setting stands among those that vary one thing, as far as its rows tell. */
function mainSetting(kind: SettingKind, rows: readonly StudyRow[]): ParsedSetting {
  const first = <T>(read: (row: StudyRow) => T | null): T | null =>
    rows.map(read).find((value) => value !== null) ?? null
  const pilot = first((row) => row.pilot)
  switch (kind) {
    case 'pilot':
      return { kind, amount: pilot !== null && pilot <= 1 ? pilot : null, label: 'main' }
    case 'pilot rows':
      return { kind, amount: pilot !== null && pilot > 1 ? pilot : null, label: 'main' }
    case 'mixes':
      return { kind, amount: first((row) => row.trainedMixes), label: 'main' }
    case 'noise':
      return { kind, amount: first((row) => row.noise), label: 'main' }
    case 'encoder':
      return { kind, amount: null, label: `${first((row) => row.encoder) ?? 'unknown'} (main)` }
    default:
      return { kind, amount: null, label: 'main' }
  }
}
