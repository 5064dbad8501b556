import type { PreferenceInstance } from '../domain/index.ts'
import { readJudgeSignals } from '../features/index.ts'

/**
 * Returns how sure the judge looks of its verdict, 0 to 1: the mean of what is known of same verdict in both orders, strength, answer probability (half is
 * 0, one is 1) and the panel on its side; 0.5 where nothing is known. Nobody calibrated it: a threshold on it needs an audit, and an audit needs
 * no calibration.
 */
export function judgeScore(instance: PreferenceInstance): number {
  const { orderFlip, strength, answerProbability, judgeShare, panelSize } =
    readJudgeSignals(instance)
  const signals = [
    orderFlip === null ? null : 1 - orderFlip,
    strength,
    answerProbability === null ? null : Math.max(0, 2 * answerProbability - 1),
    panelSize < 2 || judgeShare === null ? null : Math.max(0, 2 * judgeShare - 1),
  ].filter((signal) => signal !== null)
  return signals.length === 0
    ? 0.5
    : signals.reduce((sum, signal) => sum + signal, 0) / signals.length
}
