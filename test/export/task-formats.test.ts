import { describe, expect, it } from 'vitest'
import { parseShownKey } from '../../src/domain/index.ts'
import {
  DEFAULT_INSTRUCTIONS,
  DEFAULT_TASK_OPTIONS,
  TASK_FORMATS,
  type TaskFormat,
} from '../../src/export/index.ts'
import { madeTask } from './made-tasks.ts'

const formatOf = (id: TaskFormat['id']): TaskFormat =>
  TASK_FORMATS.find((format) => format.id === id)!

const companion = (id: TaskFormat['id'], instructions = DEFAULT_INSTRUCTIONS): string =>
  formatOf(id).companions!('x', { instructions })[0]!.text

const keyOf = (id: string): unknown => expect.stringMatching(new RegExp(`^${id}-[0-9a-f]{16}$`))

describe('every task', () => {
  it('carries what is needed and nothing else of the instance', () => {
    for (const format of TASK_FORMATS) {
      const text = JSON.stringify(format.toTask(madeTask()))
      for (const secret of ['gpt-4', 'llama', 'judge-x', 'h9', 'secret', 'verdict', 'completion'])
        expect(text).not.toContain(secret)
      for (const needed of ['p1', 'set', 'Why?', 'Because.', 'Who knows.'])
        expect(text).toContain(needed)
    }
  })

  it('differs between the two orders in nothing but the places of the texts and the key', () => {
    for (const format of TASK_FORMATS) {
      const swapped = { completionA: 'Who knows.', completionB: 'Because.' }
      const [ab, ba] = [madeTask({}, 'ab'), madeTask(swapped, 'ba')].map((task) =>
        JSON.stringify(format.toTask(task)).replaceAll(/s42-[0-9a-f]{16}/g, 'KEY'),
      )
      expect(ab).toBe(ba)
    }
  })

  it('shows more than one message as a transcript', () => {
    const messages = {
      prompt: [
        { role: 'user', content: 'Hi' },
        { role: 'assistant', content: 'Hello' },
        { role: 'user', content: 'Why?' },
      ],
      a: [{ role: 'assistant', content: 'Because.' }],
      b: [{ role: 'assistant', content: 'Who knows.' }],
    } as const
    const prompt = '[User]\nHi\n\n[Assistant]\nHello\n\n[User]\nWhy?'
    const task = madeTask({ prompt, messages }, 'ba')
    const shown = { prompt, first: 'Who knows.', second: 'Because.' }
    const carried = {
      messages: { prompt: messages.prompt, first: messages.b, second: messages.a },
    }
    expect(formatOf('argilla').toTask(task)).toMatchObject({ fields: shown })
    expect(formatOf('label-studio').toTask(task)).toMatchObject({ data: { ...shown, ...carried } })
    expect(formatOf('prodigy').toTask(task)).toMatchObject({ ...shown, ...carried })
    expect(formatOf('spreadsheet').toTask(task)).toMatchObject(shown)
  })

  it('has a key that tells its order', () => {
    const { data } = formatOf('label-studio').toTask(madeTask({}, 'ba')) as {
      readonly data: { readonly hyper_key: string }
    }
    expect(parseShownKey(data.hyper_key, 'p1')).toEqual({ seed: '42', order: 'ba' })
  })
})

describe('the formats', () => {
  it('write these tasks', () => {
    const key = keyOf('s42')
    const shown = { prompt: 'Why?', first: 'Because.', second: 'Who knows.' }
    expect(formatOf('argilla').toTask(madeTask())).toEqual({
      id: 'p1',
      fields: shown,
      metadata: { hyper_key: key, dataset: 'set' },
    })
    expect(formatOf('label-studio').toTask(madeTask())).toEqual({
      data: { pair_id: 'p1', hyper_key: key, dataset: 'set', ...shown },
    })
    const { html, options, ...rest } = formatOf('prodigy').toTask(madeTask())
    expect(rest).toEqual({
      meta: {},
      _view_id: 'choice',
      pair_id: 'p1',
      hyper_key: key,
      dataset: 'set',
      ...shown,
    })
    expect(options).toHaveLength(5)
    expect(formatOf('spreadsheet').toTask(madeTask())).toEqual({
      id: 'p1',
      ...shown,
      preference: '',
      confidence: '',
      comment: '',
      annotator: '',
      hyper_key: key,
      dataset: 'set',
    })
  })

  it('name every column of a table, and only tables have some', () => {
    for (const format of TASK_FORMATS) {
      const names = format.columns()?.map(({ name }) => name)
      if (format.ending === 'csv')
        expect(new Set(names)).toEqual(new Set(Object.keys(format.toTask(madeTask()))))
      else expect(names).toBeUndefined()
    }
  })

  it('escape texts that look like markup', () => {
    const { html } = formatOf('prodigy').toTask(
      madeTask({ completionA: '<img src=x onerror="a()">&', completionB: "</div>'" }),
    )
    expect(html).toContain('&lt;img src=x onerror=&quot;a()&quot;&gt;&amp;')
    expect(html).toContain('&lt;/div&gt;&#39;')
    expect(html).not.toContain('<img')
  })

  it('carry the instructions, each in the way of its tool', () => {
    for (const format of TASK_FORMATS) {
      const all = format.companions!('x', DEFAULT_TASK_OPTIONS)
      expect(all.some(({ text }) => text.includes('Truthful: is what it says correct'))).toBe(true)
    }
    const odd = 'Pay "$5" & <go>\n\nsecond\u0007 line'
    expect(companion('label-studio', odd)).toContain(
      'value="Pay &quot;\uFF045&quot; &amp; &lt;go&gt;"/>\n        <Header size="5" value="second\uFFFD line"/>',
    )
    expect(JSON.parse(companion('argilla', odd))).toMatchObject({
      guidelines: 'Pay "$5" & <go>\n\nsecond\u0007 line',
    })
    expect(JSON.parse(companion('argilla', ' '))).toMatchObject({ guidelines: null })
    const [, page] = formatOf('prodigy').companions!('x', { instructions: odd })
    expect(page?.text).toBe(
      '<p>Pay &quot;$5&quot; &amp; &lt;go&gt;</p>\n<p>second\u0007 line</p>\n',
    )
  })

  it('give every answer a key of its own in Label Studio', () => {
    const keys = [...companion('label-studio').matchAll(/hotkey="(.)"/g)].map((match) => match[1])
    expect(keys).toEqual(['1', '2', '3', '4', '5'])
  })

  it('warn of cells that Excel cuts off, with one sentence for all', () => {
    const { warningOf } = formatOf('spreadsheet')
    const longest = 'x'.repeat(32_767)
    expect(warningOf!(madeTask({ completionA: longest }))).toBeNull()
    const sentences = [`${longest}x`, `=${longest}`].map((completionA) =>
      warningOf!(madeTask({ completionA })),
    )
    expect(sentences).toEqual([
      'a cell of more than 32,767 characters, which Excel cuts off',
      'a cell of more than 32,767 characters, which Excel cuts off',
    ])
  })
})
