import { HyperError, nearestName, show } from '../kit/index.ts'
import { type Fields, isFields } from './field-reader.ts'
import type { Preset } from './preset.ts'
import { PRESETS } from './presets/index.ts'

/** Returns the shape of a row, or null where it is none of ours and needs a column map. */
export function detectPreset(row: unknown): Preset | null {
  if (!isFields(row)) return null
  return PRESETS.find((preset) => preset.fits(row)) ?? null
}

/**
 * Returns the preset of a name.
 *
 * @throws HyperError `config/unknown-preset`
 */
export function findPreset(name: string): Preset {
  const found = PRESETS.find((preset) => preset.id === name)
  if (found !== undefined) return found
  const names = PRESETS.map((preset) => preset.id)
  const near = nearestName(name, names)
  throw new HyperError(
    'config/unknown-preset',
    `preset: got ${show(name)}, expected one of ${names.join(', ')}`,
    {
      hint:
        near === undefined ? 'give a column map for any other shape' : `did you mean "${near}"?`,
    },
  )
}

/** Says which fields a row of unknown shape has, for messages. */
export function describeFields(row: Fields): string {
  const names = Object.keys(row)
  const listed = names.slice(0, 8).map((name) => show(name).slice(0, 40))
  return `fields ${listed.join(', ') || 'none'}${names.length > 8 ? ', ...' : ''}`
}
