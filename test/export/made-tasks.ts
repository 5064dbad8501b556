import fc from 'fast-check'
import { conversationFields, type PreferenceInstance } from '../../src/domain/index.ts'
import type { LabelTask } from '../../src/export/index.ts'
import { dataSets } from './made-rows.ts'

/** Texts that markup, tables and spreadsheet programs are apt to change. */
const AWKWARD = [
  'A plain answer.',
  'a "quoted" one, with commas; and \'apostrophes\'',
  "'already marked",
  "''=twice",
  '=HYPERLINK("http://example.org","x")',
  '+1 and more',
  '-2',
  '@SUM(1)',
  '\tafter a tab',
  '\r\n=after a line end',
  '\uFF1Dwide',
  '42',
  '1.50',
  '007',
  '1/2',
  'Mar 1',
  'MAY2024',
  'TRUE',
  '<b>bold</b> & <script>alert("x")</script>',
  '</div></section>]]>',
  '&lt;already&gt; &amp;amp; escaped',
  '{{prompt}} and $first and $ {x}',
  'one\n\n  two\n\ttabbed\r\nthree\rfour\n',
  '  spaces around  ',
  '🙂 👩‍👩‍👧 e\u0301 שלום \u202e',
  '[Turn 1]\nHello\n\n[Turn 2]\nAgain',
  '[User]\nnot a role',
  'A',
  'first-is-clearly-better',
  'x'.repeat(40_000),
]

const text: fc.Arbitrary<string> = fc
  .oneof(
    { weight: 4, arbitrary: fc.constantFrom('', ...AWKWARD) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(fc.constantFrom(...AWKWARD), fc.constantFrom(...AWKWARD))
        .map((both) => both.join(' ')),
    },
    { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 20 }) },
  )
  .map((made) => made.replaceAll('\u0000', ''))

const filled = text.map((made) => (made.trim() === '' ? 'Why?' : made))

const texts = fc.oneof(
  fc
    .tuple(filled, text, filled)
    .map(([prompt, completionA, completionB]) => ({ prompt, completionA, completionB })),
  fc.tuple(filled, text, filled, filled, filled).map(([asked, said, more, a, b]) =>
    conversationFields({
      prompt: [
        { role: 'user', content: asked },
        { role: 'assistant', content: said },
        { role: 'user', content: more },
      ],
      a: [{ role: 'assistant', content: a }],
      b: [{ role: 'assistant', content: b }],
    }),
  ),
)

const IDS = ['p-1', '007', '=id', "'x", 'mar-1', 'a "b", c', '名前', '1e5', 'line\nend', 'TRUE']

const ownSets: fc.Arbitrary<PreferenceInstance[]> = fc.array(texts, { maxLength: 6 }).map((all) =>
  all.map((made, index) => ({
    id: IDS[index]!,
    source: index % 2 === 0 ? 'set' : '-set, two',
    ...made,
    human: [],
    lm: [],
    meta: { models: ['gpt-4', 'llama-7b'] },
  })),
)

/** Tasks of data sets of 0 to 8 pairs, their orders anyhow. */
export const taskSets: fc.Arbitrary<LabelTask[]> = fc
  .record({
    instances: fc.oneof(
      ownSets,
      dataSets.map((rows) => rows.map(({ instance }) => instance)),
    ),
    orders: fc.array(fc.constantFrom('ab', 'ba'), { minLength: 8, maxLength: 8 }),
    seed: fc.constantFrom(0, 42, -3, 2.5),
  })
  .map(({ instances, orders, seed }) =>
    instances.map((instance, index) => ({
      instance,
      order: orders[index] as LabelTask['order'],
      seed,
    })),
  )

/** Returns a task with these changes of its instance. */
export function madeTask(
  changes: Partial<PreferenceInstance> = {},
  order: LabelTask['order'] = 'ab',
): LabelTask {
  return {
    instance: {
      id: 'p1',
      source: 'set',
      prompt: 'Why?',
      completionA: 'Because.',
      completionB: 'Who knows.',
      human: [{ annotator: 'h9', verdict: 'a' }],
      lm: [{ annotator: 'judge-x', verdict: 'b' }],
      meta: { models: ['gpt-4', 'llama-7b'], note: 'secret' },
      ...changes,
    },
    order,
    seed: 42,
  }
}
