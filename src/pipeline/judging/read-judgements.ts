import type { LmUsage, PreferenceInstance } from '../../domain/index.ts'
import {
  type AnswerProblem,
  combineCascade,
  combinePanel,
  type JudgeCalibration,
  withPrimary,
} from '../../judge/index.ts'
import type { AnswerShop } from './answer-shop.ts'
import { cascadeOf } from './buy-judgements.ts'
import { judgeWindow } from './judge-window.ts'
import { type InstanceSource, type Judging, windowsOf } from './judging.ts'

/** Counts what was read; filled while instances are taken. */
export interface JudgedCounts {
  instances: number
  /** Instances with an answer of every judge (of the panel or the cascade where there is one). */
  labelled: number
  /** Questions without an answer so far. */
  open: number
  /** Answers that could not be read, by judge and code. */
  readonly problems: Record<string, Record<string, number>>
  /** Tokens of all answers; null once one did not say. */
  readonly usage: { inputTokens: number | null; outputTokens: number | null }
}

/** How answers are read. */
export interface ReadJudgements {
  readonly calibrations: ReadonlyMap<string, JudgeCalibration>
  /** Whether the time of an answer is kept with it: a fact that changes between equal runs. */
  readonly times: boolean
  readonly counts: JudgedCounts
  /** Hears of every answer that could not be read. */
  readonly onProblem?: (
    problem: AnswerProblem & { readonly id: string; readonly judge: string },
  ) => void
}

/** Returns empty counts. */
export function createJudgedCounts(): JudgedCounts {
  return {
    ...{ instances: 0, labelled: 0, open: 0, problems: {} },
    usage: { inputTokens: 0, outputTokens: 0 },
  }
}

/**
 * Yields the instances of a source with the annotations that the journal holds of the judges, and the combined one of a panel or a cascade in front. Nothing is
 * asked: answers are read again from what was kept, so that a better reader needs no new money.
 */
export async function* readJudgements(
  source: InstanceSource,
  judging: Judging,
  shop: Pick<AnswerShop, 'journal' | 'hash'>,
  options: ReadJudgements,
): AsyncGenerator<PreferenceInstance, void, undefined> {
  const { counts, times } = options
  const { journal } = shop
  const hash = (identity: string): string => shop.hash(identity)
  for await (const window of windowsOf(source)) {
    let instances: readonly PreferenceInstance[] = window
    const answered = new Uint8Array(window.length)
    for (const { judge } of judging.seats) {
      const judged = await judgeWindow(instances, judge, { journal, hash, times })
      instances = judged.map(({ instance }) => instance)
      judged.forEach(({ problems, questions, closed, usage, instance }, row) => {
        counts.open += questions - closed
        addUsage(counts.usage, usage)
        if (instance.lm.some(({ annotator }) => annotator === judge.id)) answered[row]!++
        for (const problem of problems) noteProblem(options, judge.id, instance.id, problem)
      })
    }
    const combined = combine(instances, judging, options)
    counts.instances += window.length
    combined.forEach((instance, row) => {
      const { scheme, seats } = judging
      const isLabelled =
        scheme.kind === 'each'
          ? answered[row] === seats.length
          : instance.lm.some(({ annotator }) => annotator === scheme.id)
      if (isLabelled) counts.labelled++
    })
    yield* combined
  }
}

function addUsage(
  total: JudgedCounts['usage'],
  usage: Pick<LmUsage, 'inputTokens' | 'outputTokens'> | null,
): void {
  for (const side of ['inputTokens', 'outputTokens'] as const) {
    const held = total[side]
    total[side] = held === null || usage === null ? null : held + usage[side]
  }
}

function combine(
  instances: readonly PreferenceInstance[],
  { seats, scheme }: Judging,
  { calibrations }: ReadJudgements,
): readonly PreferenceInstance[] {
  if (scheme.kind === 'each') return instances
  const judges = seats.map(({ judge }) => judge.id)
  const { annotations } =
    scheme.kind === 'panel'
      ? combinePanel(instances, {
          ...{ id: scheme.id, rule: scheme.rule, judges, calibrations },
          ...(scheme.quorum === null ? {} : { quorum: scheme.quorum }),
        })
      : combineCascade(instances, cascadeOf(seats, scheme), { calibrations, failed: () => true })
  return withPrimary(instances, annotations)
}

function noteProblem(
  { counts, onProblem }: ReadJudgements,
  judge: string,
  id: string,
  problem: AnswerProblem,
): void {
  const own = counts.problems[judge] ?? {}
  counts.problems[judge] = own
  own[problem.code] = (own[problem.code] ?? 0) + 1
  onProblem?.({ ...problem, id, judge })
}
