import type { Interval, StudyResult, StudyRow } from '../src/domain/index.ts'
import {
  formatDifference,
  formatInterval,
  formatShare,
  formatShareInterval,
  isKnown,
} from '../src/report/format.ts'

/** Studies by the name of their config. */
export type StudiesByName = ReadonlyMap<string, StudyResult>

interface Requirement {
  /** What was asked for, in our words. */
  readonly asked: string
  readonly answer: string
  readonly command: string
  /** Null marks a point as open. */
  readonly figure: ((studies: StudiesByName) => string) | null
}

type RowQuery = Partial<
  Pick<StudyRow, 'set' | 'router' | 'budget' | 'target' | 'score' | 'setting' | 'measure'>
>

class MissingRun extends Error {}

/** Returns a figure, or says that its study has not been run. */
function read(figure: NonNullable<Requirement['figure']>, studies: StudiesByName): string {
  try {
    return figure(studies)
  } catch (error) {
    if (error instanceof MissingRun) return `no run of "${error.message}" is recorded`
    throw error
  }
}

function studyOf(studies: StudiesByName, name: string): StudyResult {
  const found = studies.get(name)
  if (found === undefined) throw new MissingRun(name)
  return found
}

/** The one row that a query names; what it leaves open is that of the main comparison. */
function rowOf(studies: StudiesByName, name: string, query: RowQuery): StudyRow {
  const { main, rows } = studyOf(studies, name)
  const wanted: RowQuery = {
    set: main.set,
    router: main.router,
    budget: main.budget,
    measure: main.measure,
    target: main.target,
    score: main.score,
    setting: 'main',
    ...query,
  }
  const found = rows.find((row) =>
    (Object.keys(wanted) as (keyof RowQuery)[]).every((key) => row[key] === wanted[key]),
  )
  if (found === undefined) {
    throw new Error(`requirements: got no row ${JSON.stringify(wanted)} in "${name}", expected one`)
  }
  return found
}

const share =
  (name: string, query: RowQuery = {}) =>
  (studies: StudiesByName): string =>
    `${query.router ?? studyOf(studies, name).main.router} takes ${formatShareInterval(rowOf(studies, name, query).shareOfOracle)} of what the oracle has over random`

const above =
  (name: string, query: RowQuery = {}) =>
  (studies: StudiesByName): string =>
    `${query.router ?? studyOf(studies, name).main.router} against random ${formatDifference(rowOf(studies, name, query).vsRandom)} points`

const spearman =
  (name: string, query: { ppm: string; sampler?: string; score?: string; setting?: string }) =>
  (studies: StudiesByName): string => {
    const row = studyOf(studies, name).quality.find(
      (own) =>
        own.ppm === query.ppm &&
        own.setting === (query.setting ?? 'main') &&
        (query.sampler === undefined || own.sampler === query.sampler) &&
        (query.score === undefined || own.score === query.score),
    )
    if (row === undefined)
      throw new Error(`requirements: got no quality of ${query.ppm} in "${name}"`)
    const budget = isKnown(row.budgetOnly) ? `, budget alone ${formatInterval(row.budgetOnly)}` : ''
    return `Spearman of ${query.ppm} ${formatInterval(row.spearman)}${budget}`
  }

const alarms = (studies: StudiesByName): string => {
  const [alarm] = studyOf(studies, 'worlds').falseAlarms
  return `false alarms in ${alarm!.alarms} of ${alarm!.worlds} worlds without a signal: ${formatShareInterval(alarm!.rate, 1)}`
}

const refused =
  (name: string) =>
  (studies: StudiesByName): string => {
    const carried = studyOf(studies, name).transfer.filter(
      ({ from, to, router }) => from !== to && router === studyOf(studies, name).main.router,
    )
    const sum = (read: (row: (typeof carried)[number]) => number): number =>
      carried.reduce((total, row) => total + read(row), 0)
    return `checks refused ${sum(({ refused: count }) => count)} of ${sum(({ of }) => of)} carried predictors`
  }

const next = (studies: StudiesByName): string => {
  const own = studyOf(studies, 'real-label-quality').next
  return `the next 100 human labels add ${own.map(({ budget, value }) => `${formatDifference(value as Interval, 2)} at ${100 * budget} %`).join(', ')} points`
}

const join =
  (...figures: readonly ((studies: StudiesByName) => string)[]) =>
  (studies: StudiesByName): string =>
    figures.map((figure) => figure(studies)).join('; ')

const study = (name: string): string => `hyper study -c examples/studies/${name}.yaml`
const says = (text: string) => (): string => text
const none = says('no figure: a file to look at')

