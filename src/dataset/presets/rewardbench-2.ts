import { conversationFields, type PreferenceInstance } from '../../domain/index.ts'
import type { Json } from '../../kit/index.ts'
import { type FieldReader, type Fields, ownField } from '../field-reader.ts'
import { placeSides, singleTurn } from '../place-sides.ts'
import type { RowPreset } from '../preset.ts'

const SIGNS = ['chosen', 'rejected', 'num_correct', 'total_completions', 'subset']

/** RewardBench 2: a suite of prompts with one or more correct and several wrong completions. */
export const rewardbench2Preset: RowPreset = {
  id: 'rewardbench-2',
  title: 'RewardBench 2',
  hub: ['allenai/reward-bench-2'],
  documentation: 'https://huggingface.co/datasets/allenai/reward-bench-2',
  evidence: 'card',
  note: 'A suite: for evaluation, not for training. Every chosen completion makes a pair with every rejected one: ID-C-R, with the positions from 0 and meta.item = ID; pairs of one item are one group. HyPER scores pairs; the published score counts a prompt only where the chosen one beats all three rejected ones, and weighs the subset Ties (ids ref:N and tied:N, many correct completions) by accuracy and margin, so figures are not comparable. Gold labels (annotator gold), made and checked differently in each subset. additional_metadata is not read.',
  licence: 'odc-by',
  columns: [
    { name: 'id', holds: 'item' },
    { name: 'prompt', holds: 'prompt' },
    { name: 'chosen, rejected', holds: 'lists of completions' },
    { name: 'models', holds: 'models of the chosen, then of the rejected completions' },
    { name: 'subset', holds: 'subset' },
    { name: 'num_correct, total_completions', holds: 'tell the shape' },
  ],
  fits: (row) => SIGNS.every((sign) => Object.hasOwn(row, sign)),
  read: readRow,
}

function readRow(reader: FieldReader, row: Fields): PreferenceInstance[] {
  const item = reader.name(row, 'id')
  const prompt = reader.filledText(row, 'prompt')
  const subset = reader.filledText(row, 'subset')
  const chosen = readTexts(reader, row, 'chosen')
  const rejected = readTexts(reader, row, 'rejected')
  const models = reader.list(row, 'models')
  if (reader.problems.length > 0) return []
  const isNamed = models.length === chosen.length + rejected.length
  const modelOf = (position: number): Json[] =>
    isNamed && typeof models[position] === 'string' ? [models[position]] : []
  return chosen.flatMap((right, c) =>
    rejected.map((wrong, r) => {
      const id = `${item}-${c}-${r}`
      const { a, b, verdict } = placeSides(
        id,
        { text: right, model: modelOf(c) },
        { text: wrong, model: modelOf(chosen.length + r) },
      )
      const pair = [...a.model, ...b.model]
      return {
        id,
        source: 'rewardbench-2',
        ...conversationFields(singleTurn(prompt, a.text, b.text)),
        human: [{ annotator: 'gold', verdict }],
        lm: [],
        meta: {
          subset,
          item,
          group: `rewardbench-2/${item}`,
          ...(pair.length === 2 ? { models: pair } : {}),
        },
      }
    }),
  )
}

function readTexts(reader: FieldReader, row: Fields, key: string): string[] {
  const before = reader.problems.length
  const list = reader.list(row, key)
  if (list.length === 0 && reader.problems.length === before)
    reader.note('empty-field', key, ownField(row, key), 'a list of texts')
  return list.map((entry, index) => reader.text({ [key]: entry }, key, `${key}[${index}]`))
}
