import type { SignalColumns } from '../../src/domain/index.ts'
import { drawNormal, type Random } from '../../src/kit/index.ts'
import type { HumanPositions, PairEvidence } from '../../src/pilot/index.ts'

/** A made-up pilot with its truth. */
export interface MadePilot {
  readonly evidence: PairEvidence
  readonly people: readonly HumanPositions[]
  /** P(one person's label differs from the judge's) of every row. */
  readonly differs: Float64Array
  /** Expected gain of one person's label over the judge's, with the other person as truth. */
  readonly gain: Float64Array
}

/** How a pilot is made. */
export interface MadePilotOptions {
  readonly groups?: number
  readonly perGroup?: number
  /** How far the traits decide who is right, 0 to 1; 0 and no ties: nothing seen says where judge and people differ. */
  readonly signal?: number
  /** How far the prompt decides whether the judge is right, beyond what is seen; in logits. */
  readonly groupEffect?: number
  /** People per row; default 2. */
  readonly people?: number
  /** Share of the judge's labels that are ties; default 0.1. */
  readonly ties?: number
}

/**
 * Returns rows in prompt groups. `ease` is a trait on which the judge is right, `doubt` one on which people are; `hint` is a lead that shows the better side through
 * noise; `prompt` is the same for all rows of a group and tells it from others; idle columns say nothing, `gaps` is often unknown. People are right, wrong or undecided independently of each other, given the row.
 */
export function makePilot(options: MadePilotOptions, random: Random): MadePilot {
  const { groups = 60, perGroup = 4, signal = 1, groupEffect = 0, ties = 0.1 } = options
  const rows = groups * perGroup
  const blank = (): Float64Array => new Float64Array(rows)
  const leads = { judgeVerdict: blank(), hint: blank(), idleLead: blank() }
  const traits = {
    ease: blank(),
    doubt: blank(),
    idleTrait: blank(),
    gaps: blank(),
    prompt: blank(),
  }
  const truth = { differs: blank(), gain: blank() }
  const people: number[][] = []
  for (let group = 0; group < groups; group++) {
    const habit = groupEffect * drawNormal(random)
    const prompt = drawNormal(random)
    for (let row = group * perGroup; row < (group + 1) * perGroup; row++) {
      const better = random.next() < 0.5 ? 1 : -1
      const ease = drawNormal(random)
      const doubt = drawNormal(random)
      const judgeIsRight = chanceOf(1 + signal * 2 * ease + habit)
      const personIsRight = chanceOf(1.5 - signal * 1.5 * doubt)
      const judge = random.next() < ties ? 0 : random.next() < judgeIsRight ? better : -better
      people.push(
        Array.from({ length: options.people ?? 2 }, () => {
          if (random.next() < 0.1) return 0
          return random.next() < personIsRight ? better : -better
        }),
      )
      traits.ease[row] = ease
      traits.doubt[row] = doubt
      traits.prompt[row] = prompt
      traits.idleTrait[row] = drawNormal(random)
      traits.gaps[row] = random.next() < 0.3 ? Number.NaN : drawNormal(random)
      leads.judgeVerdict[row] = judge
      leads.hint[row] = signal * better + drawNormal(random)
      leads.idleLead[row] = drawNormal(random)
      const { differs, gain } = truthOf(judge, better, personIsRight)
      truth.differs[row] = differs
      truth.gain[row] = gain
    }
  }
  const ids = Array.from({ length: rows }, (_, row) => `row-${row}`)
  return {
    evidence: {
      ids,
      groups: Uint32Array.from({ length: rows }, (_, row) => Math.floor(row / perGroup)),
      judge: leads.judgeVerdict,
      leads: { ids, columns: leads },
      traits: { ids, columns: traits },
    },
    people,
    ...truth,
  }
}

const chanceOf = (z: number): number => 1 / (1 + Math.exp(-z))

function truthOf(
  judge: number,
  better: number,
  personIsRight: number,
): { readonly differs: number; readonly gain: number } {
  const chances = [
    { position: better, chance: 0.9 * personIsRight },
    { position: -better, chance: 0.9 * (1 - personIsRight) },
    { position: 0, chance: 0.1 },
  ]
  let gain = 0
  let differs = 0
  for (const own of chances) {
    if (own.position !== judge) differs += own.chance
    for (const other of chances) {
      const distance = Math.abs(judge - other.position) - Math.abs(own.position - other.position)
      gain += (own.chance * other.chance * distance) / 2
    }
  }
  return { differs, gain }
}

/** Returns the evidence with A and B of every row exchanged. */
export function exchangeSides(evidence: PairEvidence): PairEvidence {
  const turn = ({ ids, columns }: SignalColumns): SignalColumns => ({
    ids,
    columns: Object.fromEntries(
      Object.entries(columns).map(([name, values]) => [name, values.map((value) => -value)]),
    ),
  })
  return {
    ...evidence,
    judge: evidence.judge.map((value) => -value),
    leads: turn(evidence.leads),
  }
}
