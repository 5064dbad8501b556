import { drawIndex, type Random } from '../kit/index.ts'

/** A sample of the texts that went by, each as likely as any other. */
export interface TextSample {
  add(texts: readonly string[]): void
  /** Counts texts that went by and makes them only where they come into the sample; returns them then, or null. */
  offer(make: () => readonly string[]): readonly string[] | null
  /** The sample, in no order. */
  texts(): readonly (readonly string[])[]
}

/** How large a sample may get. */
export interface SampleLimits {
  readonly size: number
  /** UTF-16 units of all texts held; where they are more, the sample shrinks by chance. */
  readonly units: number
}

/** Returns an empty sample that keeps up to `size` of the texts added. Reservoir sampling, Vitter's algorithm R (1985). */
export function createTextSample(limits: SampleLimits, random: Random): TextSample {
  const held: (readonly string[])[] = []
  let size = limits.size
  let units = 0
  let seen = 0
  const dropOne = (): void => {
    const at = drawIndex(held.length, random)
    units -= unitsOf(held[at]!)
    held[at] = held.at(-1)!
    held.pop()
    size = held.length
  }
  const offer = (make: () => readonly string[]): readonly string[] | null => {
    seen++
    const place = seen <= size ? held.length : drawIndex(seen, random)
    if (place >= size) return null
    const texts = make()
    units += unitsOf(texts) - (held[place] ? unitsOf(held[place]) : 0)
    held[place] = texts
    while (units > limits.units && held.length > 1) dropOne()
    return texts
  }
  return {
    add: (texts) => void offer(() => texts),
    offer,
    texts: () => held,
  }
}

function unitsOf(texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + text.length, 0)
}
