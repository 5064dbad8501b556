import { readFileSync } from 'node:fs'
import { expect } from 'vitest'
import type { JudgeResult } from '../../src/cli/judge-report.ts'
import type { JudgeCalibration, PurchasePlan } from '../../src/judge/index.ts'
import type { ScriptedEndpoint } from '../endpoints/scripted-endpoint.ts'
import { type Called, parseLines } from './call-cli.ts'

/** USD for one token of an answer: a letter costs as much, and no more can be set aside for it. */
export const LETTER_USD = 0.01

/** Returns the fields of a judge at a scripted endpoint; a question costs nothing, a token of its answer a cent. */
export function judgeFields(
  endpoint: Pick<ScriptedEndpoint, 'baseUrl'>,
  fields: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  return {
    id: 'small',
    model: 'scripted',
    baseUrl: endpoint.baseUrl,
    price: { inputPerMillion: 0, outputPerMillion: LETTER_USD * 1e6 },
    limits: { deadlineSeconds: 5, concurrency: 4, attempts: 2 },
    ...fields,
  }
}

/** Returns the same as the text of a judge file. */
export function judgeFile(...given: Parameters<typeof judgeFields>): string {
  return JSON.stringify(judgeFields(...given))
}

/** An annotation as a file of pairs holds it. */
export interface WrittenAnnotation {
  readonly annotator: string
  readonly preference: string
  readonly p_a?: number
}

/** A pair as a file holds it. */
export interface WrittenRow {
  readonly id: string
  readonly response_a: string
  readonly response_b: string
  readonly human: readonly WrittenAnnotation[]
  readonly lm: readonly WrittenAnnotation[]
}

/** What `hyper judge --json` prints. */
export type PrintedResult = JudgeResult & {
  readonly calibrations: Readonly<Record<string, JudgeCalibration>>
  /** Under `--plan`. */
  readonly plan: PurchasePlan
}

/** Returns the pairs of a file that a command wrote. */
export function readPairs(file: string): WrittenRow[] {
  const [, ...rows] = parseLines(readFileSync(file, 'utf8'))
  return rows as unknown as WrittenRow[]
}

/** Returns the printed result of a command line that must end well. */
export async function resultOf(called: Promise<Called>): Promise<PrintedResult> {
  const { out, err, status } = await called
  expect(err).not.toMatch(/a bug of ours/)
  expect(status).toBe(0)
  return JSON.parse(out) as PrintedResult
}
