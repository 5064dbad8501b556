import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { keepJudged } from '../../src/cli/judge-table-output.ts'
import type { JudgeSetup } from '../../src/config/index.ts'
import { fromCalibrationArtifact, type JudgeCalibration } from '../../src/judge/index.ts'
import type { JudgeComparison } from '../../src/pipeline/index.ts'
import { complete } from '../endpoints/scripted-answers.ts'
import { openScriptedEndpoint, type ScriptedEndpoint } from '../endpoints/scripted-endpoint.ts'
import { openWorkplace, PAIRS } from './call-cli.ts'

/** Returns pairs that one person labelled, A and B in turn, and a judge named `gpt-4` always for A. */
function makePairs(count: number): object[] {
  return Array.from({ length: count }, (_, row) => ({
    id: `r${row}`,
    prompt: `Prompt number ${row}: what is ${row} times ${row + 1}?`,
    response_a: `It is ${row * (row + 1)}, by counting.`,
    response_b: `It is about ${row}.`,
    human: [{ annotator: 'h', preference: row % 2 === 0 ? 'a-is-better' : 'b-is-better' }],
    lm: [{ annotator: 'gpt-4', preference: 'a-is-better' }],
  }))
}

interface Listed {
  readonly format: string
  readonly comparison?: JudgeComparison
}

describe('hyper judge --list', () => {
  const place = openWorkplace()
  afterAll(() => place.remove())

  it('compares nothing without files', async () => {
    const { status, out } = await place.hyper(['judge', '--list', '--json'])
    expect(status).toBe(0)
    expect(JSON.parse(out)).not.toHaveProperty('comparison')
  })

  it('compares all judges in files with people, in text and as JSON', async () => {
    place.write('pairs.jsonl', makePairs(60))
    const argv = ['judge', '--list', 'pairs.jsonl', '--resamples', '30']
    const text = await place.hyper(argv)
    expect(text.status, text.err).toBe(0)
    expect(text.out).toContain("60 instances with a judge's label, 60 of them with one of people")
    expect(text.out).toMatch(/^gpt-4 +60 of 60 +50 % \(/m)
    const { comparison } = JSON.parse((await place.hyper([...argv, '--json'])).out) as Listed
    const [judge] = comparison!.judges
    expect(comparison!.judges).toHaveLength(1)
    expect(judge).toMatchObject({ judge: 'gpt-4', family: 'gpt', labelled: 60 })
    expect(judge!.withoutTies!.value).toBe(0.5)
    expect(judge!.calibration.quality!.reliability.after).toHaveLength(10)
  })

  it('takes families from the judges at hand', async () => {
    place.write('one.jsonl', PAIRS)
    const judges = 'id: judge\nmodel: qwen2.5-7b\nbaseUrl: http://127.0.0.1:9/v1\n'
    mkdirSync(place.path('judges'))
    place.write('judges/judge.yaml', judges)
    const { out } = await place.hyper(['judge', '--list', 'one.jsonl', '--json'])
    expect((JSON.parse(out) as Listed).comparison!.judges[0]!.family).toBe('qwen')
  })

  it('says so where no judge labelled anything', async () => {
    place.write(
      'bare.jsonl',
      PAIRS.map((pair) => ({ ...pair, lm: [] })),
    )
    const { status, out } = await place.hyper(['judge', '--list', 'bare.jsonl'])
    expect(status).toBe(0)
    expect(out).toContain('no judge labelled any of these instances')
  })
})

describe('hyper judge', () => {
  const place = openWorkplace()
  let endpoint: ScriptedEndpoint
  const judge = async (output: string, input: string, ...more: string[]) =>
    place.hyper([
      ...['judge', input, '--judge', 'small.yaml', '--price', '0,0', '--yes', '--json'],
      ...['-o', output, '--resamples', '30', ...more],
    ])

  beforeAll(async () => {
    // Whatever is shown first is named: every pair flips.
    endpoint = await openScriptedEndpoint([complete({ text: 'A' })])
    place.write('small.yaml', `id: small\nmodel: llama-3-8b\nbaseUrl: ${endpoint.baseUrl}\n`)
    place.write('pairs.jsonl', makePairs(60))
    place.write('bare.jsonl', [{ ...makePairs(1)[0], human: [] }])
  })
  afterAll(async () => {
    await endpoint.close()
    place.remove()
  })

  it('compares the judges that it asked, warns of one that flips, and writes calibrations', async () => {
    const { status, out, err } = await judge('judged.jsonl', 'pairs.jsonl')
    expect(status, err).toBe(0)
    expect(err).toContain(
      'warning: small: asked in both orders it contradicted itself on every pair: not usable\n',
    )
    const result = JSON.parse(out) as {
      readonly comparison: JudgeComparison
      readonly calibrations: Readonly<Record<string, JudgeCalibration>>
      readonly calibrationFile: string
      readonly missing: string | null
    }
    expect(result.comparison.judges.map((row) => row.judge)).toEqual(['small'])
    expect(result.comparison.judges[0]).toMatchObject({ family: 'llama', asked: 60 })
    expect(result.comparison.judges[0]!.flipped!.value).toBe(1)
    expect(result.missing).toBeNull()
    expect(result.calibrationFile).toBe(place.path('judged.jsonl.calibration.json'))
    const file = JSON.parse(readFileSync(result.calibrationFile, 'utf8'))
    expect(file).toEqual({
      format: 'hyper/judge-calibrations@1',
      calibrations: result.calibrations,
    })
    expect(fromCalibrationArtifact(file.calibrations.small).quality!.reliability.before).toEqual(
      result.calibrations.small!.quality!.reliability.before,
    )
  })

  it('says how to get what needs people where there are none', async () => {
    const { out } = await judge('alone.jsonl', 'bare.jsonl')
    const { missing, comparison } = JSON.parse(out)
    expect(missing).toMatch(/^no instance has a label of people.*judge --list alone\.jsonl/)
    expect(comparison.judges[0].flipped.value).toBe(1)
  })

  it('writes no calibrations beside standard output', async () => {
    const { status, err } = await judge('-', 'bare.jsonl', '--journal', 'answers')
    expect(status, err).toBe(0)
    expect(existsSync(place.path('-.calibration.json'))).toBe(false)
  })
})

describe('rows kept for the comparison', () => {
  const instance = (row: number) => ({
    id: String(row),
    source: 's',
    prompt: `p${row}`,
    completionA: 'a',
    completionB: 'b',
    human: [{ annotator: 'h', verdict: 'a' as const }],
    lm: ['one', 'one@ab', 'panel', 'other'].map((annotator) => ({
      annotator,
      verdict: 'a' as const,
    })),
    meta: {},
  })
  const setups = [{ judge: { id: 'one', model: 'm', family: null } }] as unknown as JudgeSetup[]
  const scheme = { kind: 'panel', id: 'panel', rule: 'vote', quorum: null } as const
  const options = { resamples: 5, seed: 1 }

  it('hold the judges that were asked and what they form, no others', () => {
    const kept = keepJudged(setups, scheme, 'o.jsonl')
    kept.add(instance(0))
    const { comparison } = kept.compare(options)
    expect(comparison!.judges.map(({ judge }) => judge)).toEqual(['one', 'panel'])
  })

  it('are let go past the bound, with the command that compares them', () => {
    const kept = keepJudged(setups, scheme, 'o.jsonl')
    for (let row = 0; row <= 20_000; row++) kept.add(instance(row))
    expect(kept.compare(options)).toEqual({
      comparison: null,
      missing:
        'judges are compared with people at once for up to 20000 instances, these are 20001: "hyper judge --list o.jsonl" does it',
    })
  })
})
