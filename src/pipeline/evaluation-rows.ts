import type { SuiteRow } from '../domain/index.ts'
import { createSuite, humanPairsSuite, type Suite, splitSuite } from '../evaluate/index.ts'
import { createRandom, HyperError } from '../kit/index.ts'
import { loadDataset, loadInstances, loadLabels, loadSuiteRows } from './artifacts.ts'
import type { RunOptions } from './options.ts'
import type { RunStore } from './store.ts'

/** A suite with its two parts. */
export interface PartedSuite {
  readonly whole: Suite
  /** What the PPM's target is computed on. */
  readonly fit: Suite
  /** What routed mixes are judged on. */
  readonly judge: Suite
  /** Where its rows start in the list of all evaluation rows. */
  readonly offset: number
}

/** Every row that reward models are scored on: the suites of the config, then the held-out human pairs. */
export interface EvaluationRows {
  readonly rows: readonly SuiteRow[]
  /** Suites of the config; where there are none, the held-out human pairs take their place and `human` is null. */
  readonly main: PartedSuite
  readonly human: PartedSuite | null
}

/**
 * Returns the evaluation rows of a run and how they are parted; the parts depend on the seed alone.
 *
 * @throws HyperError `data/no-suite` when there is neither a suite nor a held-out human pair; `data/small-suite` when a part has too few prompts
 */
export async function loadEvaluationRows(
  store: RunStore,
  options: RunOptions,
): Promise<EvaluationRows> {
  const suiteRows = await loadSuiteRows(store)
  const humanRows = await heldOutRows(store)
  if (suiteRows.length + humanRows.length === 0) {
    throw new HyperError(
      'data/no-suite',
      'evaluation: got no suite and no held-out human pair, expected at least one row to score on',
      {
        hint: 'name evaluation files under suite.files, or hold human pairs out with suite.humanPairs: 0.2',
      },
    )
  }
  const part = (rows: readonly SuiteRow[], name: string, offset: number): PartedSuite => {
    const whole = createSuite(rows, { weights: options.suite.weights })
    const random = createRandom(options.seed).fork('suite-parts', name)
    const [fit, judge] = splitSuite(whole, 1 - options.suite.judgeShare, random)
    for (const own of [fit, judge]) checkPart(own, whole, name)
    return { whole, fit, judge, offset }
  }
  if (suiteRows.length === 0)
    return { rows: humanRows, main: part(humanRows, 'human', 0), human: null }
  return {
    rows: [...suiteRows, ...humanRows],
    main: part(suiteRows, 'main', 0),
    human: humanRows.length === 0 ? null : part(humanRows, 'human', suiteRows.length),
  }
}

/** Fewest prompts of a part: intervals are drawn over prompts. */
const LEAST_PROMPTS = 2

function checkPart(part: Suite, whole: Suite, name: string): void {
  const prompts = new Set(part.groupOfRow).size
  if (prompts >= LEAST_PROMPTS) return
  throw new HyperError(
    'data/small-suite',
    `${name === 'human' ? 'held-out human pairs' : 'suite'}: got a part with ${prompts} of ${whole.groupCount} prompts, expected at least ${LEAST_PROMPTS} in the part that the PPM is fitted on and in the one that mixes are judged on`,
    {
      hint:
        name === 'human'
          ? 'hold out more with suite.humanPairs, or none with suite.humanPairs: 0; suite.judgeShare is how they are parted'
          : 'give a larger suite, or another suite.judgeShare',
    },
  )
}

async function heldOutRows(store: RunStore): Promise<SuiteRow[]> {
  const instances = await loadInstances(store)
  const dataset = await loadDataset(store)
  const labels = await loadLabels(store)
  const held = Object.entries(dataset.excluded)
    .filter(([, reason]) => reason === 'held-out')
    .map(([index]) => Number(index))
  return humanPairsSuite(
    held.map((index) => instances[index]!),
    held.map((index) => labels[index]!),
    { groups: Uint32Array.from(held, (index) => dataset.groups[index]!) },
  )
}
