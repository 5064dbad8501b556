import { toPairRow } from '../dataset/index.ts'
import {
  type Annotation,
  isVote,
  type PreferenceInstance,
  parseBudget,
  resolveBudget,
} from '../domain/index.ts'
import type { JudgeCalibration } from '../judge/index.ts'
import { canonicalJson, HyperError, type Json } from '../kit/index.ts'
import { loadImported, loadRoutable } from './artifacts.ts'
import { type BoughtRow, loadLabelPrice } from './bought-labels.ts'
import { LEAST_ROWS } from './check-pool.ts'
import { type DrawnRow, drawStratified } from './draw-stratified.ts'
import { writeLines } from './json-lines.ts'
import { purchaseJudgements } from './judging/index.ts'
import type { RunOptions } from './options.ts'
import type { Stage, StageContext } from './stage.ts'
import type { RunStore } from './store.ts'

/**
 * Buys LM labels for the pilot: a random, stratified draw of the instances that people labelled and no judge did, with its chance written beside every row.
 * Writes no row where the config has no `annotate`, or nothing is missing.
 */
export const judgeStage: Stage = {
  name: 'judge',
  inputs: ['pairs.jsonl', 'dataset.json'],
  outputs: ['judged.jsonl'],
  options: ({ annotate }) =>
    annotate === null
      ? null
      : { pilot: annotate.pilot, strata: annotate.strata, combine: annotate.combine },
  facts: judgesFacts,
  teaches: withPaidPrice,
  run: runJudge,
}

/** What LM labels cost is known once some were bought; what the config says wins. */
async function withPaidPrice(options: RunOptions, store: RunStore): Promise<RunOptions> {
  if (options.annotate === null || options.prices.lm !== null) return options
  return { ...options, prices: { ...options.prices, lm: await loadLabelPrice(store) } }
}

/** Returns what answers depend on: the judges with their prompts, and how their answers are put together. */
export async function judgesFacts({ options, world }: StageContext): Promise<string | null> {
  if (options.annotate === null) return ''
  if (world.retryFailed === true) return null
  const { judging } = await world.judges()
  return canonicalJson(judging.seats.map(({ judge, price }) => ({ judge, price })))
}

async function runJudge(context: StageContext): Promise<Record<string, number>> {
  const { options, world, random } = context
  if (options.annotate === null) {
    await world.store.write('judged.jsonl', writeLines('judged', []))
    return { bought: 0 }
  }
  const instances = await loadImported(world.store)
  const routable = await loadRoutable(world.store)
  const candidates = Array.from(routable, (index) => instances[index]!)
  const frame = candidates.filter((instance) => lacksJudge(instance) && isLabelled(instance))
  requirePeople(candidates, frame.length)
  const drawn = drawStratified(
    frame,
    {
      count: resolveBudget(parseBudget(options.annotate.pilot), frame.length, {
        human: null,
        lm: null,
      }),
      stratumOf: (instance) => stratumOf(instance, options.annotate!.strata),
    },
    random.fork('pilot'),
  )
  const judges = await world.judges()
  const pilot = drawn.map(({ item }) => item)
  const { labels, calibrations } = await purchaseJudgements(pilot, judges, context)
  await writeBought(context, 'judged.jsonl', { drawn, labels, calibrations })
  return { pilot: pilot.length, bought: labels.filter(({ length }) => length > 0).length }
}

const isLabelled = ({ human }: PreferenceInstance): boolean => human.length > 0

/**
 * Nothing is bought for a run that cannot go on after it: mixes are made of instances with labels of both sources, and only those of the judge are for sale here.
 *
 * @throws HyperError `data/no-human-labels`
 */
function requirePeople(candidates: readonly PreferenceInstance[], missing: number): void {
  const held = candidates.filter((instance) => isLabelled(instance) && !lacksJudge(instance)).length
  if (held + missing >= LEAST_ROWS) return
  throw new HyperError(
    'data/no-human-labels',
    `annotate: got ${held + missing} instances with human labels among the ${candidates.length} that can be routed, expected at least ${LEAST_ROWS}`,
    {
      hint: 'a plan is learned from instances that people and the judge have labelled: let people label some hundred drawn at random, or label all by a judge with "hyper judge"',
    },
  )
}

/** Tells whether no judge gave an overall label. */
export function lacksJudge({ lm }: PreferenceInstance): boolean {
  return !lm.some(isVote)
}

function stratumOf(instance: PreferenceInstance, fields: readonly string[]): string {
  return fields
    .map((field) => (field === 'source' ? instance.source : String(instance.meta[field] ?? '')))
    .join(' / ')
}

/** Writes the labels that were bought, one row an instance. */
export async function writeBought(
  { world }: StageContext,
  name: 'judged.jsonl' | 'completed.jsonl',
  bought: {
    readonly drawn:
      | readonly Pick<DrawnRow<PreferenceInstance>, 'item'>[]
      | readonly DrawnRow<PreferenceInstance>[]
    readonly labels: readonly (readonly Annotation[])[]
    readonly calibrations: ReadonlyMap<string, JudgeCalibration>
  },
): Promise<void> {
  const rows = bought.drawn.map((row, index): BoughtRow => {
    const { item: instance } = row
    const { lm } = toPairRow({ ...instance, lm: bought.labels[index]! })
    return {
      id: instance.id,
      ...('propensity' in row ? { propensity: row.propensity, stratum: row.stratum } : {}),
      lm: lm as readonly Json[],
    }
  })
  const format = name.replace('.jsonl', '')
  const calibrations = Object.fromEntries(bought.calibrations)
  const usdPerLabel = priceOfLabel(bought.labels)
  await world.store.write(
    name,
    writeLines(format, rows, { rows: rows.length, usdPerLabel, calibrations }),
  )
}

/** Returns the mean price of the instances that got a label; null where there is none, or an answer of unknown price. */
function priceOfLabel(labels: readonly (readonly Annotation[])[]): number | null {
  const priced = labels.filter((own) => own.length > 0)
  const costs = priced.map((own) => own.reduce((sum, { costUsd }) => sum + (costUsd ?? 0), 0))
  const isKnown = priced.every((own) => own.some(({ costUsd }) => costUsd !== undefined))
  if (priced.length === 0 || !isKnown) return null
  return Number((costs.reduce((sum, cost) => sum + cost, 0) / priced.length).toPrecision(6))
}
