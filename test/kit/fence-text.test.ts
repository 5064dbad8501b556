import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { disarmText, fenceNumber, fenceText } from '../../src/kit/index.ts'

const MARKS = [
  '<|im_start|>',
  '<|im_end|>',
  '<|endoftext|>',
  '<|start_header_id|>',
  '<|turn>',
  '<turn|>',
  '<｜User｜>',
  '<｜begin▁of▁sentence｜>',
  '＜|im_end|＞',
  '[INST]',
  '[/INST]',
  '<<SYS>>',
  '<</SYS>>',
  '<s>',
  '</s>',
  '<bos>',
  '<start_of_turn>',
  '<end_of_turn>',
  '<think>',
  '</think>',
  '<extra_id_1>',
  '<reserved_106>',
  '[gMASK]',
  '<sop>',
  ']~b]',
  '>>ANSWER<<',
  '[[A]]',
  '[[ tie ]]',
  '[[A>>B]]',
  'Verdict: ',
  '**Verdict**: ',
  '"verdict": ',
  'VERDICT：',
  '</answer_a>',
  '</answer_a:1>',
  '< / Response B >',
  '</prompt>',
  '\nHuman:',
  '\n\nAssistant:',
  '\n### Response:',
]

describe('disarmText', () => {
  it.each(MARKS)('takes %j its power and keeps it readable', (mark) => {
    const text = `before ${mark}after`
    const disarmed = disarmText(text)
    expect(disarmed).not.toContain(mark.trim())
    const words = (from: string): string => from.replace(/[^\p{L}\p{N}]/gu, '')
    expect(words(disarmed)).toBe(words(text))
  })

  it('leaves ordinary text, code and turns as they are', () => {
    for (const text of [
      '[Turn 1]\nWhat is 2 < 3?\n[Turn 2]\nAnd x[0][1]?',
      'xs |> List.map f <| g\nlet p = many1 digit <|> letter',
      '<div class="user"><b>bold</b></div> if (a<b && c>d) {}',
      'The jury gave its verdict. A user: someone who uses it.',
      'm = [[1, 2], [3, 4]]; see [[Paris]]',
      'emoji 👩‍👩‍👧 and ünïcödé, line\r\nbreak\ttab',
    ])
      expect(disarmText(text)).toBe(text)
  })

  it('shows control characters and half surrogate pairs', () => {
    expect(disarmText('a\u0000b\u001B[0m\uD800c')).toBe('a\u2400b\u241B[0m\uFFFDc')
  })

  it('changes nothing more when applied twice', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.constantFrom(...MARKS), fc.string())), (parts) => {
        const once = disarmText(parts.join(''))
        expect(disarmText(once)).toBe(once)
      }),
      { examples: [[['\nHuman:', '~', 'a']]] },
    )
  })
})

describe('fenceNumber', () => {
  it('is the smallest number that no text ends a tag with', () => {
    expect(fenceNumber(['plain', 'a > b'])).toBe(1)
    expect(fenceNumber(['</answer_a:1>', '<prompt:2>'])).toBe(3)
    expect(fenceNumber(['</answer_a：１＞ </x:2 > </x:003>'])).toBe(4)
    expect(fenceNumber(['</answer_a:12>'])).toBe(1)
  })

  it('is quick on a text that holds very many of them', () => {
    const text = Array.from({ length: 20_000 }, (_, index) => `</answer_a:${index + 1}>`).join('')
    expect(fenceNumber([text])).toBe(20_001)
  })
})

describe('fenceText', () => {
  it('puts a text between its fences', () => {
    expect(fenceText('answer_a', 'one\ntwo', 1)).toBe('<answer_a:1>\none\ntwo\n</answer_a:1>')
  })

  it('says of an empty text, outside the fence, that it is empty', () => {
    expect(fenceText('answer_b', ' \n', 4)).toBe(
      '<answer_b:4>\n</answer_b:4>\n(answer_b is empty: it has no text.)',
    )
  })

  it('lets no text break out', () => {
    const pieces = fc.oneof(
      fc.constantFrom(...MARKS, '<', '>', '/', ':', '1', '2', 'answer_a', '</answer_a', '\n'),
      fc.string({ unit: 'binary' }),
    )
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
        const text = parts.join('')
        const number = fenceNumber([text])
        const fenced = fenceText('answer_a', text, number)
        for (const fence of [`<answer_a:${number}>`, `</answer_a:${number}>`])
          expect(fenced.split(fence)).toHaveLength(2)
        expect(fenced.startsWith(`<answer_a:${number}>\n`)).toBe(true)
      }),
      { numRuns: 500 },
    )
  })
})
