import { type Options, Presets, SingleBar } from 'cli-progress'
import type { Progress, ProgressEvent } from '../kit/index.ts'
import type { CliIo } from './io.ts'

/** A progress listener and the call that takes its bar off the screen. */
export interface ProgressView {
  readonly progress: Progress
  readonly stop: () => void
}

/** Returns a listener that draws one bar per stage on a terminal, and one line per stage otherwise. */
export function createProgressView(
  io: CliIo,
  wanted: { readonly quiet: boolean; readonly bars: boolean },
): ProgressView {
  if (wanted.quiet)
    return {
      progress: (event) => event.type === 'warning' && io.err(warningLine(event)),
      stop: () => {},
    }
  return io.interactive && wanted.bars
    ? createBars(io)
    : { progress: (event) => printLine(io, event), stop: () => {} }
}

function printLine(io: CliIo, event: ProgressEvent): void {
  if (event.type === 'stage-start')
    io.err(
      `${event.stage}: started${event.total ? `, ${event.total} ${event.unit ?? 'items'}` : ''}\n`,
    )
  if (event.type === 'stage-skip') io.err(`${event.stage}: ${event.reason}\n`)
  if (event.type === 'warning') io.err(warningLine(event))
  if (event.type === 'stage-end') io.err(`${event.stage}: ${endText(event)}\n`)
}

const warningLine = (event: Extract<ProgressEvent, { type: 'warning' }>): string =>
  `${event.stage}: warning: ${event.message}\n`

function endText(event: Extract<ProgressEvent, { type: 'stage-end' }>): string {
  const counts = Object.entries(event.counts).map(([name, count]) => `${count} ${name}`)
  return `done in ${event.seconds.toFixed(1)} s${counts.length > 0 ? ` (${counts.join(', ')})` : ''}`
}

const BAR: Options = {
  format: '{stage} [{bar}] {percentage}% {value}/{total} {unit}, {rate}/s, {eta_formatted} left',
  stream: process.stderr,
  hideCursor: true,
  clearOnComplete: true,
  etaBuffer: 50,
  barsize: 24,
}

function createBars(io: CliIo): ProgressView {
  let bar: { stage: string; view: SingleBar; startedAt: number } | undefined
  const stop = (): void => {
    bar?.view.stop()
    bar = undefined
  }
  const advance = (event: Extract<ProgressEvent, { type: 'stage-advance' }>): void => {
    if (event.total === undefined) return
    if (bar?.stage !== event.stage) {
      stop()
      bar = {
        stage: event.stage,
        view: new SingleBar(BAR, Presets.shades_classic),
        startedAt: Date.now(),
      }
      bar.view.start(event.total, event.done, { stage: event.stage, unit: event.unit, rate: '-' })
    }
    const seconds = (Date.now() - bar.startedAt) / 1000
    bar.view.setTotal(event.total)
    bar.view.update(event.done, {
      unit: event.unit,
      rate: (event.done / Math.max(seconds, 0.001)).toFixed(0),
    })
  }
  const progress: Progress = (event) => {
    if (event.type === 'stage-advance') return advance(event)
    if (event.type === 'artifact-write' || event.type === 'stage-start') return
    stop()
    printLine(io, event)
  }
  return { progress, stop }
}
