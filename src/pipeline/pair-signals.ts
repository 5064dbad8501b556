import type { PreferenceInstance, SignalColumns } from '../domain/index.ts'
import { type PairSignals, readPairSignals, type SignalTable } from '../features/index.ts'
import type { PairEvidence } from '../pilot/index.ts'
import { describeSurface, SURFACE_NAMES } from '../reward/index.ts'
import { readColumns, writeColumns } from './column-file.ts'
import { readJsonArtifact, writeJsonArtifact } from './json-lines.ts'
import type { RunStore } from './store.ts'

/** `signals.json`: names of the signals whose columns lie in `signals.bin` as doubles, little endian, leads first, one column after the other. */
export interface SignalsArtifact {
  readonly format: 'hyper/signals@1'
  readonly leads: readonly string[]
  readonly traits: readonly string[]
  readonly ids: readonly string[]
}

const REFUSAL = SURFACE_NAMES.indexOf('refusal')

/** Returns leads and traits of instances, given the signals that need a tokenizer. */
export function describeSignals(
  instances: readonly PreferenceInstance[],
  groups: ArrayLike<number>,
  signals: SignalTable,
): PairSignals {
  const known = new Map<string, number>()
  const declines = (text: string): number => {
    const found = known.get(text)
    if (found !== undefined) return found
    const value = describeSurface('', text)[REFUSAL]!
    known.set(text, value)
    return value
  }
  return readPairSignals({
    instances,
    groups,
    signals,
    refuses: {
      a: instances.map(({ completionA }) => declines(completionA)),
      b: instances.map(({ completionB }) => declines(completionB)),
    },
  })
}

/** Writes the signals of all instances. */
export async function writeSignals(store: RunStore, { leads, traits }: PairSignals): Promise<void> {
  const columns = [...Object.values(leads.columns), ...Object.values(traits.columns)]
  const artifact: Omit<SignalsArtifact, 'format'> = {
    leads: Object.keys(leads.columns),
    traits: Object.keys(traits.columns),
    ids: leads.ids,
  }
  await writeColumns(store, 'signals.bin', columns, leads.ids.length)
  await store.write('signals.json', writeJsonArtifact('signals', artifact))
}

/**
 * Returns the signals of all instances of a run.
 *
 * @throws HyperError `data/missing-artifact`, `data/bad-artifact`
 */
export async function loadSignals(store: RunStore): Promise<PairSignals> {
  const { leads, traits, ids } = await readJsonArtifact<SignalsArtifact>(
    store,
    'signals.json',
    'signals',
  )
  const size = { count: leads.length + traits.length, rows: ids.length }
  const columns = await readColumns(store, 'signals.bin', size)
  const pick = (names: readonly string[], first: number): SignalColumns => ({
    ids,
    columns: Object.fromEntries(names.map((name, index) => [name, columns[first + index]!])),
  })
  return { leads: pick(leads, 0), traits: pick(traits, leads.length) }
}

/** Returns what instance-level predictors read of pairs. */
export function toPairEvidence(
  { leads, traits }: PairSignals,
  groups: ArrayLike<number>,
): PairEvidence {
  return {
    ids: leads.ids,
    groups: Uint32Array.from({ length: leads.ids.length }, (_, row) => groups[row]!),
    judge: leads.columns.judgeVerdict!,
    leads,
    traits,
  }
}
