const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const SIGNS = `${LETTERS}0123456789`

/** A made-up run of letters and digits, with both. */
export const letters = (count: number, signs: string = SIGNS): string =>
  Array.from({ length: count }, (_, place) =>
    signs.charAt((place * 37 + count) % signs.length),
  ).join('')

const capitals = (count: number): string => letters(count, SIGNS.replace(/[a-z]/g, ''))

/** Made-up keys of every shape; put together here, so that no scanner of sources takes them for real ones. */
export const KEYS: readonly string[] = [
  `sk-${letters(48)}`,
  `sk-${'proj'}-${letters(20)}_${letters(30)}-${letters(12)}`,
  `sk-${'ant'}-api03-${letters(40)}-${letters(20)}AA`,
  `hf_${letters(34, LETTERS)}`,
  `${'gh'}p_${letters(36)}`,
  `${'github'}_pat_${letters(22)}_${letters(40)}`,
  `${'AK'}IA${capitals(16)}`,
  `${'AI'}za${letters(20)}-${letters(14)}`,
  `${'xox'}b-123456789012-123456789012-${letters(24, LETTERS)}`,
  `${'sk'}_live_${letters(24)}`,
  `eyJ${letters(20)}.eyJ${letters(30)}.${letters(43)}`,
  [
    `-----BEGIN ${'RSA'} PRIVATE KEY-----`,
    'Proc-Type: 4,ENCRYPTED',
    '',
    letters(64),
    letters(64),
    `${letters(20)}==`,
    `-----END ${'RSA'} PRIVATE KEY-----`,
  ].join('\n'),
]

/** A payment card number of the lengths and first digits of a brand, with its check digit. */
export const CARDS: readonly string[] = [
  '4111 1111 1111 1111',
  '5500-0000-0000-0004',
  '340000000000009',
]
