import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SCRUB_KINDS, SCRUB_MARKS, type ScrubKind, scrubText } from '../../src/export/scrub-text.ts'
import { CARDS, KEYS, letters } from './private-samples.ts'

const scrub = (text: string, kinds: readonly ScrubKind[] = SCRUB_KINDS): string =>
  scrubText(text, kinds).text

describe('a scrub finds', () => {
  it.each(KEYS)('the key %s', (key) => {
    for (const [before, after] of [
      ['', ''],
      ['My key is ', ', keep it.'],
      ['KEY="', '"\n'],
    ] as const)
      expect(scrub(`${before}${key}${after}`)).toBe(`${before}[key]${after}`)
  })

  it.each([
    ['api_key="VALUE"', 'api_key="[key]"'],
    ['SERVICE_API_KEY=VALUE\nNEXT=1', 'SERVICE_API_KEY=[key]\nNEXT=1'],
    ["{'client-secret': 'VALUE'}", "{'client-secret': '[key]'}"],
    ['Authorization: Bearer VALUE', 'Authorization: Bearer [key]'],
    [
      'https://api.example.org/v1?access_token=VALUE&page=2',
      'https://api.example.org/v1?access_token=[key]&page=2',
    ],
    ['password: VALUE.', 'password: [key].'],
    ['token=the-long-name-of-api_key=VALUE', 'token=the-long-name-of-api_key=[key]'],
  ])('the value in %s', (text, expected) => {
    for (const value of [letters(32), '1f0c9a7be2d84c11', '5d1f6c3e-9a70-4b1e-8f5d-2b6c1a9e7f30'])
      expect(scrub(text.replace('VALUE', value))).toBe(expected)
  })

  it('a private key block that is cut off, and no more than it', () => {
    const head = `-----BEGIN ${''}PRIVATE KEY-----`
    expect(scrub(`${head}\n${letters(64)}\n${letters(40)}\nThat was my key.`)).toBe(
      '[key]\nThat was my key.',
    )
    expect(scrub(`"${head}\\n${letters(64)}\\n`)).toBe('"[key]\\n')
  })

  it.each([
    'anna@mail.example.org',
    'Anna.Smith+news@EXAMPLE.ORG',
    'jörg_99@müller.example',
    'a-b@x-y.co.uk',
  ])('the mailbox %s', (mailbox) => {
    expect(scrub(`Write to ${mailbox}.`)).toBe('Write to [email].')
    expect(scrub(`<${mailbox}>;${mailbox}`)).toBe('<[email]>;[email]')
    expect(scrub(`联系${mailbox}谢谢`)).toBe('联系[email]谢谢')
    expect(scrub(`https://example.org/?m=${mailbox}&x`)).toBe('https://example.org/?m=[email]&x')
  })

  it.each([
    '+49 30 1234567',
    '+49 (0)30 1234567',
    '+491701234567',
    '+420 123 456 789',
    '+33 1 23 45 67 89',
    '+1 415 555 0123',
    '+1-415-555-0123',
    '1-800-555-0199',
    '(415) 555-0123',
    '(415)555-0123',
    '415-555-0123',
    '415.555.0123',
    '+354 12 34 567',
  ])('the phone %s', (phone) => {
    expect(scrub(`Call ${phone}, please`)).toBe('Call [phone], please')
    expect(scrub(`(${phone})`)).toBe('([phone])')
  })

  it.each([
    ['Tel. 030 1234567', 'Tel. [phone]'],
    ['TEL: 030/123 45 67!', 'TEL: [phone]!'],
    ['phone = 5550123', 'phone = [phone]'],
    ['my mobile number is 0171 2345678.', 'my mobile number is [phone].'],
    ['Fax no. 030 1234567', 'Fax no. [phone]'],
  ])('what a word says to be one: %s', (text, expected) => {
    expect(scrub(text)).toBe(expected)
  })

  it.each(CARDS)('the card %s', (card) => {
    expect(scrub(`Pay with ${card}.`)).toBe('Pay with [card].')
    expect(scrub(`1234 ${card}`)).toBe('1234 [card]')
  })

  it.each(['8.8.4.4', '203.0.113.77', '2001:db8::ff00:42:8329', '2001:db8:0:1:2:3:4:5'])(
    'the address %s',
    (address) => {
      expect(scrub(`from ${address}, twice ${address}`)).toBe('from [ip], twice [ip]')
    },
  )
})

