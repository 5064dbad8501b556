import { drawIndex, type Random } from '../../kit/index.ts'

/** Returns one of the items, each equally likely. */
export function pick<T>(items: readonly T[], random: Random): T {
  return items[drawIndex(items.length, random)]!
}

/** Returns one key of a table of weights, in proportion to them. */
export function pickWeighted<K extends string>(
  weights: Readonly<Record<K, number>>,
  random: Random,
): K {
  const entries = Object.entries(weights) as [K, number][]
  let left = random.next() * entries.reduce((total, [, weight]) => total + weight, 0)
  for (const [key, weight] of entries) {
    left -= weight
    if (left < 0) return key
  }
  return entries.at(-1)![0]
}

/** Returns true with the given chance. */
export function chance(share: number, random: Random): boolean {
  return random.next() < share
}

/** Returns a whole number between both ends, ends included. */
export function between(low: number, high: number, random: Random): number {
  return low + drawIndex(high - low + 1, random)
}

/** Returns `count` different items in random order (all of them when there are fewer). */
export function pickSeveral<T>(items: readonly T[], count: number, random: Random): T[] {
  const left = [...items]
  const taken: T[] = []
  while (taken.length < count && left.length > 0) {
    taken.push(...left.splice(drawIndex(left.length, random), 1))
  }
  return taken
}

/** Returns a text with every `{name}` replaced; an unknown name is a mistake of the word banks. */
export function fill(template: string, values: Readonly<Record<string, string>>): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name]
    if (value === undefined)
      throw new RangeError(`template "${template}": got no value for {${name}}`)
    return value
  })
}

/** Returns a text with its first letter in upper case. */
export function capitalise(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
