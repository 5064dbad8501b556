/** Returns the majority of the votes on every instance, 1 A, 0 tie, -1 B; a level vote is a tie. */
export function combineVotes(votes: readonly Int8Array[]): Int8Array {
  const [first] = votes
  if (first === undefined || votes.length === 1) return first ?? new Int8Array(0)
  return first.map((_, row) => {
    let sum = 0
    let sides = 0
    for (const column of votes) {
      sum += column[row]!
      sides += Math.abs(column[row]!)
    }
    const most = (sides + Math.abs(sum)) / 2
    // More votes for one side than for the other and for a tie.
    return sum !== 0 && most > votes.length - sides ? Math.sign(sum) : 0
  })
}

/** Returns the utility of labels: 1 - |label - truth| / 2, on 1 A, 0 tie, -1 B; shape (n). */
export function utilityOfLabels(labels: Int8Array, verdicts: Int8Array): Float32Array {
  const utilities = new Float32Array(labels.length)
  for (let row = 0; row < labels.length; row++) {
    utilities[row] = 1 - Math.abs(labels[row]! - verdicts[row]!) / 2
  }
  return utilities
}
