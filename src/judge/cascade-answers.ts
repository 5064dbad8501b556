import type { Annotation, PreferenceInstance } from '../domain/index.ts'
import type { Json } from '../kit/index.ts'
import {
  type Cascade,
  type CascadeDecision,
  decideCascade,
  nextStep,
  outcomeOf,
  type StepReading,
} from './cascade.ts'
import { answerCost } from './judge-table-cost.ts'
import { type Calibrations, readJudge } from './panel-reading.ts'

/** What is known beside the annotations when a cascade is read. */
export interface CascadeFacts {
  /** Calibrations by judge; a judge without one counts as it states. */
  readonly calibrations?: Calibrations
  /** Tells whether a judge was asked about an instance and gave no answer; default never. */
  readonly failed?: (instance: PreferenceInstance, judge: string) => boolean
}

/** Answers of a cascade, one step per judge. */
export interface CascadeAnswers {
  /** One per instance; null where a step is open or none answered. Costs stay on the rows of the judges. */
  readonly annotations: readonly (Annotation | null)[]
  /** Instances for which a judge is still to be asked. */
  readonly open: number
  /** Instances that no judge answered. */
  readonly unanswered: number
  readonly steps: readonly CascadeStepTotals[]
}

/** What one judge did in a cascade. */
export interface CascadeStepTotals {
  readonly judge: string
  readonly asked: number
  readonly decided: number
  readonly failed: number
  /** Of the instances on which the cascade asked it, USD; null where the cost of one is not known. */
  readonly costUsd: number | null
}

/** Returns what the steps of a cascade said about an instance, as far as it was asked. An answer of a judge that was not needed is not read. */
export function readCascade(
  instance: PreferenceInstance,
  cascade: Cascade,
  facts: CascadeFacts = {},
): StepReading[] {
  const readings: StepReading[] = []
  for (let step = nextStep(cascade, readings); step !== null; step = nextStep(cascade, readings)) {
    const { judge } = cascade.steps[step]!
    const reading = readJudge(instance.lm, judge, facts.calibrations)
    if (reading === null && !facts.failed?.(instance, judge)) break
    readings.push(reading)
  }
  return readings
}

/** Returns the answer of a cascade for every instance; `extra` says who decided and how each step ended. */
export function combineCascade(
  instances: readonly PreferenceInstance[],
  cascade: Cascade,
  facts: CascadeFacts = {},
): CascadeAnswers {
  const states = instances.map((instance) => readCascade(instance, cascade, facts))
  const decisions = states.map((readings) => decideCascade(cascade, readings))
  return {
    annotations: decisions.map((decision, row) => annotate(cascade, decision, states[row]!)),
    open: decisions.filter((decision) => decision === null).length,
    unanswered: decisions.filter((decision) => decision?.reading === null).length,
    steps: cascade.steps.map(({ judge }, step) => ({
      judge,
      ...totalsOf(instances, states, { cascade, step }),
    })),
  }
}

function annotate(
  { id, steps }: Cascade,
  decision: CascadeDecision | null,
  readings: readonly StepReading[],
): Annotation | null {
  const chosen = decision?.reading
  if (!decision || !chosen) return null
  const { judge, verdict, strength, pA, flip } = chosen
  return {
    annotator: id,
    verdict,
    ...(strength === undefined ? {} : { strength }),
    ...(pA === null ? {} : { pA }),
    extra: {
      ...(flip ? { flip } : {}),
      decidedBy: judge,
      steps: decision.outcomes.map(
        (outcome, step): Json => ({
          judge: steps[step]!.judge,
          outcome,
          verdict: readings[step]?.verdict ?? null,
          pA: readings[step]?.pA ?? null,
        }),
      ),
    },
  }
}

function totalsOf(
  instances: readonly PreferenceInstance[],
  states: readonly (readonly StepReading[])[],
  { cascade, step }: { readonly cascade: Cascade; readonly step: number },
): Omit<CascadeStepTotals, 'judge'> {
  const { judge } = cascade.steps[step]!
  const asked = states.flatMap((readings, row) => (readings.length > step ? [row] : []))
  const outcomes = asked.map((row) => outcomeOf(cascade, step, states[row]![step]!))
  const failed = outcomes.filter((outcome) => outcome === 'no-answer').length
  let costUsd: number | null = 0
  for (const row of asked) {
    const cost = answerCost(instances[row]!.lm, judge)
    // What a call cost that gave no answer stands in the wallet, not on a row.
    if (cost !== null) {
      costUsd = costUsd === null || cost.costUsd === null ? null : costUsd + cost.costUsd
    }
  }
  const decided = outcomes.filter((outcome) => outcome === 'decided').length
  return { asked: asked.length, decided, failed, costUsd }
}
