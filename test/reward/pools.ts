import type { LabelledPool, SourceLabel, TiePolicy, Verdict } from '../../src/domain/index.ts'

/** Returns a pool from the verdicts of both sources, `a`, `b` or `t` for a tie, one group per row. */
export function makePool(human: string, lm: string, tiePolicy: TiePolicy = 'half'): LabelledPool {
  const rows = human.length
  return {
    ids: Array.from({ length: rows }, (_, row) => `row-${row}`),
    instances: Uint32Array.from({ length: rows }, (_, row) => row),
    groups: Uint32Array.from({ length: rows }, (_, row) => row),
    groupCount: rows,
    human: Array.from(human, labelOf),
    lm: Array.from(lm, labelOf),
    differs: Uint8Array.from({ length: rows }, (_, row) => (human[row] === lm[row] ? 0 : 1)),
    tiePolicy,
    leftOut: {},
  }
}

function labelOf(letter: string): SourceLabel {
  const verdict: Verdict = letter === 't' ? 'tie' : letter.toLowerCase() === 'a' ? 'a' : 'b'
  const strength = letter === letter.toUpperCase() ? 'clear' : 'slight'
  return {
    verdict,
    pA: verdict === 'tie' ? 0.5 : verdict === 'a' ? 0.75 : 0.2,
    votes: 4,
    ...(letter !== 't' && { strength }),
  }
}
