import type { Contender, StudyOptions } from '../../src/study/index.ts'

/** Returns a contender that is called as its router is. */
export function contender(name: string, own: Partial<Contender> = {}): Contender {
  const none = { ppm: null, sampler: null, certainty: null, targets: null }
  return { name, router: name, ...none, ...own }
}

/** Returns options of a study of worlds, with what a test sets. */
export function studyOptions(own: Partial<StudyOptions> = {}): StudyOptions {
  return {
    name: 'made',
    title: 'Made up',
    seed: 42,
    measure: 'gain',
    run: null,
    worlds: [
      {
        name: 'paper',
        preset: 'paper',
        worlds: 3,
        instances: 500,
        surface: null,
        contenders: null,
        budgets: null,
      },
    ],
    contenders: ['random', 'mine', 'oracle'].map((name) => contender(name)),
    budgets: [0.5],
    splits: 1,
    resamples: 20,
    settings: [
      {
        name: 'main',
        arrangement: 'nested',
        pilot: { share: 0.2, rows: null, rest: 'none' },
        trainedMixes: 60,
        noise: null,
        encoder: 0,
      },
    ],
    encoders: [],
    leastHumanLabels: 2,
    bySource: false,
    humanPairs: 0.3,
    otherSuites: [],
    bestOf: [],
    checkRows: 200,
    randomMixes: 2,
    focus: null,
    influenceTargets: ['main'],
    main: {
      set: 'paper',
      router: 'mine',
      against: 'random',
      budget: 0.5,
      measure: 'gain',
      target: null,
      score: null,
    },
    ...own,
  }
}
