import type { Annotation, PreferenceInstance, Verdict } from '../../src/domain/index.ts'
import {
  measurePairs,
  type PairSignals,
  readPairSignals,
  readSignals,
} from '../../src/features/index.ts'
import { drawIndex, type Random } from '../../src/kit/index.ts'
import { madeFacts, madeInstance, madeVote } from './made-facts.ts'

const WORDS = 'paris rome capital france italy river city train bridge market sorry museum'.split(
  ' ',
)
const VERDICTS: readonly Verdict[] = ['a', 'b', 'tie']

const drawText = (random: Random): string =>
  Array.from(
    { length: 3 + drawIndex(8, random) },
    () => WORDS[drawIndex(WORDS.length, random)]!,
  ).join(' ')

/** Returns pairs of four prompts, whose few responses meet several times; 0 to 3 judges answer each. */
export function drawPairs(count: number, random: Random): PreferenceInstance[] {
  const prompts = Array.from({ length: 4 }, (_, prompt) => ({
    prompt: `Question ${prompt} about the city?`,
    responses: Array.from({ length: 5 }, () => drawText(random)),
  }))
  return Array.from({ length: count }, (_, row) => {
    const { prompt, responses } = prompts[row % 4]!
    return madeInstance({
      id: `row-${row}`,
      prompt,
      completionA: responses[drawIndex(5, random)]!,
      completionB: responses[drawIndex(5, random)]!,
      lm: ['g', 'h', 'i']
        .slice(0, drawIndex(4, random))
        .map((judge) => madeVote(judge, drawVerdict(random), { pA: random.next() })),
      human: [madeVote('p', drawVerdict(random))],
    })
  })
}

/** Returns a verdict, each as likely. */
export function drawVerdict(random: Random): Verdict {
  return VERDICTS[drawIndex(3, random)]!
}

/** Returns the group of every pair: its prompt. */
export function groupPairs(instances: readonly PreferenceInstance[]): number[] {
  return instances.map(
    ({ prompt }) => [...prompt].reduce((sum, sign) => 31 * sum + sign.charCodeAt(0), 0) % 9973,
  )
}

/** Returns leads and traits of pairs, one token a word; a text that begins with "sorry" declines. */
export function describePairs(
  instances: readonly PreferenceInstance[],
  groups: readonly number[] = groupPairs(instances),
): PairSignals {
  const facts = {
    prompt: instances.map(({ prompt }) => madeFacts(prompt)),
    a: instances.map(({ completionA }) => madeFacts(completionA)),
    b: instances.map(({ completionB }) => madeFacts(completionB)),
  }
  const measures = measurePairs({ instances, facts, cosine: null, bertScore: null, baseline: null })
  const declines = (text: string): number => Number(text.startsWith('sorry'))
  return readPairSignals({
    instances,
    groups,
    signals: readSignals({ instances, facts, measures }),
    refuses: {
      a: instances.map(({ completionA }) => declines(completionA)),
      b: instances.map(({ completionB }) => declines(completionB)),
    },
  })
}

/** Returns a pair with A and B exchanged. */
export function exchangePair(instance: PreferenceInstance): PreferenceInstance {
  const turned = { a: 'b', b: 'a', tie: 'tie' } as const
  const turn = (annotation: Annotation): Annotation => ({
    ...annotation,
    verdict: turned[annotation.verdict],
    ...(annotation.pA === undefined ? {} : { pA: 1 - annotation.pA }),
  })
  return {
    ...instance,
    completionA: instance.completionB,
    completionB: instance.completionA,
    human: instance.human.map(turn),
    lm: instance.lm.map(turn),
  }
}
