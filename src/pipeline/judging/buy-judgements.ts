import type { Ask, Purchase } from '../../collect/index.ts'
import type { PreferenceInstance } from '../../domain/index.ts'
import {
  type Cascade,
  createCascade,
  type JudgeCalibration,
  nextStep,
  readCascade,
} from '../../judge/index.ts'
import { type AnswerShop, buyFrom } from './answer-shop.ts'
import { createJudgePilot } from './calibrate-judges.ts'
import { askAbout, judgeWindow } from './judge-window.ts'
import { type InstanceSource, type JudgeSeat, type Judging, windowsOf } from './judging.ts'

/** What was bought, with what it taught of the judges. */
export interface Judged {
  /** One per judge, in their order. */
  readonly purchases: readonly { readonly judge: string; readonly purchase: Purchase }[]
  /** Calibrations that a cascade decides by, fitted on the instances with human labels; empty for other schemes. */
  readonly calibrations: ReadonlyMap<string, JudgeCalibration>
}

/** Buys the answers to the questions of one judge; `asks` gives them from the first one, each time it is called. */
export type BuyStep = (
  seat: JudgeSeat,
  asks: () => AsyncIterable<Ask>,
  run: { readonly stage: string; readonly total: number },
) => Promise<Purchase>

/** What a purchase needs to know beside the shop. */
export interface BuyJudgements {
  readonly stage: string
  /** Questions of each judge at most, for progress. */
  readonly totals: ReadonlyMap<string, number>
  /** Calibrations that are known already; those of other judges are fitted. */
  readonly known?: ReadonlyMap<string, JudgeCalibration>
  /** Hears of every calibration that was fitted, also where the purchase stops after it. */
  readonly onCalibration?: (judge: string, calibration: JudgeCalibration) => void
  /** How answers are bought; from the endpoint, one by one, unless told. */
  readonly buy?: BuyStep
}

type Calibrations = Map<string, JudgeCalibration>

/**
 * Buys the answers of all judges about the instances of a source, within one wallet: judge after judge, or for a cascade step after step, the next judge on those
 * instances alone on which the ones before were not sure enough. Confidence is calibrated on the instances that people labelled. A cascade goes no further than
 * a step that left questions open.
 *
 * @throws HyperError as `buyAnswers`; `config/bad-cascade`
 */
export async function buyJudgements(
  source: InstanceSource,
  { seats, scheme }: Judging,
  shop: AnswerShop,
  { stage, totals, known = new Map(), onCalibration, buy = buyDirectly(shop) }: BuyJudgements,
): Promise<Judged> {
  const cascade = scheme.kind === 'cascade' ? cascadeOf(seats, scheme) : null
  const calibrations: Calibrations = new Map(known)
  const purchases: { judge: string; purchase: Purchase }[] = []
  for (const [step, seat] of seats.entries()) {
    const earlier = seats.slice(0, step)
    const asks = (): AsyncIterable<Ask> =>
      cascade === null
        ? asksOf(source, seat, async (window) => window)
        : asksOf(source, seat, (window) =>
            reaching(window, { cascade, step, earlier, calibrations }, shop),
          )
    const total = totals.get(seat.judge.id) ?? 0
    const purchase = await buy(seat, asks, { stage, total })
    purchases.push({ judge: seat.judge.id, purchase })
    if (cascade !== null && purchase.open > 0) break
    if (cascade === null || step === seats.length - 1 || calibrations.has(seat.judge.id)) continue
    const calibration = await calibrateSeat(source, seat, shop)
    calibrations.set(seat.judge.id, calibration)
    onCalibration?.(seat.judge.id, calibration)
  }
  return { purchases, calibrations }
}

function buyDirectly(shop: AnswerShop): BuyStep {
  return (seat, asks, run) => buyFrom(seat, asks(), shop, run)
}

/** Returns the cascade that a scheme and its judges are. @throws HyperError `config/bad-cascade` */
export function cascadeOf(
  seats: readonly JudgeSeat[],
  { id, thresholds }: { readonly id: string; readonly thresholds: readonly number[] },
): Cascade {
  const steps = seats.map(({ judge }, step) => ({
    judge: judge.id,
    threshold: step === seats.length - 1 ? null : (thresholds[step] ?? Number.NaN),
  }))
  return createCascade({ id, steps })
}

/** Returns instances with the annotations of several judges from the journal, without times. */
async function annotateWindow(
  window: readonly PreferenceInstance[],
  seats: readonly JudgeSeat[],
  shop: Pick<AnswerShop, 'journal' | 'hash'>,
): Promise<readonly PreferenceInstance[]> {
  let instances = window
  for (const { judge } of seats) {
    const judged = await judgeWindow(instances, judge, { ...shop, times: false })
    instances = judged.map(({ instance }) => instance)
  }
  return instances
}

async function* asksOf(
  source: InstanceSource,
  { judge }: JudgeSeat,
  choose: (window: readonly PreferenceInstance[]) => Promise<readonly PreferenceInstance[]>,
): AsyncGenerator<Ask, void, undefined> {
  for await (const window of windowsOf(source))
    for (const instance of await choose(window)) yield* askAbout(instance, judge)
}

interface StepOfCascade {
  readonly cascade: Cascade
  readonly step: number
  readonly earlier: readonly JudgeSeat[]
  readonly calibrations: Calibrations
}

/** Returns the instances of a window that a step of a cascade is asked about; an earlier judge without an answer has failed. */
async function reaching(
  window: readonly PreferenceInstance[],
  { cascade, step, earlier, calibrations }: StepOfCascade,
  shop: AnswerShop,
): Promise<readonly PreferenceInstance[]> {
  const before = new Set(earlier.map(({ judge }) => judge.id))
  const failed = (_: PreferenceInstance, judge: string): boolean => before.has(judge)
  const annotated = await annotateWindow(window, earlier, shop)
  return window.filter((_, row) => {
    // Annotations of judges that are not asked yet may stand in the data; they are not this purchase's.
    const own = annotated[row]!.lm.filter(({ annotator }) => before.has(annotator.split('@')[0]!))
    const readings = readCascade({ ...annotated[row]!, lm: own }, cascade, { calibrations, failed })
    return nextStep(cascade, readings) === step
  })
}

async function calibrateSeat(
  source: InstanceSource,
  seat: JudgeSeat,
  shop: AnswerShop,
): Promise<JudgeCalibration> {
  const pilot = createJudgePilot(seat.judge.id)
  for await (const window of windowsOf(source))
    pilot.add(await annotateWindow(window, [seat], shop))
  return pilot.calibrate(shop.random)
}
