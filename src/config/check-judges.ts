import type { PreferenceInstance } from '../domain/index.ts'
import { HyperError, show } from '../kit/index.ts'
import { askAbout } from '../pipeline/index.ts'
import type { JudgeSetup } from './judge-setup.ts'

const ANY: PreferenceInstance = {
  id: '',
  source: '',
  prompt: 'p',
  completionA: 'a',
  completionB: 'b',
  human: [],
  lm: [],
  meta: {},
}

/**
 * Refuses judges at different endpoints that ask the same questions. Answers are kept by what was asked, not by where: the second would be given the
 * answers of the first.
 *
 * @throws HyperError `config/same-questions`
 */
export function requireOwnQuestions(setups: readonly JudgeSetup[]): void {
  const asked = new Map<string, JudgeSetup>()
  for (const setup of setups) {
    const question = askAbout(ANY, setup.judge)[0]!.identity
    const before = asked.get(question)
    if (before !== undefined && before.baseUrl !== setup.baseUrl) {
      throw new HyperError(
        'config/same-questions',
        `judges ${show(before.judge.id)} and ${show(setup.judge.id)}: got the same questions to the model ${show(setup.model)} at two endpoints, expected another name of the model`,
        {
          hint: 'answers are kept by model and question, so that a model may move: give the models different names at their endpoints',
        },
      )
    }
    asked.set(question, setup)
  }
}
