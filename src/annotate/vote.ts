import { type Annotation, isVote, type Strength, type Verdict } from '../domain/index.ts'

/** Index of a verdict in every table of this room: A, tie, B; an ordered scale. */
export const CLASS_OF: Readonly<Record<Verdict, number>> = { a: 0, tie: 1, b: 2 }

/** Verdicts in the order of `CLASS_OF`. */
export const VERDICTS: readonly Verdict[] = ['a', 'tie', 'b']

/** Returns the annotations that vote on the overall preference: no raw answers in one order, no single aspects. */
export function selectVotes(annotations: readonly Annotation[]): Annotation[] {
  return annotations.filter(isVote)
}

/** Returns the two raw answers of a judge, in the order shown; null where it was not asked that way. */
export function selectRawAnswers(
  annotations: readonly Annotation[],
  judge: string,
): { readonly ab: Annotation | null; readonly ba: Annotation | null } {
  const find = (order: string): Annotation | null =>
    annotations.find(
      (entry) => entry.aspect === undefined && entry.annotator === `${judge}@${order}`,
    ) ?? null
  return { ab: find('ab'), ba: find('ba') }
}

/** Returns the verdict of a signed number: A above zero, B below, a tie at zero. */
export function signVerdict(value: number): Verdict {
  return value > 0 ? 'a' : value < 0 ? 'b' : 'tie'
}

/** Returns the votes per verdict, in the order of `CLASS_OF`. */
export function countVotes(votes: readonly Annotation[]): [number, number, number] {
  const counts: [number, number, number] = [0, 0, 0]
  for (const vote of votes) counts[CLASS_OF[vote.verdict]]! += 1
  return counts
}

/** Returns the name a preference has in pair files: `a-is-clearly-better`, `tie`, `b-is-better`. */
export function preferenceName(verdict: Verdict, strength: Strength | undefined): string {
  if (verdict === 'tie') return 'tie'
  if (strength === undefined) return `${verdict}-is-better`
  return `${verdict}-is-${strength === 'clear' ? 'clearly' : 'slightly'}-better`
}
