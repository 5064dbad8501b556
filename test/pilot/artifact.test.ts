import { describe, expect, it } from 'vitest'
import { createRandom, isHyperError } from '../../src/kit/index.ts'
import {
  fitPilot,
  fromPilotArtifact,
  predictPilot,
  toPilotArtifact,
} from '../../src/pilot/index.ts'
import { makePilot } from './made-pilot.ts'

const made = makePilot({ groups: 20, perGroup: 3 }, createRandom('artifact'))
const { model } = fitPilot(made.evidence, made.people, { folds: 3 }, createRandom(1))
const written = JSON.stringify(toPilotArtifact(model))

describe('the artifact of a pilot', () => {
  it('reads back to the same model, typed arrays and all', () => {
    const read = fromPilotArtifact(JSON.parse(written))
    expect(read).toEqual(model)
    expect(predictPilot(read, made.evidence)).toEqual(predictPilot(model, made.evidence))
    expect(JSON.stringify(toPilotArtifact(read))).toBe(written)
  })

  it.each<[string, unknown, RegExp]>([
    ['nothing', null, /format: got nothing/],
    ['another format', { format: 'hyper/ppm@1', model: {} }, /format: got "hyper\/ppm@1"/],
    ['no model', { format: 'hyper/pilot@1' }, /damaged model/],
    ['half a model', { format: 'hyper/pilot@1', model: { preference: {} } }, /labels: got nothing/],
  ])('refuses %s', (_name, artifact, message) => {
    expect(() => fromPilotArtifact(artifact)).toThrow(message)
  })

  it.each(['$floats', '$integers'])('refuses %s that are not numbers', (name) => {
    const damaged = written.replace(`"${name}":[`, `"${name}":[null,`)
    expect(damaged).not.toBe(written)
    try {
      fromPilotArtifact(JSON.parse(damaged))
      expect.fail('it was read')
    } catch (error) {
      expect(isHyperError(error, 'data/bad-pilot')).toBe(true)
    }
  })
})
