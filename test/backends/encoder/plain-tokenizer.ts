import type { Piece } from '../../../src/backends/encoder/index.ts'

/**
 * Cuts a text by the plainest means: every substring is looked up in a map of pieces, ends in ascending order, code points
 * as units. Rules of the package: an uncovered character has score 0 and id 0, later and equal wins, runs of id 0 are one.
 */
export function cutPlainly(text: string, pieces: readonly Piece[]): number[] {
  const known = new Map(pieces.slice(6).map(([piece, score], at) => [piece, { score, id: at + 6 }]))
  const normal = text.normalize('NFKC')
  const units = normal === '' ? [] : [...`\u2581${normal.replace(/ /g, '\u2581')}`]
  const best = [{ score: 0, ids: [] as number[] }]
  for (let end = 1; end <= units.length; end++) {
    let winner: { score: number; ids: number[] } | undefined
    for (let start = Math.max(0, end - 16); start < end; start++) {
      const covered = [...units.keys()]
        .slice(start + 1, start + 17)
        .concat(units.length)
        .some((stop) => known.has(units.slice(start, stop).join('')))
      const piece = known.get(units.slice(start, end).join(''))
      const choice = piece ?? (end === start + 1 && !covered ? { score: 0, id: 0 } : undefined)
      if (choice === undefined) continue
      const score = best[start]!.score + choice.score
      if (winner === undefined || winner.score === 0 || score >= winner.score) {
        winner = { score, ids: [...best[start]!.ids, choice.id] }
      }
    }
    best.push(winner!)
  }
  const { ids } = best.at(-1)!
  return ids.filter((id, at) => id !== 0 || ids[at - 1] !== 0)
}