describe('a scrub leaves', () => {
  const left: Readonly<Record<string, readonly string[]>> = {
    code: [
      'scores = Q@K.transpose(0, 1) / math.sqrt(d)',
      '@app.route("/users/<int:id>")\n@dataclass(frozen=True)',
      'git clone git@github.com:owner/name.git',
      'npm i lodash@4.17.21 @types/node@20.1.0',
      'token = tokenizer.encode(text, max_length=512)',
      'token = base64_encode(value_2)',
      'api_key = os.environ["SERVICE_API_KEY"]',
      'api_key="your-api-key-goes-here"',
      'secret_key = /etc/keys/service_key_2024.txt',
      'class="sk-fading-circle sk-circle12-of-the-animation"',
      'std::vector<ace::bad> x = a::b::c;',
      'password: correct-horse-battery-staple',
      'assert 0xdeadbeef == 3735928559',
      'git show 9fceb02d0ae598e95dc970b74767f19372d61af8',
      'id = "123e4567-e89b-12d3-a456-426614174000"',
      '-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----',
      'requests.get(f"https://{host}:{port}/v1")',
    ],
    'addresses of pages': [
      'https://example.org/@user/post-2024-05-01',
      'https://user:word@example.org:8080/path',
      'https://www.example.org/maps/@52.5200066,13.404954,15z',
      'http://localhost:8080/?id=4155550123',
    ],
    mathematics: [
      '3.141592653589793 + 2.718281828459045',
      'x +12345678 y',
      '+3.14159265',
      '+10000000000',
      '+12 345 678 and +123 456 789',
      '1,234,567,890 / 42 = 29394473.57',
      '100-200-300 and 555-1234',
      '2^64 = 18446744073709551616',
      '0.4111111111111111',
    ],
    'dates and times': [
      '2023-10-05 12:30:45.123456',
      '05/10/2023',
      '10.05.2023',
      'mobile: 2023-10-05',
      '12:30:45:07',
    ],
    versions: [
      'v1.2.3.4',
      'version 11.22.33.44',
      '1.2.3.4.5',
      '1.800.555',
      'CUDA 12.4.131',
      'Python 3.11.7',
    ],
    accounts: [
      'DE89 3704 0044 0532 0130 00',
      'GB29NWBK60161331926819',
      '1234567890123456',
      '4111 1111 1111 1112',
      '978-3-16-148410-0',
      '123-45-6789',
    ],
    'addresses that everybody has': [
      '127.0.0.1 192.168.0.10 10.0.0.1 255.255.255.0 ::1',
      'fe80::1ff:fe23:4567:890a',
    ],
    marks: Object.values(SCRUB_MARKS),
  }

  it.each(Object.entries(left).flatMap(([kind, texts]) => texts.map((text) => [kind, text])))(
    '%s: %s',
    (_kind, text) => {
      expect(scrub(text)).toBe(text)
    },
  )

  it('kinds that were not asked for', () => {
    const text = `anna@example.org ${CARDS[0]} 8.8.4.4 (415) 555-0123 ${KEYS[0]}`
    expect(scrub(text, [])).toBe(text)
    expect(scrub(text, ['cards'])).toBe(text.replace(CARDS[0]!, '[card]'))
    expect(scrubText(text).text).toBe(`[email] ${CARDS[0]} 8.8.4.4 [phone] [key]`)
  })
})

