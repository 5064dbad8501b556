import { type JudgeSetup, loadJudge } from '../config/index.ts'
import { HyperError, show } from '../kit/index.ts'
import type { JudgeScheme } from '../pipeline/index.ts'
import type { CommandContext } from './command.ts'

/** Returns the judges that the options name, in their order. @throws HyperError `usage/no-judge`, `usage/same-judge`, and as `loadJudge` */
export async function loadJudges(
  words: readonly string[],
  { io }: Pick<CommandContext, 'io'>,
): Promise<JudgeSetup[]> {
  if (words.length === 0) {
    throw new HyperError('usage/no-judge', 'judge: got no --judge, expected at least one', {
      hint: 'name a judge file, or see "hyper judge --list"',
    })
  }
  const setups: JudgeSetup[] = []
  for (const word of words) setups.push(await loadJudge(word, io.cwd))
  const ids = setups.map(({ judge }) => judge.id)
  const twice = ids.find((id, index) => ids.indexOf(id) !== index)
  if (twice !== undefined) {
    throw new HyperError(
      'usage/same-judge',
      `judge: got two with the id ${show(twice)}, expected a different id for each`,
    )
  }
  return setups
}

/**
 * Returns how several judges become one label.
 *
 * @throws HyperError `usage/bad-scheme`
 */
export function schemeOf(options: Readonly<Record<string, unknown>>, judges: number): JudgeScheme {
  const { panel, cascade, as } = options
  if (panel === undefined && cascade === undefined) return { kind: 'each' }
  if (panel !== undefined && cascade !== undefined)
    throw badScheme('--panel and --cascade', 'one of them')
  if (judges < 2) throw badScheme(`${judges} judge`, 'two or more judges')
  if (panel !== undefined) {
    if (panel !== 'vote' && panel !== 'mean-probability')
      throw badScheme(`--panel ${show(panel)}`, 'vote or mean-probability')
    return { kind: 'panel', id: String(as ?? 'panel'), rule: panel, quorum: null }
  }
  const thresholds = String(cascade).split(',').map(Number)
  if (thresholds.length !== judges - 1 || thresholds.some((value) => !(value >= 0.5 && value <= 1)))
    throw badScheme(
      `--cascade ${show(cascade)}`,
      `${judges - 1} numbers from 0.5 to 1, one for each judge but the last`,
    )
  return { kind: 'cascade', id: String(as ?? 'cascade'), thresholds }
}

function badScheme(got: string, expected: string): HyperError {
  return new HyperError('usage/bad-scheme', `judge: got ${got}, expected ${expected}`)
}
