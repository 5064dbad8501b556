import type { PreferenceInstance } from '../../domain/index.ts'
import {
  type AnswerProblem,
  combineCascade,
  combinePanel,
  type JudgeCalibration,
  nextStep,
  readCascade,
  withPrimary,
} from '../../judge/index.ts'
import type { AnswerShop } from './answer-shop.ts'
import { cascadeOf } from './buy-judgements.ts'
import { judgeWindow } from './judge-window.ts'
import { type InstanceSource, type Judging, windowsOf } from './judging.ts'
import { addTokens, noTokens, type TokenTotals } from './token-totals.ts'

/** Counts what was read; filled while instances are taken. */
export interface JudgedCounts {
  instances: number
  /** Instances with an answer of every judge (of the panel or the cascade where there is one). */
  labelled: number
  /** Questions without an answer so far; in a cascade those of the steps that an instance has come to. */
  open: number
  /** Answers that could not be read, by judge and code. */
  readonly problems: Record<string, Record<string, number>>
  readonly usage: TokenTotals
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
    usage: noTokens(),
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
  for await (const window of windowsOf(source)) {
    let instances: readonly PreferenceInstance[] = window
    const answered = new Uint8Array(window.length)
    /** Open questions by judge, then row. */
    const open: number[][] = []
    for (const { judge } of judging.seats) {
      const judged = await judgeWindow(instances, judge, { ...shop, times })
      instances = judged.map(({ instance }) => instance)
      open.push(judged.map(({ questions, closed }) => questions - closed))
      judged.forEach(({ problems, usage, instance }, row) => {
        addTokens(counts.usage, usage)
        if (instance.lm.some(({ annotator }) => annotator === judge.id)) answered[row]!++
        for (const problem of problems) noteProblem(options, judge.id, instance.id, problem)
      })
    }
    const combined = combine(instances, open, judging, options)
    counts.instances += window.length
    combined.instances.forEach((instance, row) => {
      const { scheme, seats } = judging
      counts.open += combined.openOf(row)
      const isLabelled =
        scheme.kind === 'each'
          ? answered[row] === seats.length
          : instance.lm.some(({ annotator }) => annotator === scheme.id)
      if (isLabelled) counts.labelled++
    })
    yield* combined.instances
  }
}

interface Combined {
  readonly instances: readonly PreferenceInstance[]
  /** Returns how many questions about an instance are open. */
  openOf(row: number): number
}

function combine(
  instances: readonly PreferenceInstance[],
  open: readonly (readonly number[])[],
  { seats, scheme }: Judging,
  { calibrations }: ReadJudgements,
): Combined {
  const openUpTo = (row: number, seat: number): number =>
    open.slice(0, seat + 1).reduce((sum, rows) => sum + rows[row]!, 0)
  const openOf = (row: number): number => openUpTo(row, seats.length - 1)
  if (scheme.kind === 'each') return { instances, openOf }
  const judges = seats.map(({ judge }) => judge.id)
  if (scheme.kind === 'panel') {
    const { annotations } = combinePanel(instances, {
      ...{ id: scheme.id, rule: scheme.rule, judges, calibrations },
      ...(scheme.quorum === null ? {} : { quorum: scheme.quorum }),
    })
    return { instances: withPrimary(instances, annotations), openOf }
  }
  const cascade = cascadeOf(seats, scheme)
  const rows = new Map(instances.map((instance, row) => [instance, row]))
  // A judge that was asked all its questions and has no answer failed; one with an open question is still to be asked.
  const failed = (instance: PreferenceInstance, judge: string): boolean =>
    open[judges.indexOf(judge)]![rows.get(instance)!] === 0
  const facts = { calibrations, failed }
  const { annotations } = combineCascade(instances, cascade, facts)
  return {
    instances: withPrimary(instances, annotations),
    openOf: (row) => {
      const readings = readCascade(instances[row]!, cascade, facts)
      return openUpTo(row, nextStep(cascade, readings) ?? readings.length - 1)
    },
  }
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