/** What the reviews of the paper asked for, numbered as there. */
const REQUIREMENTS: readonly Requirement[] = [
  {
    asked: 'A routing objective with stated assumptions, a bound or a calibrated guarantee',
    answer:
      'Gain of a row at a mix, refusals by test, and a guarantee of agreement for what the judge labels: threshold, coverage, error at most 1 - confidence',
    command: 'hyper audit --run DIR --target 0.85 --confidence 0.95',
    figure: join(
      alarms,
      says(
        'violations of the guarantee in 2,000 simulated draws a setting stay at or below the error allowed (test/audit)',
      ),
    ),
  },
  {
    asked: 'Uncertainty-based routing at equal cost',
    answer: 'Six named variants in the same table as every other router',
    command: study('real-label-quality'),
    figure: join(
      share('real-label-quality', { router: 'uncertainty' }),
      share('real-label-quality'),
    ),
  },
  {
    asked: 'An extensible feature space with measured coverage, learned features beside tags',
    answer:
      'Fields of the data (`features.user`), components of vectors (`features.components`), coverage and contrast by feature',
    command: 'hyper features -c hyper.yaml',
    figure: (studies) =>
      `${new Set(studyOf(studies, 'real-reward').composition.map(({ feature }) => feature)).size} features on eight public sets, each with its share of unknown`,
  },
  {
    asked: 'Targets other than one benchmark, a held-out part, sensitivity to the target',
    answer:
      'Suites are cut in two by prompt group; held-out people and other suites are judged and never aimed at',
    command: study('real-reward'),
    figure: join(
      above('real-reward'),
      (studies) =>
        `on held-out people ${formatDifference(rowOf(studies, 'real-reward', { target: 'human' }).vsRandom)}`,
    ),
  },
  {
    asked: 'Coverage of the space of mixes, a documented sampler, learning curves in trained mixes',
    answer:
      'Directions in tag space with effective rank and balance; studies vary the number of trained mixes',
    command: study('worlds'),
    figure: join(
      share('worlds', { setting: 'mixes 60' }),
      share('worlds'),
      share('worlds', { setting: 'mixes 500' }),
      says('with 60, 200 and 500 mixes'),
    ),
  },
  {
    asked: 'How the candidates were picked and what bias this brings',
    answer: 'Logged propensities, balance report by tag',
    command: 'hyper candidates -c hyper.yaml; candidates.json',
    figure: none,
  },
  {
    asked: 'Other base models, transfer measured',
    answer: 'Four encoders of the probe, any model folder, any command trainer',
    command: study('encoders'),
    figure: join(
      above('encoders', { setting: 'main' }),
      (studies) =>
        `with surface measures alone ${formatDifference(rowOf(studies, 'encoders', { setting: 'encoder surface' }).vsRandom)}`,
    ),
  },
  {
    asked: 'Overlap between the target benchmark and the training data',
    answer: 'Exact and near duplicates are reported and left out',
    command: 'hyper overlap pairs.jsonl --suite suite.jsonl',
    figure: none,
  },
  {
    asked: 'Cost of training hundreds of reward models, break-even',
    answer:
      'Probes are trained together in seconds; the ledger prices them; break-even price of a training against the human labels saved',
    command: study('real-reward'),
    figure: (studies) => {
      const own = studyOf(studies, 'real-reward').breakEven.find(
        ({ router, budget }) => router === 'combined' && budget === 0.25,
      )
      return own === undefined
        ? 'no break-even at 25 %'
        : own.labelsSaved === null
          ? `at 25 % random routing never reaches the score of combined with the labels there are; ${own.trainings} trainings`
          : `at 25 % combined saves ${own.labelsSaved} human labels, for ${own.trainings} trainings`
    },
  },
  {
    asked: 'No added complexity: one command, one artefact, any trainer',
    answer: 'One command to a plan and a report, exports for trainers',
    command: 'hyper run -c hyper.yaml; hyper export --run DIR',
    figure: none,
  },
  {
    asked: 'Label quality measured directly',
    answer: 'Utility of labels against other people, split by prompt group',
    command: study('real-label-quality'),
    figure: join(share('real-label-quality'), next),
  },
  {
    asked: 'Direct alignment (DPO) and downstream tests',
    answer:
      "Open: waits for external trainers. Pairs are exported for them, and TRL's `DPOTrainer` trains every row (`npm run test:trl`)",
    command: 'hyper export --run DIR --format trl-dpo',
    figure: null,
  },
  {
    asked: 'Features that need no redesign by task, or a check that says when they do not fit',
    answer:
      'Warnings where features do not vary or are unknown; a pilot learns from signals that every data set has',
    command: study('transfer'),
    figure: join(share('transfer'), refused('transfer')),
  },
  {
    asked: 'Operation without a fully double-labelled set',
    answer: '100, 200 or 500 doubly labelled rows; other rows carry either label or none',
    command: study('partial-labels'),
    figure: join(
      share('partial-labels', { setting: 'pilot 100 rows' }),
      share('partial-labels'),
      share('partial-labels', { setting: 'pilot 500 rows' }),
      says('with 100, 200 and 500 rows'),
    ),
  },
  {
    asked: 'Prediction quality of the PPM by category',
    answer: 'Every run reports each target with interval, reliability and budget-only beside it',
    command: study('real-reward'),
    figure: join(
      spearman('real-reward', { ppm: 'bayes', score: 'soft' }),
      spearman('real-reward', { ppm: 'quadratic-ols', score: 'soft' }),
    ),
  },
  {
    asked: 'Where and why the judge is better',
    answer:
      'Gains by feature with adjusted p, pairs at both ends, where people and the judge differ',
    command: 'hyper run -c hyper.yaml; report.html',
    figure: (studies) =>
      studyOf(studies, 'real-label-quality')
        .composition.slice(0, 3)
        .map(
          ({ label, humanShare, poolShare }) =>
            `${label}: ${formatShare(humanShare)} of what combined sends to people, ${formatShare(poolShare)} of all`,
        )
        .join('; '),
  },
  {
    asked: 'Why all-human may be worst: human noise, ties, expertise',
    answer:
      'Agreement between people bounds every judge and every target; all-human and all-LM stand in every table',
    command: 'hyper agreement pairs.jsonl',
    figure: (studies) =>
      `all labels by people against all by the judge, soft: ${formatDifference(studyOf(studies, 'real-reward').encoders[0]!.sources.soft.difference)} points`,
  },
  {
    asked: 'The greedy fill of Algorithm 1 tested',
    answer: 'Tag-wise mixes are one sampler of several, compared on the same worlds',
    command: study('worlds'),
    figure: join(
      share('worlds', { router: 'ridge on whole-tag mixes' }),
      share('worlds', { router: 'bayes top-k' }),
    ),
  },
  {
    asked: 'Random mixes in the main tables, at several shares, with spread',
    answer: 'Random at the same budget is the first opponent of every row',
    command: study('real-reward'),
    figure: (studies) => {
      const { spread } = studyOf(studies, 'real-reward').encoders[0]!
      return `random mixes of half the rows spread by ${formatInterval(spread.soft, 3)} points (soft), ${formatInterval(spread.accuracy, 2)} (accuracy)`
    },
  },
  {
    asked: 'b = 0 and b = all as ordinary candidates',
    answer: 'Corners are in every design, and both single sources in every table',
    command: study('real-reward'),
    figure: (studies) => {
      const { lm, human } = studyOf(studies, 'real-reward').encoders[0]!.sources.soft
      return `soft accuracy ${formatInterval(human)} with all labels by people, ${formatInterval(lm)} with all by the judge`
    },
  },
  {
    asked:
      'Routing against alternatives: diversity, coverage, top-k, exact optimisation; composition of what is selected',
    answer: 'Ten routers on the same splits; what each sends to people by feature',
    command: study('real-reward'),
    figure: join(
      above('real-reward', { router: 'coverage' }),
      above('real-reward', { router: 'reward-gap' }),
      above('real-reward', { router: 'bayes search' }),
      above('real-reward', { router: 'influence' }),
    ),
  },
  {
    asked: 'PPM accuracy on data it was not trained on, with intervals',
    answer: 'All ordered pairs of data sets, with a check that refuses',
    command: study('transfer-ppm'),
    figure: join(above('transfer-ppm', { router: 'bayes top-k' }), refused('transfer-ppm')),
  },
  {
    asked: 'How the strategy differs from random selection',
    answer: 'Paired differences to random in every row, composition beside the pool',
    command: study('worlds'),
    figure: join(share('worlds', { router: 'published top-k' }), share('worlds')),
  },
  {
    asked: 'Prediction of other tasks than the benchmark',
    answer: 'Held-out people, other suites, best-of-N picks',
    command: study('real-reward'),
    figure: (studies) =>
      ['hh-harmless', 'arguments']
        .map(
          (target) =>
            `${target} ${formatDifference(rowOf(studies, 'real-reward', { target }).vsRandom)}`,
        )
        .join('; '),
  },
  {
    asked: 'Thousands of simulated candidates',
    answer: '`route.simulations`; searching and exact optimisation make sampling them unnecessary',
    command: study('paper'),
    figure: join(
      above('paper', { router: 'published simulated' }),
      above('paper', { router: 'bayes search' }),
    ),
  },
  {
    asked: 'Tests on other (large) models, a set-up strong enough for the claims',
    answer:
      'Open: large models wait for external trainers. The set-up is nested, paired, fixed in advance',
    command: 'hyper run -c hyper.yaml   # train.trainer: {kind: command}',
    figure: null,
  },
  {
    asked: 'How often a PPM must be refitted when judge, people or model change',
    answer:
      'Checks before a predictor is carried, repeated audits with an alarm, worlds whose judge drifts',
    command: study('worlds'),
    figure: join(share('worlds', { set: 'drift' }), refused('transfer')),
  },
]

/** Returns `docs/requirements.md`: every figure is read off a study that was run. */
export function requirementsPage(studies: StudiesByName): string {
  const cell = (text: string): string => text.replaceAll('|', '\\|')
  const rows = REQUIREMENTS.map(
    ({ asked, answer, command, figure }, index) =>
      `| ${index + 1} | ${cell(asked)} | ${cell(answer)} | \`${cell(command)}\` | ${figure === null ? '**open**' : cell(read(figure, studies))} |`,
  )
  return `# What reviewers of the paper asked for

Generated by \`npm run results\` from the runs in [results](results.md); intervals are 95 %, differences in points. All but the comparison that each config fixes in advance is exploratory.

| | asked for | answer | command | figure |
| --- | --- | --- | --- | --- |
${rows.join('\n')}
`
}
