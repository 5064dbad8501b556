import { describe, expect, it } from 'vitest'
import { measurePairs, readSignals } from '../../src/features/index.ts'
import { createRandom, isHyperError } from '../../src/kit/index.ts'
import {
  describeSignals,
  loadSignals,
  toPairEvidence,
  writeSignals,
} from '../../src/pipeline/pair-signals.ts'
import type { RunStore } from '../../src/pipeline/store.ts'
import { madeFacts, madeInstance, madeVote } from '../features/made-facts.ts'
import { describePairs, drawPairs, groupPairs } from '../features/made-pairs.ts'

/** A store in memory, of which only reading and writing are used. */
function createStore(): RunStore & { readonly files: Map<string, Uint8Array> } {
  const files = new Map<string, Uint8Array>()
  const unused = (): never => {
    throw new Error('not used')
  }
  return {
    files,
    readText: async (name) => (files.has(name) ? new TextDecoder().decode(files.get(name)) : null),
    readBytes: async (name) => files.get(name) ?? null,
    write: async (name, content) => {
      files.set(name, typeof content === 'string' ? new TextEncoder().encode(content) : content)
    },
    append: unused,
    remove: unused,
    list: unused,
    fingerprint: unused,
  }
}

const rejects = async (work: Promise<unknown>, code: string): Promise<void> => {
  const error = await work.then(
    () => null,
    (cause: unknown) => cause,
  )
  expect(isHyperError(error, code)).toBe(true)
}

describe('signals of a run', () => {
  const pairs = drawPairs(15, createRandom('signals'))
  const signals = describePairs(pairs)

  it('are read as they were written, unknown ones too', async () => {
    const store = createStore()
    await writeSignals(store, signals)
    expect(await loadSignals(store)).toEqual(signals)
    const columns =
      Object.keys(signals.leads.columns).length + Object.keys(signals.traits.columns).length
    expect(store.files.get('signals.bin')!.length).toBe(8 * 15 * columns)
  })

  it('are little endian doubles, one column after the other, leads first', async () => {
    const store = createStore()
    await writeSignals(store, signals)
    const bytes = store.files.get('signals.bin')!
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    const columns = [
      ...Object.values(signals.leads.columns),
      ...Object.values(signals.traits.columns),
    ]
    columns.forEach((column, index) => {
      column.forEach((value, row) => {
        expect(view.getFloat64(8 * (15 * index + row), true)).toBe(value)
      })
    })
  })

  it('are read where the bytes do not begin at a multiple of eight', async () => {
    const store = createStore()
    await writeSignals(store, signals)
    const bytes = store.files.get('signals.bin')!
    const shifted = new Uint8Array(bytes.length + 3)
    shifted.set(bytes, 3)
    store.files.set('signals.bin', shifted.subarray(3))
    expect(await loadSignals(store)).toEqual(signals)
  })

  it('are refused where a file is missing or cut short', async () => {
    const store = createStore()
    await rejects(loadSignals(store), 'data/missing-artifact')
    await writeSignals(store, signals)
    store.files.set('signals.bin', store.files.get('signals.bin')!.subarray(8))
    await rejects(loadSignals(store), 'data/bad-artifact')
    store.files.delete('signals.bin')
    await rejects(loadSignals(store), 'data/bad-artifact')
  })

  it('become the evidence of pairs', () => {
    const evidence = toPairEvidence(signals, groupPairs(pairs))
    expect(evidence.ids).toEqual(pairs.map(({ id }) => id))
    expect([...evidence.groups]).toEqual(groupPairs(pairs))
    expect(evidence.judge).toBe(signals.leads.columns.judgeVerdict)
  })

  it('know which completion declines', () => {
    const instances = [
      madeInstance({
        completionA: "I'm sorry, but I can't help with that.",
        completionB: 'The capital is Paris.',
        lm: [madeVote('g', 'b')],
      }),
    ]
    const facts = {
      prompt: [madeFacts(instances[0]!.prompt)],
      a: [madeFacts(instances[0]!.completionA)],
      b: [madeFacts(instances[0]!.completionB)],
    }
    const measures = measurePairs({
      instances,
      facts,
      cosine: null,
      bertScore: null,
      baseline: null,
    })
    const own = describeSignals(instances, [0], readSignals({ instances, facts, measures }))
    expect([own.leads.columns.refusalLead![0], own.traits.columns.refusals![0]]).toEqual([1, 1])
  })
})
