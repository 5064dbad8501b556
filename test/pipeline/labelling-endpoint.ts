import type { PreferenceInstance } from '../../src/domain/index.ts'
import { answerLetter } from '../endpoints/judging-endpoint.ts'
import {
  openScriptedEndpoint,
  type ScriptedCall,
  type ScriptedEndpoint,
} from '../endpoints/scripted-endpoint.ts'

/** Returns a text as it stands in the JSON of a request. */
const inJson = (text: string): string => JSON.stringify(text).slice(1, -1)

/** Returns which of the instances a call asks about, and whether its A is shown first. */
export function instanceAsked(
  { text }: ScriptedCall,
  instances: readonly PreferenceInstance[],
): { readonly instance: PreferenceInstance; readonly isStored: boolean } {
  for (const instance of instances) {
    const [a, b] = [instance.completionA, instance.completionB].map((side) =>
      text.indexOf(inJson(side)),
    )
    if (a !== -1 && b !== -1) return { instance, isStored: a! < b! }
  }
  throw new Error('got a question about no instance, expected one about an instance of the world')
}

/**
 * Starts an endpoint that says of each instance what the judge of a simulated world said, as sure as `confidenceOf` tells; below 0.5 it says the opposite.
 */
export function openLabellingEndpoint(
  instances: readonly PreferenceInstance[],
  confidenceOf: (instance: PreferenceInstance) => number = () => 0.9,
): Promise<ScriptedEndpoint> {
  return openScriptedEndpoint((call) => {
    const { instance, isStored } = instanceAsked(call, instances)
    const verdict = instance.lm[0]?.verdict ?? 'tie'
    if (verdict === 'tie') return answerLetter(0.5)
    const confidence = confidenceOf(instance)
    return answerLetter((verdict === 'a') === isStored ? confidence : 1 - confidence)
  })
}
