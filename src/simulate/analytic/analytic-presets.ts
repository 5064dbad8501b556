import type { WorldPreset } from '../presets.ts'
import type { AnalyticSettings } from './analytic-options.ts'
import type { AnnotatorModel, JudgeModel, PeopleModel } from './annotator-model.ts'

/** Ids of the annotators of the presets: a cheap and a strong judge, a pool of crowd workers and one of experts. */
export const SIMULATED_ANNOTATORS = {
  judge: 'simulated-judge',
  strongJudge: 'simulated-strong-judge',
  crowd: 'simulated-crowd',
  experts: 'simulated-experts',
} as const

const JUDGE: JudgeModel = {
  id: SIMULATED_ANNOTATORS.judge,
  kind: 'lm',
  priceUsd: 0.002,
  cap: null,
  lapse: 0.36,
  tags: 1,
  difficulty: 0.6,
  length: 0.5,
  ownFamily: 0.2,
  familyShare: 0.3,
  position: 0.08,
}

const STRONG_JUDGE: JudgeModel = {
  ...JUDGE,
  id: SIMULATED_ANNOTATORS.strongJudge,
  priceUsd: 0.03,
  lapse: 0.2,
  tags: 0.8,
  length: 0.3,
  ownFamily: 0.1,
  position: 0.04,
}

const CROWD: PeopleModel = {
  id: SIMULATED_ANNOTATORS.crowd,
  kind: 'human',
  priceUsd: 0.5,
  cap: null,
  lapse: 0.48,
  tags: 1,
  difficulty: 0.6,
  length: 0.1,
  votes: 3,
  people: 60,
  peopleSpread: 0.5,
  careless: { share: 0, chance: 0 },
  hesitation: 0.06,
}

const EXPERTS: PeopleModel = {
  ...CROWD,
  id: SIMULATED_ANNOTATORS.experts,
  priceUsd: 4,
  lapse: 0.12,
  tags: 0.6,
  length: 0,
  votes: 1,
  people: 12,
  peopleSpread: 0.3,
}

/** Lapses by a coin, everywhere alike; one vote, as a majority of three would be better than one label. */
const COIN = {
  lapse: 0.4,
  tags: 0,
  difficulty: 0,
  length: 0,
  ownFamily: 0,
  position: 0,
  votes: 1,
  hesitation: 0,
}

const falling = (share: number): number => 66.5 - 4.5 * share - 2 * share * share
const rising = (share: number): number => falling(1 - share)

/** The annotators of a world, experts for at most a tenth of the instances. */
function annotatorsOf(
  instances: number,
  change: { readonly judge?: Partial<JudgeModel>; readonly crowd?: Partial<PeopleModel> } = {},
): readonly AnnotatorModel[] {
  return [
    { ...JUDGE, ...change.judge },
    STRONG_JUDGE,
    { ...CROWD, ...change.crowd },
    { ...EXPERTS, cap: Math.ceil(instances / 10) },
  ]
}

/**
 * Returns the settings of a preset. `paper` is the linear world of published studies: gains are linear in the tags and have nothing to do with
 * labels. In `no-signal` nothing but the budget moves the score, and every label is equally good everywhere. The others tie the gains to
 * label utility, fidelity 0.7.
 */
export function analyticPreset(preset: WorldPreset, instances: number): AnalyticSettings {
  const paper: AnalyticSettings = {
    repeatShare: 0.5,
    tieShare: 0.08,
    annotators: annotatorsOf(instances),
    panel: { others: 2, kinship: 0.3, slip: 0.03 },
    candour: 0.7,
    surface: 'linear',
    pairs: 60,
    spread: 12 / instances,
    fidelity: 0,
    curve: falling,
    runNoise: 1.4,
    drift: null,
  }
  const changes: Readonly<Record<WorldPreset, Partial<AnalyticSettings>>> = {
    paper: {},
    'no-signal': {
      tieShare: 0,
      annotators: annotatorsOf(instances).map((model) => ({ ...model, ...COIN })),
      panel: { others: 2, kinship: 1, slip: 0.15 },
      candour: 0,
      spread: 0,
    },
    'judge-better': {
      annotators: annotatorsOf(instances, { judge: { lapse: 0.12 }, crowd: { lapse: 0.55 } }),
      fidelity: 0.7,
    },
    'human-better': {
      annotators: annotatorsOf(instances, { judge: { lapse: 0.5 }, crowd: { lapse: 0.25 } }),
      fidelity: 0.7,
      curve: rising,
    },
    'noisy-human': {
      annotators: annotatorsOf(instances, {
        crowd: { lapse: 0.65, tags: 1.8, careless: { share: 0.25, chance: 0.8 } },
      }),
      fidelity: 0.7,
    },
    drift: { fidelity: 0.7, drift: { degrees: 60 } },
  }
  return { ...paper, ...changes[preset] }
}
