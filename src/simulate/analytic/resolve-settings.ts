import type { Source } from '../../domain/index.ts'
import { HyperError, nearestName, show } from '../../kit/index.ts'
import { parseWorldPreset } from '../presets.ts'
import type { AnalyticOptions, AnalyticSettings } from './analytic-options.ts'
import { analyticPreset } from './analytic-presets.ts'
import type { AnnotatorModel } from './annotator-model.ts'

/** Settings of a world with nothing left open. */
export interface ResolvedSettings extends AnalyticSettings {
  readonly instances: number
  readonly drift: { readonly place: number; readonly degrees: number } | null
  /** Ids of the two sources of a mix. */
  readonly primary: Readonly<Record<Source, string>>
}

/**
 * Returns the settings of the preset with what the options override.
 *
 * @throws HyperError `usage/unknown-world` for a preset that no world has; `config/bad-world` for a value that fits no world
 */
export function resolveSettings(options: AnalyticOptions): ResolvedSettings {
  const { instances = 7531, preset = 'paper', features: _features, prices, ...changes } = options
  check(
    'instances',
    instances,
    Number.isInteger(instances) && instances >= 1,
    'a whole number from 1',
  )
  const settings = {
    ...analyticPreset(parseWorldPreset(preset, 'analytic'), instances),
    ...changes,
  }
  checkNumbers(settings)
  const annotators = setPrices(settings.annotators, prices ?? {})
  for (const model of annotators) checkAnnotator(model)
  const { drift } = settings
  const place = drift?.place ?? instances >> 1
  return {
    ...settings,
    annotators,
    instances,
    drift: drift && { place, degrees: drift.degrees },
    primary: { human: findPrimary(annotators, 'human'), lm: findPrimary(annotators, 'lm') },
  }
}

function findPrimary(annotators: readonly AnnotatorModel[], kind: Source): string {
  const primary = annotators.find((model) => model.kind === kind)
  if (primary !== undefined) return primary.id
  throw badWorld('annotators', `none of kind "${kind}"`, 'at least a judge and a pool of people')
}

function setPrices(
  annotators: readonly AnnotatorModel[],
  prices: Readonly<Record<string, number>>,
): readonly AnnotatorModel[] {
  const ids = annotators.map(({ id }) => id)
  const twice = ids.find((id, index) => ids.indexOf(id) !== index)
  if (twice !== undefined) throw badWorld('annotators', `${show(twice)} twice`, 'ids that differ')
  for (const id of Object.keys(prices)) {
    if (ids.includes(id)) continue
    const near = nearestName(id, ids)
    throw new HyperError(
      'config/bad-world',
      `prices of simulated annotators: got ${show(id)}, expected one of ${ids.join(', ')}`,
      near === undefined ? {} : { hint: `did you mean "${near}"?` },
    )
  }
  return annotators.map((model) => ({ ...model, priceUsd: prices[model.id] ?? model.priceUsd }))
}

function checkNumbers(settings: AnalyticSettings): void {
  const { repeatShare, tieShare, candour, fidelity, spread, runNoise, pairs, panel } = settings
  const shares = {
    repeatShare,
    tieShare,
    candour,
    fidelity,
    kinship: panel.kinship,
    slip: panel.slip,
  }
  for (const [name, value] of Object.entries(shares)) checkShare(name, value)
  for (const [name, value] of Object.entries({ spread, runNoise }))
    check(name, value, value >= 0 && value < Number.POSITIVE_INFINITY, 'points from 0')
  for (const [name, value] of Object.entries({ pairs, 'panel.others': panel.others }))
    check(name, value, Number.isInteger(value) && value >= 0, 'a whole number from 0')
  const { place = 0, degrees = 0 } = settings.drift ?? {}
  check('drift.place', place, Number.isInteger(place) && place >= 0, 'a row from 0')
  check('drift.degrees', degrees, Number.isFinite(degrees), 'an angle')
}

function checkAnnotator(model: AnnotatorModel): void {
  const { id, priceUsd, cap } = model
  checkShare(`lapse of ${id}`, model.lapse)
  checkShare(`length of ${id}`, model.length)
  const logOdds = typeof model.tags === 'number' ? { tags: model.tags } : model.tags
  for (const [name, value] of Object.entries({ difficulty: model.difficulty, ...logOdds }))
    check(`${name} of ${id}`, value, Number.isFinite(value), 'finite log-odds')
  check(
    `price of ${id}`,
    priceUsd,
    priceUsd >= 0 && priceUsd < Number.POSITIVE_INFINITY,
    'USD from 0',
  )
  check(`cap of ${id}`, cap, cap === null || cap >= 0, 'instances from 0, or null')
  if (model.kind === 'lm') {
    checkShare(`length and ownFamily of ${id} together`, model.length + model.ownFamily)
    checkShare(`familyShare of ${id}`, model.familyShare)
    check(
      `position of ${id}`,
      model.position,
      model.position >= 0 && model.position <= 0.6,
      '0 to 0.6',
    )
    return
  }
  const { votes, people } = model
  check(`votes of ${id}`, votes, Number.isInteger(votes) && votes >= 1, 'a whole number from 1')
  check(
    `people of ${id}`,
    people,
    Number.isInteger(people) && people >= votes,
    'at least one a vote',
  )
  const { peopleSpread, hesitation, careless } = model
  const shares = {
    peopleSpread,
    hesitation,
    'careless.share': careless.share,
    'careless.chance': careless.chance,
  }
  for (const [name, value] of Object.entries(shares)) checkShare(`${name} of ${id}`, value)
}

function checkShare(what: string, value: number): void {
  check(what, value, value >= 0 && value <= 1, '0 to 1')
}

function check(what: string, got: unknown, holds: boolean, expected: string): void {
  if (!holds) throw badWorld(what, show(got), expected)
}

function badWorld(what: string, got: string, expected: string): HyperError {
  return new HyperError(
    'config/bad-world',
    `simulated world, ${what}: got ${got}, expected ${expected}`,
  )
}
