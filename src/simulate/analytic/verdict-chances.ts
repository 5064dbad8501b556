/** Chances that a verdict is A and that it is a tie; the rest is B. Written in place, as millions are computed. */
export interface Chances {
  a: number
  tie: number
}

/**
 * Sets the chances of an opinion: the truth (1 A, 0 tie, -1 B) unless it lapses, and then A with chance `habit`.
 */
export function setOpinion(
  chances: Chances,
  given: { readonly truth: number; readonly lapse: number; readonly habit: number },
): void {
  const { truth, lapse, habit } = given
  chances.a = lapse * habit + (truth > 0 ? 1 - lapse : 0)
  chances.tie = truth === 0 ? 1 - lapse : 0
}

/** Turns an opinion into a vote of a person who hesitates on decided pairs and, carelessly, answers by a coin. */
export function applyPerson(
  chances: Chances,
  given: { readonly truth: number; readonly hesitation: number; readonly carelessness: number },
): void {
  const hesitation = given.truth === 0 ? 0 : given.hesitation
  const read = 1 - given.carelessness
  chances.a = chances.a * (1 - hesitation) * read + given.carelessness / 2
  chances.tie = (chances.tie * (1 - hesitation) + hesitation) * read
}

/** Turns an opinion into the label of a judge that is asked in both orders and takes the answer shown first with chance `flip` each time. */
export function applyBothOrders(chances: Chances, flip: number): void {
  const b = 1 - chances.a - chances.tie
  const slip = flip * (1 - flip) * chances.tie
  chances.tie = (chances.a + b) * flip + chances.tie - 2 * slip
  chances.a = chances.a * (1 - flip) + slip
}

/** One outcome of several votes: how often A, tie and B, in how many ways, and what the majority says. */
interface Outcome {
  readonly a: number
  readonly tie: number
  readonly b: number
  readonly ways: number
  readonly verdict: number
}

/** Returns the outcomes of so many votes. */
export function listOutcomes(votes: number): Outcome[] {
  const outcomes: Outcome[] = []
  for (let a = 0; a <= votes; a++) {
    for (let tie = 0; a + tie <= votes; tie++) {
      const b = votes - a - tie
      const most = Math.max(a, tie, b)
      const winners = [a, tie, b].filter((count) => count === most).length
      const verdict = winners > 1 || tie === most ? 0 : a === most ? 1 : -1
      const ways = factorial(votes) / (factorial(a) * factorial(tie) * factorial(b))
      outcomes.push({ a, tie, b, ways, verdict })
    }
  }
  return outcomes
}

function factorial(count: number): number {
  return count < 2 ? 1 : count * factorial(count - 1)
}

/** Turns the chances of one vote into those of the majority of independent votes. */
export function applyMajority(chances: Chances, outcomes: readonly Outcome[]): void {
  const { a, tie } = chances
  const b = 1 - a - tie
  chances.a = 0
  chances.tie = 0
  for (const outcome of outcomes) {
    const chance = outcome.ways * a ** outcome.a * tie ** outcome.tie * b ** outcome.b
    if (outcome.verdict === 1) chances.a += chance
    else if (outcome.verdict === 0) chances.tie += chance
  }
}

/** Returns the expected utility of a label: 1 for the true verdict, 1/2 where one of both is a tie, 0 for the opposite. */
export function expectedUtilityOf({ a, tie }: Chances, truth: number): number {
  const b = 1 - a - tie
  return truth === 0 ? tie + (a + b) / 2 : (truth > 0 ? a : b) + tie / 2
}
