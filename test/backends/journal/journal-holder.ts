/** A process that has bought one answer, has three calls in flight, and waits to be killed. */
import { openFileJournal } from '../../../src/backends/journal/index.ts'
import { buy, keyOf, madeAnswer } from './made-answers.ts'

const journal = await openFileJournal({ folder: process.argv[2]!, capUsd: 1 })
await buy(journal, madeAnswer(0))
await Promise.all([1, 2, 3].map((name) => journal.reserve(keyOf(name), 0.25)))
process.send?.('ready')
setInterval(() => {}, 1000)
