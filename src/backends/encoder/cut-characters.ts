/**
 * Returns consecutive pieces of a text, none longer than `limit` UTF-16 units; pieces of white space alone are left out. Cuts after the last white space of a piece's
 * second half where there is one, and never inside a surrogate pair.
 */
export function cutCharacters(text: string, limit: number): string[] {
  const pieces: string[] = []
  for (let start = 0; start < text.length; ) {
    const end = findEnd(text, start, limit)
    const piece = text.slice(start, end)
    if (piece.trim() !== '') pieces.push(piece)
    start = end
  }
  return pieces
}

function findEnd(text: string, start: number, limit: number): number {
  const most = start + limit
  if (most >= text.length) return text.length
  const least = start + Math.ceil(limit / 2)
  for (let end = most; end > least; end--) if (/\s/.test(text[end - 1]!)) return end
  return isInsidePair(text, most) ? most - 1 : most
}

function isInsidePair(text: string, at: number): boolean {
  return /[\uD800-\uDBFF]/.test(text[at - 1]!) && /[\uDC00-\uDFFF]/.test(text[at]!)
}
