import { describe, expect, it } from 'vitest'
import { judgeBehaviour } from '../../src/annotate/index.ts'
import { made } from './made-instances.ts'

describe('judge behaviour', () => {
  it('reads both orders, strength, panel and probability', () => {
    const instance = made('x', {
      lm: ['j a slight 0.8', 'j@ab a', 'j@ba tie', 'k b', 'l tie', 'm a'],
    })
    expect(judgeBehaviour(instance)).toEqual({
      judge: 'j',
      asked: 'both',
      flipped: false,
      tie: false,
      strength: 'slight',
      panelSize: 4,
      panelDisagreeShare: 2 / 3,
      panelMean: 0,
      pA: 0.8,
      entropy: -(0.8 * Math.log(0.8) + 0.2 * Math.log(0.2)),
    })
    expect(judgeBehaviour(instance, 'k')).toMatchObject({ asked: null, flipped: null, pA: null })
    expect(judgeBehaviour(instance, 'k').panelMean).toBeCloseTo(2 / 3, 12)
  })

  it('a contradiction is a flip', () => {
    const flip = judgeBehaviour(made('x', { lm: ['j tie', 'j@ab a', 'j@ba b'] }))
    expect(flip).toMatchObject({ asked: 'both', flipped: true, tie: true, strength: null })
  })

  it('reads a judge of which only raw answers are recorded', () => {
    const both = judgeBehaviour(made('x', { lm: ['j@ab b 0.2', 'j@ba b 0.4'] }))
    expect(both).toMatchObject({ judge: 'j', asked: 'both', tie: false, strength: 'clear' })
    expect(both.pA).toBeCloseTo(0.3, 12)
    expect(judgeBehaviour(made('x', { lm: ['j@ab b'] }))).toMatchObject({
      asked: 'one',
      flipped: null,
      tie: false,
    })
  })

  it('unknown is null, never false', () => {
    expect(judgeBehaviour(made('x', {}))).toEqual({
      judge: null,
      asked: 'none',
      flipped: null,
      tie: null,
      strength: null,
      panelSize: 0,
      panelDisagreeShare: null,
      panelMean: null,
      pA: null,
      entropy: null,
    })
    expect(judgeBehaviour(made('x', { lm: ['k a'] }), 'j')).toMatchObject({
      judge: 'j',
      asked: 'none',
      tie: null,
      panelSize: 1,
      panelDisagreeShare: null,
      panelMean: 1,
    })
    const certain = judgeBehaviour(made('x', { lm: ['j a 1'] }))
    expect(certain).toMatchObject({ asked: null, flipped: null, entropy: 0 })
  })
})
