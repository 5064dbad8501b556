/** Describes preference instances by binary features and says how many carry each, on a simulated world. */
// In your own project: from 'hyper-router/backends' and 'hyper-router'.
import { openTextAnalyser } from '../../src/backends/index.ts'
import {
  buildFeatures,
  columnSums,
  createRandom,
  fitBins,
  measurePairs,
  simulateWorld,
  tagPrompts,
} from '../../src/index.ts'

const { instances } = simulateWorld({ instances: 120, seedStream: createRandom(2) })
const ids = instances.map(({ id }) => id)
const prompts = instances.map(({ prompt }) => prompt)

const analyser = await openTextAnalyser({ workers: 1 })
const facts = {
  prompt: await analyser.analyse(prompts),
  a: await analyser.analyse(instances.map(({ completionA }) => completionA)),
  b: await analyser.analyse(instances.map(({ completionB }) => completionB)),
}
await analyser.dispose()

// Without an encoder, cosine and BERTScore are unknown: NaN in the measures, a bit in matrix.unknown.
const measures = measurePairs({ instances, facts, cosine: null, bertScore: null, baseline: null })
const tags = tagPrompts({ ids, prompts, facts: facts.prompt, vectors: null, prototypes: null })
const matrix = buildFeatures({ ids, measures, bins: fitBins(measures), tags, minimumCount: 5 })

const sums = columnSums(matrix)
const most = matrix.specs
  .map(({ id, label }, column) => ({ id, label, count: sums[column]! }))
  .sort((first, second) => second.count - first.count)
const result = {
  simulated: true,
  instances: ids.length,
  features: most.length,
  most: most.slice(0, 5),
}
process.stdout.write(`${JSON.stringify(result, null, 2)}\n`)
