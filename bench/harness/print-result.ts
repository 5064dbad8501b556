import type { Side } from './bench-case.ts'
import type { BenchResult } from './compare.ts'

/** Returns a result as a few lines that people read. */
export function formatResult(result: BenchResult): string {
  const { ours, baseline, ratio, cpuRatio } = result
  const size = Object.entries(result.size).map(([key, value]) => `${value} ${key}`)
  const threads = result.threads === 'one' ? 'one thread each' : 'threads as they come'
  const lines = [
    `${result.name}: ${result.case} (${size.join(', ')}; ${threads}; median of ${result.runs})`,
    `  ours      ${formatSide(ours)}`,
  ]
  if (baseline !== null) {
    const note = baseline.note === undefined ? '' : `, ${baseline.note}`
    lines.push(`  baseline  ${formatSide(baseline)} (${baseline.name}${note})`)
    lines.push(`  ratio     ${ratio}${cpuRatio === null ? '' : `, in processor time ${cpuRatio}`}`)
  }
  if (result.note !== undefined) lines.push(`  note      ${result.note}`)
  lines.push(`  quality   ${JSON.stringify(result.quality)}`)
  return lines.join('\n')
}

function formatSide(side: Side): string {
  const cpu = side.cpuSeconds === undefined ? '' : ` (processor ${side.cpuSeconds} s)`
  const cold =
    side.coldSeconds === undefined
      ? ''
      : `; warm after ${side.warmUps} calls, first call ${side.coldSeconds} s`
  return `${side.seconds} s${cpu}, ${side.peakMb} MB${cold}`
}
