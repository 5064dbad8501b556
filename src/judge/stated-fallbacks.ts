import type { Judge, JudgeCapabilities } from './judge.ts'
import { wantedLogprobs } from './questions.ts'

/** Returns, one sentence each, what a judge wants and does not get from an endpoint, and what happens instead; empty where it gets all. */
export function statedFallbacks(judge: Judge, capabilities: JudgeCapabilities): string[] {
  return [
    ...probabilityFallbacks(judge, capabilities),
    ...sampleFallbacks(judge, capabilities),
    ...(judge.mode === 'aspects' && !capabilities.jsonSchema
      ? [
          'JSON schema: the endpoint takes none, so the form is asked for in words; an answer that breaks it becomes a problem, not a label',
        ]
      : []),
    ...(judge.reasons && !['aspects', 'reason-then-verdict'].includes(judge.mode)
      ? [`reasons: mode ${judge.mode} asks for a bare answer, so there are none to keep`]
      : []),
  ]
}

function probabilityFallbacks(judge: Judge, capabilities: JudgeCapabilities): string[] {
  if (!judge.probabilities) return []
  if (judge.mode === 'aspects')
    return [
      'probabilities: mode aspects answers in JSON, where none are read, so its labels carry no probability',
    ]
  const wanted = wantedLogprobs(judge, { ...capabilities, logprobs: true, topLogprobs: 20 })
  const given = wantedLogprobs(judge, capabilities)
  if (given === 0) return ['probabilities: the endpoint gives none, so labels carry no probability']
  if (given < wanted)
    return [
      `probabilities: the endpoint gives ${given} alternatives a token of ${wanted} wanted; a label that is not among them counts as probability 0`,
    ]
  return []
}

function sampleFallbacks(judge: Judge, capabilities: JudgeCapabilities): string[] {
  const lines: string[] = []
  if (judge.seed !== null && !capabilities.seed)
    lines.push('seed: the endpoint takes none, so a run that asks again may get other answers')
  if (judge.samples > 1 && (judge.seed === null || !capabilities.seed))
    lines.push(
      'samples: repeated questions carry no seed, so they differ only by the chance of the endpoint',
    )
  if (judge.samples > 1 && judge.temperature === 0)
    lines.push(
      'samples: at temperature 0 most endpoints repeat one answer, which is paid each time',
    )
  return lines
}