/** Texts in which finds, near finds and the signs between them meet in every way. */
const pieces = fc.oneof(
  fc.constantFrom(...KEYS, ...CARDS, ...Object.values(SCRUB_MARKS)),
  fc.constantFrom(
    'anna@example.org',
    'https://u:p@example.org/',
    '://',
    '@',
    '.org',
    'git@x.org:',
    'user',
    'x.y.z',
  ),
  fc.constantFrom(
    '+49 30 1234567',
    '415-555-0123',
    '(415) 555-0123',
    '+1',
    '4155',
    '1234567',
    '+491701234567',
    '0123',
    '1111',
  ),
  fc.constantFrom(
    'Tel. ',
    'phone: ',
    'number is',
    'api_key=',
    'token: ',
    'Bearer ',
    '"',
    "'",
    '=',
    ':',
    '=>',
  ),
  fc.constantFrom('8.8.4.4', '2001:db8::1', '::', 'version ', 'é', '联', '_', '\n', '\u00a0'),
  fc.constantFrom(' ', ' ', '-', '.', '/', '(', ')', '+', ',', ''),
  fc.string({ maxLength: 4 }),
  fc.stringMatching(/^[0-9]{1,6}$/),
)
const texts = fc.array(pieces, { maxLength: 24 }).map((parts) => parts.join(''))
const kindSets = fc.subarray([...SCRUB_KINDS])

describe('the laws of a scrub', () => {
  it('a second scrub changes nothing more', () => {
    fc.assert(
      fc.property(texts, kindSets, (text, kinds) => {
        const once = scrub(text, kinds)
        expect(scrub(once, kinds)).toBe(once)
      }),
      { numRuns: 3_000 },
    )
  })

  it('a text without finds comes back byte for byte, and counts are those of the marks', () => {
    fc.assert(
      fc.property(fc.oneof(texts, fc.string({ unit: 'binary' })), (text) => {
        const after = scrubText(text, SCRUB_KINDS)
        if (Object.keys(after.counts).length === 0) expect(after.text).toBe(text)
        for (const kind of SCRUB_KINDS) {
          const marks = (within: string): number => within.split(SCRUB_MARKS[kind]).length - 1
          expect(after.counts[kind] ?? 0).toBe(marks(after.text) - marks(text))
        }
      }),
      { numRuns: 1_000 },
    )
  })

  it('an excerpt never shows a find, not even where it stands a second time', () => {
    const finds = ['anna@example.org', '0301234567', letters(20), CARDS[0]!, '8.8.4.4', KEYS[0]!]
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.constantFrom(...finds), pieces)), (parts) => {
        const text = `${parts.join(' ')} Tel. 0301234567, api_key=${letters(20)} https://anna@example.org/`
        for (const { excerpt } of scrubText(text, SCRUB_KINDS).finds) {
          expect(excerpt.length).toBeLessThan(80)
          for (const find of finds) expect(excerpt).not.toContain(find)
        }
      }),
    )
    expect(scrubText('Tel. 0301234567 or 0301234567').finds).toEqual([
      { kind: 'phones', excerpt: 'Tel. [phone] or ##########' },
    ])
  })

  it.each([
    'a',
    'a.',
    'a@',
    '@a.',
    'a@a.a.',
    '1',
    '1 ',
    '+1 ',
    '+49 30 1234567',
    '415-',
    '(415) ',
    '1.',
    ':1',
    'a:',
    '4111 ',
    'sk-',
    'eyJaaaaaaaa.',
    'token=',
    'token=abcdefghijklmnopqrst ',
    'bearer ',
    'api_key: ',
    '://',
    'tel. ',
    'tel 1 ',
    'phone number is ',
    `-----BEGIN ${''}PRIVATE KEY-----`,
    `-----BEGIN ${''}PRIVATE KEY-----\n${letters(40)}\n`,
    `-----END ${''}PRIVATE KEY-----`,
    'a@b.org,',
    ' ',
    '\n',
  ])('a million characters of %j take no long time', (piece) => {
    const text = piece.repeat(Math.ceil(1_000_000 / piece.length))
    const start = performance.now()
    const after = scrubText(text, SCRUB_KINDS)
    expect(after.finds.length).toBeLessThanOrEqual(20)
    expect(performance.now() - start).toBeLessThan(4_000)
  })
})
