import { createRandom, type Random } from '../../src/kit/index.ts'
import type { HumanPositions, PairEvidence } from '../../src/pilot/index.ts'

/** Rows whose people follow a lead and a judge that errs where a trait is high. */
export interface MadeRows {
  readonly evidence: PairEvidence
  readonly people: readonly HumanPositions[]
  /** 1 where the judge contradicts what people lean to. */
  readonly errs: Uint8Array
}

/** Returns made-up rows, two of every three prompts alone, two people each unless told otherwise. */
export function makeRows(
  count: number,
  { seed = 1, perRow = 2, noise = 0.15 }: { seed?: number; perRow?: number; noise?: number } = {},
): MadeRows {
  const random = createRandom('made-rows').fork(seed)
  const ids = Array.from({ length: count }, (_, row) => `row-${row}`)
  const trait = new Float64Array(count)
  const lead = new Float64Array(count)
  const judge = new Float64Array(count)
  const errs = new Uint8Array(count)
  const people = ids.map((_, row) => {
    const own = random.fork(row)
    trait[row] = own.next()
    lead[row] = 2 * own.next() - 1
    const truth = lead[row]! > 0 ? 1 : -1
    errs[row] = Number(own.next() < 0.6 * trait[row]!)
    judge[row] = errs[row] === 1 ? -truth : truth
    return Array.from({ length: perRow }, () => (own.next() < noise ? -truth : truth))
  })
  return {
    errs,
    people,
    evidence: {
      ids,
      groups: Uint32Array.from(ids, (_, row) => Math.floor((2 * row) / 3)),
      judge,
      leads: { ids, columns: { lengthLead: lead, judgeVerdict: judge.slice() } },
      traits: { ids, columns: { judgeTie: new Float64Array(count), doubt: trait } },
    },
  }
}

/** Returns values without any relation to anything. */
export function drawNoise(count: number, random: Random): Float64Array {
  return Float64Array.from({ length: count }, () => random.next() - 0.5)
}
