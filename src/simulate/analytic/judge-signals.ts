import { drawNormal, type Random } from '../../kit/index.ts'
import { logit, sigmoid } from '../../stats/index.ts'
import { fillNumbers } from './fill-numbers.ts'
import type { Judged } from './label-by-judge.ts'

/** Judges that are asked beside the primary one, for their signals only. */
export interface PanelModel {
  /** Judges besides the primary one. */
  readonly others: number
  /** Chance that one of them repeats the opinion of the primary judge; else it forms its own, erring in the same places. */
  readonly kinship: number
  /** Chance that it then says the opposite. */
  readonly slip: number
}

/** Returns the signals of a judge and its panel by name; n long each. */
export function readJudge(
  judge: Judged,
  options: {
    readonly panel: PanelModel
    /** Chance of a lapse on an average instance. */
    readonly lapse: number
    /** How far the stated probability follows the chance of a lapse: 0 not at all, 1 wholly. */
    readonly candour: number
    readonly logLengthRatio: Float64Array
  },
  random: Random,
): Record<string, Float64Array> {
  const [labels] = judge.votes as [Int8Array]
  const probability = stateProbability(judge, options, random.fork('probability'))
  const numbers = (of: (label: number, row: number) => number): Float64Array =>
    fillNumbers(labels.length, (row) => of(labels[row]!, row))
  return {
    judgeTie: numbers((label) => Number(label === 0)),
    orderFlip: judge.orderFlip,
    bothOrders: numbers(() => 1),
    strength: numbers((label, row) => (label === 0 ? 0 : 1 - judge.orderFlip[row]!)),
    judgeLengthRatio: numbers((label, row) =>
      label === 0 ? 0 : label * options.logLengthRatio[row]!,
    ),
    answerProbability: probability,
    answerEntropy: probability.map((p) => -p * Math.log(p) - (1 - p) * Math.log(1 - p)),
    ...readPanel(judge, options.panel, random.fork('panel')),
  }
}

function stateProbability(
  { lapses }: Judged,
  { lapse, candour }: { readonly lapse: number; readonly candour: number },
  random: Random,
): Float64Array {
  const usual = logOddsRight(lapse)
  return lapses.map((own) => {
    const stated = candour * logOddsRight(own) + (1 - candour) * usual + 0.4 * drawNormal(random)
    return Math.min(0.99, Math.max(0.51, sigmoid(stated)))
  })
}

/** Log-odds that a coin or the truth decides rightly; finite for a judge that never lapses. */
function logOddsRight(lapse: number): number {
  return logit(Math.min(0.995, 1 - lapse / 2))
}

function readPanel(judge: Judged, panel: PanelModel, random: Random): Record<string, Float64Array> {
  const [labels] = judge.votes as [Int8Array]
  const others = Array.from({ length: panel.others }, (_, index) =>
    drawOther(judge, panel, random.fork(index)),
  )
  const size = panel.others + 1
  const column = (): Float64Array => new Float64Array(labels.length).fill(Number.NaN)
  const signals = {
    panelSpread: column(),
    disagreeingShare: column(),
    panelMean: column(),
    judgeShare: column(),
  }
  for (let row = 0; row < labels.length; row++) {
    const side = labels[row]!
    let sum = 0
    let sides = 0
    let differing = 0
    for (const other of others) {
      sum += other[row]!
      sides += Math.abs(other[row]!)
      differing += Number(other[row] !== side)
    }
    const mean = (sum + side) / size
    signals.judgeShare[row] = (1 + (side === 0 ? Math.abs(mean) : side * mean)) / 2
    if (others.length === 0) continue
    signals.panelSpread[row] = Math.sqrt(Math.max(0, (sides + Math.abs(side)) / size - mean * mean))
    signals.disagreeingShare[row] = differing / others.length
    signals.panelMean[row] = side === 0 ? 0 : (side * sum) / others.length
  }
  return { panelSize: new Float64Array(labels.length).fill(size), ...signals }
}

function drawOther(judge: Judged, panel: PanelModel, random: Random): Int8Array {
  const own = judge.drawOpinions(random.fork('opinion'))
  const [labels] = judge.votes as [Int8Array]
  const stream = random.fork('kinship')
  return own.map((opinion, row) => {
    const said = stream.next() < panel.kinship ? labels[row]! : opinion
    return stream.next() < panel.slip ? -said : said
  })
}
