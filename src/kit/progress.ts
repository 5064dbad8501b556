/** What a run tells while it works. Names are noun-verb; counts are absolute, so a lost event does no harm. */
export type ProgressEvent =
  | {
      readonly type: 'stage-start'
      readonly stage: string
      readonly total?: number
      readonly unit?: string
    }
  | {
      readonly type: 'stage-advance'
      readonly stage: string
      readonly done: number
      readonly total?: number
      readonly unit: string
    }
  | { readonly type: 'stage-skip'; readonly stage: string; readonly reason: string }
  | {
      readonly type: 'stage-end'
      readonly stage: string
      readonly seconds: number
      readonly counts: Readonly<Record<string, number>>
    }
  | { readonly type: 'artifact-write'; readonly path: string; readonly bytes: number }
  | { readonly type: 'warning'; readonly stage: string; readonly message: string }

/** Receives progress events; must not throw. */
export type Progress = (event: ProgressEvent) => void

/** Drops every event. */
export const noProgress: Progress = () => {}

/** Whoever asks this stops when it throws. An `AbortSignal` fits as it is. */
export interface Cancel {
  throwIfAborted(): void
}
