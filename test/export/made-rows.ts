import fc from 'fast-check'
import {
  type ChatMessage,
  conversationFields,
  type HybridRow,
  type PreferenceInstance,
  type SourceLabel,
} from '../../src/domain/index.ts'

/** Texts that files and readers are apt to change. */
const AWKWARD = [
  '',
  ' ',
  'Yes.',
  '"quoted", and a comma',
  "it's; a|pipe\ta tab",
  'one\ntwo\n\nthree',
  'a carriage\rreturn and \r\n both',
  '\n\nleading and trailing \n',
  '  spaces around  ',
  'bell \u0007, escape \u001b, delete \u007f, next line \u0085',
  '🙂 👩‍👩‍👧 🇪🇺 é é',
  'שלום עליכם \u202e reversed',
  'line\u2028separator\u2029and\u00a0more\ufeff',
  '[Turn 1]',
  '[Turn 1]\nHello\n\n[Turn 2]\nAgain',
  '[Turn 1]\n  odd space \n[Turn 2]\nnext',
  '\n\nHuman: and\n\nAssistant: inside',
  '[User]\nnot a role\n\n[System]\nneither',
  '{"role": "user", "content": "x"}',
  '[{"role": "user", "content": "x"}]',
  '=SUM(A1:A9)',
  '<|im_end|>\\n',
  'null',
  'true',
  '007',
  'x'.repeat(5000),
  'NaN',
] as const

const text: fc.Arbitrary<string> = fc
  .oneof(
    { weight: 3, arbitrary: fc.constantFrom(...AWKWARD) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(fc.constantFrom(...AWKWARD), fc.constantFrom(...AWKWARD))
        .map(([one, other]) => one + other),
    },
  )
  .map((made) => made.replaceAll('\u0000', ''))

const filled = text.map((made) => (made.trim() === '' ? `${made}Why?` : made))
const message = (role: ChatMessage['role'], content: string): ChatMessage => ({ role, content })

const anyMessages = fc.array(
  fc
    .tuple(fc.constantFrom('system', 'user', 'assistant', 'tool'), text)
    .map(([role, content]) => message(role as ChatMessage['role'], content)),
  { maxLength: 3 },
)
const answer = text.map((content) => message('assistant', content))

/** Prompts and completions of messages: ordinary chats, single answers after shared ones, and no order at all. */
const conversation = fc.oneof(
  fc
    .record({
      system: fc.option(text),
      asked: filled,
      turns: fc.array(fc.tuple(text, text), { maxLength: 2 }),
      a: answer,
      b: answer,
    })
    .map(({ system, asked, turns, a, b }) => ({
      prompt: [
        ...(system === null ? [] : [message('system', system)]),
        ...turns.flatMap(([user, model]) => [message('user', user), message('assistant', model)]),
        message('user', asked),
      ],
      a: [a],
      b: [b],
    })),
  fc
    .record({ asked: filled, first: text, next: text, a: answer, b: answer })
    .map(({ asked, first, next, a, b }) => {
      const shared = [message('assistant', first), message('user', next)]
      return { prompt: [message('user', asked)], a: [...shared, a], b: [...shared, b] }
    }),
  fc
    .record({ asked: filled, next: text, a: fc.tuple(answer, answer), b: fc.tuple(answer, answer) })
    .map(({ asked, next, a, b }) => ({
      prompt: [message('user', asked)],
      a: [a[0], message('user', next), a[1]],
      b: [b[0], message('user', next), b[1]],
    })),
  fc
    .record({ asked: filled, before: anyMessages, a: anyMessages, b: anyMessages, last: answer })
    .map(({ asked, before, a, b, last }) => ({
      prompt: [...before, message('user', asked)],
      a: [...a, last],
      b: [...b, message('tool', 'found')],
    })),
)

const plainTexts = fc
  .oneof(
    fc.tuple(filled, text, text),
    fc.constant([
      '[Turn 1]\nHi\n\n[Turn 2]\nWhy?',
      '[Turn 1]\nHello\n\n[Turn 2]\nSo.',
      '[Turn 1]\nYes\n\n[Turn 2]\n',
    ] as const),
    fc.constant([
      '[Turn 1]\nHi\n[Turn 2]\n Why? ',
      '[Turn 1]\nA\n\n[Turn 2]\nB',
      '[Turn 1]\nC\n\n[Turn 2]\nD',
    ] as const),
  )
  .map(([prompt, completionA, completionB]) => ({ prompt, completionA, completionB }))

const texts = fc.oneof(plainTexts, conversation.map(conversationFields)).map((made) => {
  const isEmpty = made.completionA.trim() === '' && made.completionB.trim() === ''
  // Two empty completions are no pair.
  return isEmpty
    ? {
        prompt: made.prompt.trim() === '' ? 'Why?' : made.prompt,
        completionA: 'No.',
        completionB: made.completionB,
      }
    : made
})

const name = fc.constantFrom('h1', 'h1+h2', 'gpt-4', 'judge "x", strict', 'α β', '12')

const label: fc.Arbitrary<SourceLabel> = fc.oneof(
  fc
    .record({
      verdict: fc.constantFrom('a' as const, 'b' as const),
      strength: fc.constantFrom(undefined, 'slight' as const, 'clear' as const),
      pA: fc.constantFrom(0, 1, 0.25, 1 / 3, 0.8),
      votes: fc.constantFrom(1, 3),
    })
    .map(({ strength, ...rest }) => ({ ...rest, ...(strength === undefined ? {} : { strength }) })),
  fc.record({
    verdict: fc.constant('tie' as const),
    pA: fc.constantFrom(0.5, 0.4),
    votes: fc.constant(2),
  }),
)

const row: fc.Arbitrary<HybridRow> = fc
  .record({
    texts,
    label,
    annotator: name,
    source: fc.constantFrom('human' as const, 'lm' as const),
    dataset: fc.constantFrom('set', 'other set', 'ü,"'),
  })
  .map(({ texts: made, label: chosen, annotator, source, dataset }) => ({
    instance: { id: '', source: dataset, ...made, human: [], lm: [], meta: {} },
    source,
    annotator,
    label: chosen,
  }))

/** Labelled data sets of 0 to 8 rows with ids of their own. */
export const dataSets: fc.Arbitrary<HybridRow[]> = fc
  .array(row, { maxLength: 8 })
  .map((rows) =>
    rows.map((made, index) => ({ ...made, instance: { ...made.instance, id: IDS[index]! } })),
  )

const IDS = ['1', 'p-1', 'an id, with "marks"', '名前', '007', 'a\tb', 'x/y#z', '🙂']

/** Returns a labelled instance with these changes. */
export function madeRow(
  changes: Partial<PreferenceInstance> = {},
  labelled: Partial<SourceLabel> = {},
  more: Partial<Pick<HybridRow, 'source' | 'annotator'>> = {},
): HybridRow {
  return {
    instance: {
      id: 'p1',
      source: 'set',
      prompt: 'Why?',
      completionA: 'Because.',
      completionB: 'Who knows.',
      human: [],
      lm: [],
      meta: {},
      ...changes,
    },
    source: 'human',
    annotator: 'h1',
    label: { verdict: 'a', pA: 1, votes: 1, ...labelled },
    ...more,
  }
}
