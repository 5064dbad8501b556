/** How often an annotator does not judge by the truth, and what it does then. */
export interface LapseModel {
  /** Chance of a lapse on an instance of average tags and difficulty, 0 to 1. A lapse on a coin is wrong half of the time. */
  readonly lapse: number
  /** What the tags do to the log-odds of a lapse: standard deviation over instances of drawn effects, or given effects by feature id (others 0). */
  readonly tags: number | Readonly<Record<string, number>>
  /** Log-odds of a lapse per standard deviation of the difficulty that an instance has for everybody. */
  readonly difficulty: number
  /** Share of the lapses that pick the longer answer, 0 to 1. */
  readonly length: number
}

/** What every annotator has. */
interface AnnotatorTerms extends LapseModel {
  /** Begins with `simulated-`. */
  readonly id: string
  /** Price of its label on one instance, all votes together; USD. */
  readonly priceUsd: number
  /** Most instances that it labels; null for no limit. */
  readonly cap: number | null
}

/** A judge; it is asked in both orders. Twice the same side counts, a side and a tie is that side, a contradiction a tie. */
export interface JudgeModel extends AnnotatorTerms {
  readonly kind: 'lm'
  /** Share of the lapses that pick the answer of its own family; with `length` at most 1. The rest is a coin. */
  readonly ownFamily: number
  /** Share of the instances with an answer of its family on exactly one side. */
  readonly familyShare: number
  /** Mean chance, per order asked, that it takes the answer shown first: half of it on easier instances, one and a half on harder ones; at most 0.6. */
  readonly position: number
}

/** A pool of people. Each vote comes from another part of the pool; the votes are combined by majority, a level vote is a tie. */
export interface PeopleModel extends AnnotatorTerms {
  readonly kind: 'human'
  /** Votes on one instance. */
  readonly votes: number
  /** People in the pool; at least one a vote. */
  readonly people: number
  /** How far people differ, 0 to 1: chances of a lapse p lie evenly between p - s p (1 - p) and p + s p (1 - p). */
  readonly peopleSpread: number
  /** Members who often answer by a coin without reading: share of the pool, and their chance of doing so. */
  readonly careless: { readonly share: number; readonly chance: number }
  /** Chance that a person calls a pair level although one answer is better. */
  readonly hesitation: number
}

/** Where labels can be bought, and how good they are. */
export type AnnotatorModel = JudgeModel | PeopleModel

/** One person: where in the range of skills, and how careless. */
export interface Person {
  /** -1 lapses least often, 1 most often. */
  readonly rank: number
  readonly carelessness: number
}

/** Returns the part of a pool that one vote comes from; parts are alike, and their ranks average to 0. */
export function peopleOfVote(model: PeopleModel): Person[] {
  const count = Math.max(1, Math.floor(model.people / model.votes))
  const reading = count - Math.round(model.careless.share * count)
  return Array.from({ length: count }, (_, index) => ({
    rank: index >= reading || reading === 1 ? 0 : (2 * index) / (reading - 1) - 1,
    carelessness: index >= reading ? model.careless.chance : 0,
  }))
}

/** Returns the chance that one person lapses where the pool does so with the given chance. */
export function personLapse(lapse: number, rank: number, spread: number): number {
  return lapse + spread * rank * lapse * (1 - lapse)
}
