/**
 * Kills processes that buy answers from a local endpoint, a thousand times unless told, and prints what was seen as JSON:
 * `npx tsx scripts/kill-answers.ts [KILLS] [SEED]`. Ends with status 1 where a journal was ever wrong.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRandom } from '../src/kit/index.ts'
import { emptyFigures, killRounds, transpileChild } from '../test/collect/kill-rounds.ts'

/** Kills for one journal; then a new one begins, with another cap. */
const KILLS_PER_JOURNAL = 50
/** USD: never reached, reached after some dozen kills, reached early. */
const CAPS = [1000, 4, 1] as const

const kills = Number(process.argv[2] ?? 1000)
const random = createRandom(process.argv[3] ?? 42)
const home = await mkdtemp(join(tmpdir(), 'hyper-kill-'))
try {
  const child = await transpileChild(join(home, 'child'))
  const figures = emptyFigures()
  for (let journal = 0; figures.kills < kills; journal++) {
    const folder = join(home, `journal-${journal}`)
    const capUsd = CAPS[journal % CAPS.length]!
    const rounds = Math.min(KILLS_PER_JOURNAL, kills - figures.kills)
    const options = { folder, kills: rounds, questions: 5000, capUsd, child }
    await killRounds(options, figures, random.fork('journal', journal))
    console.error(`${figures.kills} of ${kills} kills, ${figures.offences.length} offences`)
  }
  console.log(JSON.stringify(figures, null, 2))
  if (figures.offences.length > 0) process.exitCode = 1
} finally {
  await rm(home, { recursive: true, force: true })
}
