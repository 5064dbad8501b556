import type { PreferenceInstance, SignalColumns } from '../domain/index.ts'
import { type PairSignals, readPairSignals, type SignalTable } from '../features/index.ts'
import { HyperError } from '../kit/index.ts'
import type { PairEvidence } from '../pilot/index.ts'
import { describeSurface, SURFACE_NAMES } from '../reward/index.ts'
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
  const rows = leads.ids.length
  const values = new Float64Array(columns.length * rows)
  columns.forEach((column, index) => {
    values.set(column, index * rows)
  })
  const artifact: Omit<SignalsArtifact, 'format'> = {
    leads: Object.keys(leads.columns),
    traits: Object.keys(traits.columns),
    ids: leads.ids,
  }
  await store.write('signals.bin', new Uint8Array(values.buffer))
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
  const bytes = (await store.readBytes('signals.bin'))?.slice()
  const wanted = 8 * ids.length * (leads.length + traits.length)
  if (bytes?.byteLength !== wanted) {
    throw new HyperError(
      'data/bad-artifact',
      `signals.bin: got ${bytes?.byteLength ?? 0} bytes, expected ${wanted}`,
      { hint: 'run "hyper run" again: the stage is done anew' },
    )
  }
  const values = new Float64Array(bytes.buffer, 0, wanted / 8)
  const pick = (names: readonly string[], first: number): SignalColumns => ({
    ids,
    columns: Object.fromEntries(
      names.map((name, index) => {
        const from = (first + index) * ids.length
        return [name, values.slice(from, from + ids.length)]
      }),
    ),
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
