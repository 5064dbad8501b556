import { describe, expect, it } from 'vitest'
import {
  BUILT_IN_PROMPTS,
  checkJudge,
  createJudgePrompt,
  JUDGE_MODES,
  promptLabel,
} from '../../../src/judge/index.ts'
import { isHyperError } from '../../../src/kit/index.ts'
import { makeJudge } from './make.ts'

const PAIR = '{{prompt}} {{a}} {{b}}'

function thrown(action: () => unknown): { code: string; message: string } {
  try {
    action()
  } catch (error) {
    if (isHyperError(error)) return { code: error.code, message: error.message }
    throw error
  }
  return { code: 'none', message: '' }
}

describe('createJudgePrompt', () => {
  const make = (text: string, mode: (typeof JUDGE_MODES)[number] = 'letter') =>
    createJudgePrompt(mode, { name: 'own', version: '3', text })

  it('takes a template with each placeholder once', () => {
    expect(promptLabel(make(`${PAIR} {{ guidelines }}`))).toBe('own@3')
    expect(make('{{prompt}}{{answer}}', 'scores').hash).toMatch(/^[0-9a-f]{32}$/)
  })

  it('gives other words another hash', () => {
    expect(make(PAIR).hash).toBe(make(PAIR).hash)
    expect(make(`${PAIR}.`).hash).not.toBe(make(PAIR).hash)
  })

  it.each([
    ['{{prompt}} {{a}}', 'letter', 'no {{b}}'],
    ['{{prompt}} {{a}} {{b}} {{c}}', 'letter', '{{c}}'],
    ['{{prompt}} {{a}} {{b}} {{answer}}', 'five-step', '{{answer}}'],
    ['{{prompt}} {{a}} {{b}}', 'scores', '{{a}}'],
    ['{{prompt}} {{a}} {{b}} {{a}}', 'letter', '{{a}} 2 times'],
    ['{{prompt}} {{a}} {{b}} {{}}', 'letter', '{{}}'],
  ] as const)('refuses %j for %s', (text, mode, named) => {
    const { code, message } = thrown(() => make(text, mode))
    expect(code).toBe('config/bad-prompt')
    expect(message).toContain(named)
  })
})

describe('BUILT_IN_PROMPTS', () => {
  it('has one for each mode, with its own words', () => {
    expect(Object.keys(BUILT_IN_PROMPTS).sort()).toEqual([...JUDGE_MODES].sort())
    const hashes = Object.values(BUILT_IN_PROMPTS).map((prompt) => prompt.hash)
    expect(new Set(hashes).size).toBe(JUDGE_MODES.length)
  })

  it('can show guidelines in every mode', () => {
    for (const mode of JUDGE_MODES) {
      const judge = makeJudge(mode, { guidelines: 'Short answers win.' })
      expect(checkJudge(judge)).toBe(judge)
    }
  })
})

describe('checkJudge', () => {
  it.each([
    ['id', { id: 'gpt@ab' }],
    ['id', { id: ' ' }],
    ['samples', { samples: 0 }],
    ['maxTokens', { maxTokens: 1.5 }],
    [
      'guidelines',
      {
        guidelines: 'x',
        prompt: createJudgePrompt('letter', { name: 'own', version: '1', text: PAIR }),
      },
    ],
  ])('refuses a bad %s', (field, fields) => {
    const { code, message } = thrown(() => checkJudge(makeJudge('letter', fields)))
    expect(code).toBe('config/bad-judge')
    expect(message).toContain(field)
  })
})
