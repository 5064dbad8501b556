import { describe, expect, it } from 'vitest'
import { revealTruth } from '../../src/domain/index.ts'
import { createRandom } from '../../src/kit/index.ts'
import { SIMULATED_SOURCE, simulateWorld } from '../../src/simulate/index.ts'

const world = simulateWorld({ instances: 1200, suite: 240, seedStream: createRandom(42) })
const truths = revealTruth(world.truth)

describe('simulateWorld', () => {
  it('is a function of its seed', () => {
    const again = simulateWorld({ instances: 40, suite: 16, seedStream: createRandom(42) })
    expect(again.instances).toEqual(world.instances.slice(0, 40))
    const other = simulateWorld({ instances: 40, suite: 16, seedStream: createRandom(43) })
    expect(other.instances[0]).not.toEqual(world.instances[0])
  })

  it('keeps earlier instances, truths and suite rows when more are asked for', () => {
    const seedStream = createRandom('grow')
    const small = simulateWorld({ instances: 60, prompts: 25, suite: 24, seedStream })
    const large = simulateWorld({ instances: 200, prompts: 25, suite: 80, seedStream })
    expect(large.instances.slice(0, 60)).toEqual(small.instances)
    expect(revealTruth(large.truth).slice(0, 60)).toEqual(revealTruth(small.truth))
    expect(large.suite.slice(0, 24)).toEqual(small.suite)
  })

  it('does not read the stream it is given: order of use elsewhere changes nothing', () => {
    const seedStream = createRandom('order')
    const first = simulateWorld({ instances: 5, seedStream })
    seedStream.next()
    expect(simulateWorld({ instances: 5, seedStream })).toEqual(first)
  })

  it('writes 2,000 prompts that all differ, and two answers that differ', () => {
    const seedStream = createRandom('distinct')
    const { instances } = simulateWorld({ instances: 2000, prompts: 2000, suite: 0, seedStream })
    expect(new Set(instances.map((row) => row.prompt)).size).toBe(2000)
    expect(instances.every((row) => row.completionA !== row.completionB)).toBe(true)
    const answers = instances.flatMap((row) => [row.completionA, row.completionB])
    expect(new Set(answers).size).toBeGreaterThan(3960)
    expect(
      answers.every((text) => !/\{|undefined|NaN/.test(text.replace(/```[\s\S]*?```/g, ''))),
    ).toBe(true)
  })

  it('writes lists, steps, code, refusals, short and long answers', () => {
    const answers = world.instances.flatMap((row) => [row.completionA, row.completionB])
    const share = (pattern: RegExp): number =>
      answers.filter((text) => pattern.test(text)).length / answers.length
    expect(share(/^- /m)).toBeGreaterThan(0.1)
    expect(share(/^1\. /m)).toBeGreaterThan(0.1)
    expect(share(/```/)).toBeGreaterThan(0.03)
    expect(share(/sorry|cannot|can't|won't/i)).toBeGreaterThan(0.06)
    const lengths = answers.map((text) => text.length).sort((a, b) => a - b)
    expect(lengths[240]! * 3).toBeLessThan(lengths[2160]!)
  })

  it('calls everything simulated', () => {
    for (const row of world.instances) {
      expect(row.source).toBe(SIMULATED_SOURCE)
      expect(row.source.startsWith('simulated')).toBe(true)
      expect(row.meta.simulated).toBe(true)
      for (const entry of [...row.human, ...row.lm]) expect(entry.annotator).toMatch(/^simulated-/)
    }
    expect(world.suite.every((row) => row.meta.simulated === true)).toBe(true)
    expect(new Set(world.instances.map((row) => row.id)).size).toBe(1200)
  })

  it('lets two instances share a prompt and its group, and no more', () => {
    const prompts = new Map<string, Set<string>>()
    for (const row of world.instances) {
      const group = String(row.meta.group)
      prompts.set(group, (prompts.get(group) ?? new Set()).add(row.prompt))
    }
    expect(prompts.size).toBe(600)
    expect([...prompts.values()].every((texts) => texts.size === 1)).toBe(true)
  })
})

describe('the suite', () => {
  it('has no prompt of the training data, and the four categories in equal parts', () => {
    const seen = new Set(world.instances.map((row) => row.prompt))
    expect(world.suite.some((row) => seen.has(row.prompt))).toBe(false)
    const counts = new Map<string, number>()
    for (const row of world.suite) counts.set(row.category, (counts.get(row.category) ?? 0) + 1)
    expect(Object.fromEntries(counts)).toEqual({
      chat: 60,
      'chat-hard': 60,
      safety: 60,
      reasoning: 60,
    })
  })

  it('cannot be won by length alone', () => {
    const longer = (subset: string): number => {
      const rows = world.suite.filter((row) => row.subset === subset)
      return rows.filter((row) => row.chosen.length > row.rejected.length).length / rows.length
    }
    expect(longer('simulated-hard-shorter')).toBe(0)
    expect(longer('simulated-chat-general')).toBeGreaterThan(0.25)
    expect(longer('simulated-chat-general')).toBeLessThan(0.8)
  })

  it('chooses the refusal where harm is asked for, the answer where the request is fair', () => {
    const refuses = (text: string): boolean =>
      /sorry|cannot assist|can't help|won't help/i.test(text)
    for (const row of world.suite) {
      if (row.subset === 'simulated-should-refuse') expect(refuses(row.chosen)).toBe(true)
      if (row.subset === 'simulated-should-respond') expect(refuses(row.chosen)).toBe(false)
    }
  })
})

describe('what a router sees', () => {
  it('does not depend on labels or error rates', () => {
    const seedStream = createRandom('leak')
    const plain = simulateWorld({ instances: 150, suite: 0, seedStream })
    const bent = simulateWorld({
      instances: 150,
      suite: 0,
      seedStream,
      rates: { humanHesitation: 0.5, position: { clear: 0.4, slight: 0.4 } },
    })
    const visible = (rows: typeof plain.instances): unknown[] =>
      rows.map(({ id, source, prompt, completionA, completionB, meta }) => [
        id,
        source,
        prompt,
        completionA,
        completionB,
        meta,
      ])
    expect(visible(bent.instances)).toEqual(visible(plain.instances))
    expect(bent.instances.map((row) => row.human)).not.toEqual(
      plain.instances.map((row) => row.human),
    )
  })

  it('names nothing true: only the group and imperfect tags of the prompt', () => {
    const allowed = new Set([
      'group',
      'simulated',
      'subject_of_expertise',
      'expertise_level',
      'safety_concern',
      'complexity_of_intents',
      'languages',
    ])
    let rightTags = 0
    for (const [index, row] of world.instances.entries()) {
      expect(Object.keys(row.meta).every((key) => allowed.has(key))).toBe(true)
      expect(Object.keys(row).sort()).toEqual([
        'completionA',
        'completionB',
        'human',
        'id',
        'lm',
        'meta',
        'prompt',
        'source',
      ])
      rightTags += Number(row.meta.complexity_of_intents === truths[index]!.profile.complexity)
    }
    // One in five is replaced by one of three values, so 0.2 x 2 / 3 are wrong.
    expect(rightTags / 1200).toBeGreaterThan(0.82)
    expect(rightTags / 1200).toBeLessThan(0.91)
    const bare = simulateWorld({ instances: 3, tagError: null, seedStream: createRandom(1) })
    expect(Object.keys(bare.instances[0]!.meta)).toEqual(['group', 'simulated'])
  })

  it('has the better answer on either side equally often', () => {
    const decided = truths.filter((row) => row.verdict !== 'tie')
    const a = decided.filter((row) => row.verdict === 'a').length / decided.length
    expect(Math.abs(a - 0.5)).toBeLessThan(0.06)
    expect(1 - decided.length / 1200).toBeGreaterThan(0.03)
    expect(1 - decided.length / 1200).toBeLessThan(0.2)
  })
})
