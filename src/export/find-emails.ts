import type { Span } from './find-keys.ts'

const LETTER = 'A-Za-z0-9\\u00C0-\\u024F'
const EMAIL = new RegExp(
  `(?<![${LETTER}._%+-])[${LETTER}_][${LETTER}._%+-]{0,63}@(?:[${LETTER}](?:[${LETTER}-]{0,61}[${LETTER}])?\\.){1,8}(?:[a-z]{2,24}|[A-Z]{2,24})(?![${LETTER}_(-]|\\.[a-z_])`,
  'g',
)
/** What stands before the path of a URL; `user@` there is no mailbox. */
const AUTHORITY = /:\/\/(?:(?!:\/\/)[^\s/?#])*/g

/**
 * Returns addresses of mailboxes, with letters of Latin scripts. No find: `user@host` inside a URL, `git@host` of a repository, what is
 * called as in code (`q@k.transpose(`), a domain without a point.
 */
export function findEmails(text: string): Span[] {
  if (!text.includes('@')) return []
  const authorities = [...text.matchAll(AUTHORITY)]
  let next = 0
  return [...text.matchAll(EMAIL)].flatMap((match) => {
    const start = match.index
    while (next < authorities.length && endOf(authorities[next]) <= start) next++
    const isInUrl = next < authorities.length && (authorities[next]?.index ?? 0) < start
    if (isInUrl || /^(?:git|hg|svn)@/.test(match[0])) return []
    return [{ start, end: start + match[0].length }]
  })
}

const endOf = (match: RegExpExecArray | undefined): number =>
  match === undefined ? 0 : match.index + match[0].length
