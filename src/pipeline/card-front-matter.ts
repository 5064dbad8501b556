import { jointLicence } from '../export/index.ts'
import type { CardFacts } from './card-facts.ts'

/** Classes of size that hubs know, by the least number of rows. */
const SIZES: readonly (readonly [number, string])[] = [
  [1e12, 'n>1T'],
  [1e11, '100B<n<1T'],
  [1e10, '10B<n<100B'],
  [1e9, '1B<n<10B'],
  [1e8, '100M<n<1B'],
  [1e7, '10M<n<100M'],
  [1e6, '1M<n<10M'],
  [1e5, '100K<n<1M'],
  [1e4, '10K<n<100K'],
  [1e3, '1K<n<10K'],
  [0, 'n<1K'],
]

/** Returns the YAML front matter of a card: what hubs index, and which file is which split. */
export function cardFrontMatter(facts: CardFacts): string {
  const { files, simulated, licences } = facts
  const rows = files.reduce((sum, file) => sum + file.rows, 0)
  const tags = ['preference', 'reward-model', 'rlhf', 'hybrid-labels', 'croissant']
  const size = SIZES.find(([least]) => rows >= least)?.[1] ?? 'n<1K'
  const splits = files.map(
    ({ split, name }) => `      - split: ${split}\n        path: ${JSON.stringify(name)}`,
  )
  return `---
license: ${jointLicence(licences)}
pretty_name: Hybrid preference labels
task_categories: [text-generation, reinforcement-learning]
tags: [${[...tags, ...(simulated ? ['simulated', 'synthetic'] : [])].join(', ')}]
size_categories: ["${size}"]
configs:
  - config_name: default
    data_files:
${splits.join('\n')}
---
`
}
