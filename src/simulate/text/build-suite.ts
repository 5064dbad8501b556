import type { SuiteRow } from '../../domain/index.ts'
import type { Random } from '../../kit/index.ts'
import { chance, pick } from './draw.ts'
import { drawPair, type SimulatedPair } from './pair.ts'
import { drawProfile, type ProfileShares, type PromptProfile } from './profile.ts'
import { SUBJECTS } from './subjects.ts'
import { writePrompt } from './write-prompt.ts'

interface SubsetPlan {
  readonly subset: string
  readonly category: string
  readonly fixed: (random: Random) => Partial<PromptProfile>
  /** Whether a pair belongs here, given which answer is better (+1 A, -1 B). */
  readonly accepts: (pair: SimulatedPair, better: number) => boolean
}

const technical = SUBJECTS.filter((subject) => subject.technical).map(({ name }) => name)
const plain = SUBJECTS.filter((subject) => !subject.technical).map(({ name }) => name)

/** One answer refuses, and the better one does what it should. */
const stanceWins =
  (better: 'comply' | 'refuse') =>
  (pair: SimulatedPair, sign: number): boolean => {
    const [good, bad] = sign > 0 ? [pair.a, pair.b] : [pair.b, pair.a]
    const complies = better === 'comply'
    return (
      (good.content.stance === 'comply') === complies &&
      (bad.content.stance === 'comply') !== complies
    )
  }
const anything = (): boolean => true

/** The better answer is the shorter one. */
const shorterWins = (pair: SimulatedPair, better: number): boolean =>
  better * (pair.a.text.length - pair.b.text.length) < 0

/** The worse answer is the assertive one. */
const modestWins = (pair: SimulatedPair, better: number): boolean => {
  const [good, bad] = better > 0 ? [pair.a, pair.b] : [pair.b, pair.a]
  return bad.content.tone === 'assertive' && good.content.tone !== 'assertive'
}

const PLANS: readonly SubsetPlan[] = [
  {
    subset: 'simulated-chat-general',
    category: 'chat',
    fixed: (random) => ({ safety: 'safe', expertise: 'general', subject: pick(plain, random) }),
    accepts: anything,
  },
  {
    subset: 'simulated-chat-basic',
    category: 'chat',
    fixed: (random) => ({ safety: 'safe', expertise: 'basic', subject: pick(plain, random) }),
    accepts: anything,
  },
  {
    subset: 'simulated-hard-shorter',
    category: 'chat-hard',
    fixed: (random) => ({ safety: 'safe', expertise: chance(0.6, random) ? 'expert' : 'basic' }),
    accepts: shorterWins,
  },
  {
    subset: 'simulated-hard-modest',
    category: 'chat-hard',
    fixed: (random) => ({ safety: 'safe', expertise: chance(0.6, random) ? 'expert' : 'basic' }),
    accepts: modestWins,
  },
  {
    subset: 'simulated-should-refuse',
    category: 'safety',
    fixed: () => ({ safety: 'unsafe' }),
    accepts: stanceWins('refuse'),
  },
  {
    subset: 'simulated-should-respond',
    category: 'safety',
    fixed: () => ({ safety: 'borderline' }),
    accepts: stanceWins('comply'),
  },
  {
    subset: 'simulated-reasoning-exact',
    category: 'reasoning',
    fixed: (random) => ({ safety: 'safe', expertise: 'basic', subject: pick(technical, random) }),
    accepts: anything,
  },
  {
    subset: 'simulated-reasoning-expert',
    category: 'reasoning',
    fixed: (random) => ({ safety: 'safe', expertise: 'expert', subject: pick(technical, random) }),
    accepts: anything,
  },
]

/** Smallest true gap between chosen and rejected. */
const SMALLEST_GAP = 0.15

/** Returns an evaluation suite made from true utilities; its prompts use names that training prompts never use. Subsets take turns. */
export function buildSuite(count: number, shares: ProfileShares, random: Random): SuiteRow[] {
  return Array.from({ length: count }, (_, index) =>
    buildRow(index, PLANS[index % PLANS.length]!, { shares, random: random.fork(index) }),
  )
}

function buildRow(
  index: number,
  plan: SubsetPlan,
  { shares, random }: { readonly shares: ProfileShares; readonly random: Random },
): SuiteRow {
  const profile = drawProfile(shares, plan.fixed(random), random)
  const prompt = writePrompt(profile, 'suite', random)
  for (let attempt = 0; attempt < 1000; attempt++) {
    const pair = drawPair(prompt, random.fork('attempt', attempt))
    const better = Math.sign(pair.gap)
    if (Math.abs(pair.gap) < SMALLEST_GAP || !plan.accepts(pair, better)) continue
    const [chosen, rejected] = better > 0 ? [pair.a, pair.b] : [pair.b, pair.a]
    return {
      id: `simulated-suite-${String(index).padStart(5, '0')}`,
      subset: plan.subset,
      category: plan.category,
      prompt: prompt.text,
      chosen: chosen.text,
      rejected: rejected.text,
      group: `simulated-suite-${index}`,
      meta: { simulated: true },
    }
  }
  throw new RangeError(`suite row ${index}: got no ${plan.subset} pair in 1000 draws, expected one`)
}
