import { HyperError, show } from '../kit/index.ts'
import type { JudgeCalibration } from './calibration.ts'

const FORMAT = 'hyper/judge-calibration@1'
const KINDS: readonly unknown[] = ['identity', 'temperature', 'isotonic', 'classes']

/**
 * Returns the calibration that JSON holds; a calibration is its own JSON, so that it is written as it is.
 *
 * @throws HyperError `data/bad-calibration` naming the field
 */
export function fromCalibrationArtifact(value: unknown): JudgeCalibration {
  const record = isRecord(value) ? value : fail('calibration', value, 'an object')
  if (record.format !== FORMAT) fail('format', record.format, show(FORMAT))
  if (typeof record.judge !== 'string') fail('judge', record.judge, 'a name')
  if (record.scale !== 'probability' && record.scale !== 'verdict') {
    fail('scale', record.scale, '"probability" or "verdict"')
  }
  if (!KINDS.includes(record.kind)) fail('kind', record.kind, `one of ${KINDS.join(', ')}`)
  requireMap(record)
  return record as unknown as JudgeCalibration
}

function requireMap({ kind, slope, knots }: Readonly<Record<string, unknown>>): void {
  const isSlope = typeof slope === 'number' && slope >= 0
  if (kind === 'temperature' && !isSlope) fail('slope', slope, 'a number, 0 or more')
  if (!Array.isArray(knots)) fail('knots', knots, 'a list')
  const list = knots as readonly unknown[]
  if ((kind === 'isotonic' || kind === 'classes') && !isAscending(list)) {
    fail('knots', knots, 'ascending pairs of numbers from 0.5 to 1')
  }
}

/** Tells whether the first numbers of the pairs rise and the second never fall. */
function isAscending(knots: readonly unknown[]): boolean {
  const pairs = knots.filter(isKnot)
  if (pairs.length === 0 || pairs.length < knots.length) return false
  return pairs.every(([stated, share], at) => {
    const before = pairs[at - 1]
    return before === undefined || (before[0] < stated && before[1] <= share)
  })
}

function isKnot(value: unknown): value is readonly [number, number] {
  return (
    Array.isArray(value) &&
    value.length === 2 &&
    value.every((number) => typeof number === 'number' && number >= 0.5 && number <= 1)
  )
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function fail(field: string, got: unknown, expected: string): never {
  throw new HyperError(
    'data/bad-calibration',
    `calibration field ${show(field)}: got ${show(got)}, expected ${expected}`,
  )
}
