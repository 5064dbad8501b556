/** Fewest letters that a language is read from. */
const FEWEST_LETTERS = 8
/** Below this many letters the best language must lead the second by `SHORT_MARGIN`. */
const SHORT_LETTERS = 30
const SHORT_MARGIN = 0.03

/** Loads the language detector and returns the reader: an ISO 639-1 code, null when it is not sure. */
export async function loadLanguageReader(): Promise<(text: string) => string | null> {
  const { eld } = await import('eld/small')
  return (text) => {
    const letters = text.match(/\p{L}/gu)?.length ?? 0
    if (letters < FEWEST_LETTERS && !/\p{Lo}{3}/u.test(text)) return null
    const found = eld.detect(text)
    if (found.language === '' || !found.isReliable()) return null
    if (letters < SHORT_LETTERS && !/\p{Lo}{3}/u.test(text)) {
      const [first = 0, second = 0] = Object.values(found.getScores()).sort((a, b) => b - a)
      if (first - second < SHORT_MARGIN) return null
    }
    return found.language
  }
}
