import type { Random } from '../../kit/index.ts'
import type { JudgeModel } from './annotator-model.ts'
import { type Labelled, pickVerdict } from './label-by-people.ts'
import { lapseChances, type RowFacts } from './row-facts.ts'
import { applyBothOrders, type Chances, expectedUtilityOf, setOpinion } from './verdict-chances.ts'

/** What a judge said, with what its behaviour shows. */
export interface Judged extends Labelled {
  /** Half the distance of its answers in the two orders: 0, 0.5 or 1; n long. */
  readonly orderFlip: Float64Array
  /** Chance of a lapse on every instance; n long. */
  readonly lapses: Float64Array
  /** Draws the opinions of another judge that errs in the same places; n long. */
  readonly drawOpinions: (random: Random) => Int8Array
}

/** Returns the labels of a judge that is asked in both orders. */
export function labelByJudge(model: JudgeModel, facts: RowFacts, random: Random): Judged {
  const { verdicts, difficulty } = facts
  const lapses = lapseChances(model, facts, random.fork('tags'))
  const habits = drawHabits(model, facts, random.fork('family'))
  const setChances = (chances: Chances, row: number): void =>
    setOpinion(chances, { truth: verdicts[row]!, lapse: lapses[row]!, habit: habits[row]! })
  const flipOf = (row: number): number => model.position * (difficulty[row]! > 0 ? 1.5 : 0.5)
  const setVoteChances = (chances: Chances, row: number): void => {
    setChances(chances, row)
    applyBothOrders(chances, flipOf(row))
  }
  const held: Chances = { a: 0, tie: 0 }
  const drawOpinions = (stream: Random): Int8Array =>
    verdicts.map((_, row) => {
      setChances(held, row)
      return pickVerdict(held, stream)
    })
  const opinions = drawOpinions(random.fork('opinion'))
  const { labels, orderFlip } = askBothOrders(opinions, flipOf, random.fork('order'))
  const expectedUtility = lapses.map((_, row) => {
    setVoteChances(held, row)
    return expectedUtilityOf(held, verdicts[row]!)
  })
  return { votes: [labels], expectedUtility, setVoteChances, orderFlip, lapses, drawOpinions }
}

/** Chance of A when it lapses, per instance: the longer answer, the answer of its own family, or a coin. */
function drawHabits(model: JudgeModel, facts: RowFacts, random: Random): Float64Array {
  const { length, ownFamily, familyShare } = model
  return facts.logLengthRatio.map((ratio) => {
    const at = random.next()
    const family = at < familyShare / 2 ? 1 : at < familyShare ? -1 : 0
    return (1 + length * Math.sign(ratio) + ownFamily * family) / 2
  })
}

function askBothOrders(
  opinions: Int8Array,
  flipOf: (row: number) => number,
  random: Random,
): { readonly labels: Int8Array; readonly orderFlip: Float64Array } {
  const orderFlip = new Float64Array(opinions.length)
  const labels = opinions.map((opinion, row) => {
    const flip = flipOf(row)
    const ab = random.next() < flip ? 1 : opinion
    const ba = random.next() < flip ? -1 : opinion
    orderFlip[row] = Math.abs(ab - ba) / 2
    return Math.sign(ab + ba)
  })
  return { labels, orderFlip }
}
