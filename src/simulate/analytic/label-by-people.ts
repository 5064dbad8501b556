import { drawIndex, type Random } from '../../kit/index.ts'
import { type PeopleModel, peopleOfVote, personLapse } from './annotator-model.ts'
import { lapseChances, type RowFacts } from './row-facts.ts'
import {
  applyMajority,
  applyPerson,
  type Chances,
  expectedUtilityOf,
  listOutcomes,
  setOpinion,
} from './verdict-chances.ts'

/** What an annotator said, and how that was drawn. */
export interface Labelled {
  /** One column a vote, n long: 1 A, 0 tie, -1 B. */
  readonly votes: readonly Int8Array[]
  /** Expected utility of its combined label on every instance; n long. */
  readonly expectedUtility: Float64Array
  /** Sets the exact chances of one vote on an instance, over the pool. */
  readonly setVoteChances: (chances: Chances, row: number) => void
}

/** Returns the votes of a pool of people. */
export function labelByPeople(model: PeopleModel, facts: RowFacts, random: Random): Labelled {
  const { verdicts, logLengthRatio } = facts
  const { hesitation } = model
  const lapses = lapseChances(model, facts, random.fork('tags'))
  const people = peopleOfVote(model)
  const carelessness = people.reduce((sum, person) => sum + person.carelessness, 0) / people.length
  const setChances = (chances: Chances, row: number, lapse: number, careless: number): void => {
    const truth = verdicts[row]!
    const habit = (1 + model.length * Math.sign(logLengthRatio[row]!)) / 2
    setOpinion(chances, { truth, lapse, habit })
    applyPerson(chances, { truth, hesitation, carelessness: careless })
  }
  const setVoteChances = (chances: Chances, row: number): void =>
    setChances(chances, row, lapses[row]!, carelessness)
  const held: Chances = { a: 0, tie: 0 }
  const votes = Array.from({ length: model.votes }, (_, vote) => {
    const stream = random.fork('vote', vote)
    return verdicts.map((_verdict, row) => {
      const { rank, carelessness: own } = people[drawIndex(people.length, stream)]!
      setChances(held, row, personLapse(lapses[row]!, rank, model.peopleSpread), own)
      return pickVerdict(held, stream)
    })
  })
  const outcomes = listOutcomes(model.votes)
  const expectedUtility = lapses.map((_, row) => {
    setVoteChances(held, row)
    if (model.votes > 1) applyMajority(held, outcomes)
    return expectedUtilityOf(held, verdicts[row]!)
  })
  return { votes, expectedUtility, setVoteChances }
}

/** Returns a verdict drawn by its chances. */
export function pickVerdict({ a, tie }: Chances, random: Random): number {
  const at = random.next()
  return at < a ? 1 : at < a + tie ? 0 : -1
}
