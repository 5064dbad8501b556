import {
  type Annotation,
  isRawAnswer,
  type PreferenceInstance,
  type Verdict,
  verdictSign,
} from '../domain/index.ts'
import { HyperError, type Json, show } from '../kit/index.ts'
import { standardDeviation } from '../stats/index.ts'
import { type Calibrations, type JudgeReading, readJudge } from './panel-reading.ts'

/** How a panel decides: the most frequent verdict, a level vote being a tie, or the side of the mean probability. */
export type PanelRule = 'vote' | 'mean-probability'

/** Several judges that answer as one annotator. */
export interface JudgePanel {
  /** Annotator of the combined answer. */
  readonly id: string
  readonly judges: readonly string[]
  readonly rule: PanelRule
  /** Judges that must have answered; default more than half of them. */
  readonly quorum?: number
  /** Calibrations by judge, for the mean of probabilities; a judge without one counts as it states. */
  readonly calibrations?: Calibrations
  /** A mean probability this near to one half is a tie; default 0. */
  readonly tieBand?: number
}

/** Answers of a panel. */
export interface PanelAnswers {
  /** One per instance; null where too few judges answered. Costs stay on the rows of the judges. */
  readonly annotations: readonly (Annotation | null)[]
  /** Instances that a judge gave no answer for (to the rule `mean-probability`: no probability). */
  readonly missing: readonly { readonly judge: string; readonly instances: number }[]
  /** Instances without an answer of the panel. */
  readonly belowQuorum: number
}

/**
 * Returns the answer of a panel for every instance. `extra.panel` says who said what, `extra.spread` is the population standard deviation of
 * the members' positions, 0 to 1: their verdicts at 1, 0, -1, or 2 p - 1. Strength is clear where all members name the side, else slight.
 *
 * @throws HyperError `config/bad-panel`
 */
export function combinePanel(
  instances: readonly PreferenceInstance[],
  panel: JudgePanel,
): PanelAnswers {
  requirePanel(panel)
  const quorum = panel.quorum ?? Math.floor(panel.judges.length / 2) + 1
  const missing = new Map(panel.judges.map((judge) => [judge, 0]))
  const annotations = instances.map(({ lm }) => {
    const members = panel.judges.flatMap((judge) => {
      const reading = readMember(lm, judge, panel)
      if (reading === null) missing.set(judge, missing.get(judge)! + 1)
      return reading ?? []
    })
    return members.length < quorum ? null : combineMembers(members, panel)
  })
  return {
    annotations,
    missing: Array.from(missing, ([judge, count]) => ({ judge, instances: count })),
    belowQuorum: annotations.filter((annotation) => annotation === null).length,
  }
}

function readMember(
  annotations: readonly Annotation[],
  judge: string,
  { rule, calibrations }: JudgePanel,
): JudgeReading | null {
  const reading = readJudge(annotations, judge, calibrations)
  return rule === 'mean-probability' && reading?.pA === null ? null : reading
}

function combineMembers(members: readonly JudgeReading[], panel: JudgePanel): Annotation {
  const isVote = panel.rule === 'vote'
  const positions = members.map(({ verdict, pA }) => (isVote ? verdictSign(verdict) : 2 * pA! - 1))
  const mean = positions.reduce((sum, position) => sum + position, 0) / positions.length
  const verdict = isVote ? voteOf(members) : sideOf(mean / 2, panel.tieBand ?? 0)
  const isUnanimous = members.every((member) => member.verdict === verdict)
  return {
    annotator: panel.id,
    verdict,
    ...(verdict === 'tie' ? {} : { strength: isUnanimous ? 'clear' : 'slight' }),
    pA: (1 + mean) / 2,
    extra: { panel: members.map(memberJson), spread: standardDeviation(positions) },
  }
}

function memberJson({ judge, verdict, pA }: JudgeReading): Json {
  return { judge, verdict, pA }
}

function voteOf(members: readonly JudgeReading[]): Verdict {
  const counts = { a: 0, tie: 0, b: 0 }
  for (const { verdict } of members) counts[verdict] += 1
  if (counts.a > counts.tie && counts.a > counts.b) return 'a'
  return counts.b > counts.tie && counts.b > counts.a ? 'b' : 'tie'
}

/** Means of probabilities that should be level differ in their last digits. */
const LEVEL = 1e-12

function sideOf(lean: number, tieBand: number): Verdict {
  if (Math.abs(lean) <= tieBand + LEVEL) return 'tie'
  return lean > 0 ? 'a' : 'b'
}

function requirePanel({ id, judges, quorum }: JudgePanel): void {
  const fail = (field: string, got: unknown, expected: string): never => {
    throw new HyperError(
      'config/bad-panel',
      `panel ${show(id)} ${field}: got ${show(got)}, expected ${expected}`,
    )
  }
  if (judges.length < 2 || new Set(judges).size < judges.length) {
    fail('judges', judges, 'two or more different judges')
  }
  if (id === '' || judges.includes(id) || isRawAnswer({ annotator: id })) {
    fail('id', id, 'a name of its own that does not end in @ab or @ba')
  }
  if (quorum === undefined) return
  if (!(Number.isInteger(quorum) && quorum >= 1 && quorum <= judges.length)) {
    fail('quorum', quorum, `1 to ${judges.length}`)
  }
}
