import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { importPairs } from '../../src/dataset/index.ts'
import type { PreferenceInstance } from '../../src/domain/index.ts'
import type { LabelTask } from '../../src/export/index.ts'
import { unguardCell } from '../../src/kit/index.ts'
import { ALICES, type AnsweringTool, judge, TOOLS } from './answer-tasks.ts'
import { taskSets } from './made-tasks.ts'

/** What the answerer thinks of the stored completions, whatever order she saw them in. */
function expected({ instance, order }: LabelTask): Record<string, unknown> {
  const place = judge(instance.completionA, instance.completionB)
  const verdict = place === 2 ? 'tie' : place < 2 ? 'a' : 'b'
  const strength = place === 2 ? undefined : place % 4 === 0 ? 'clear' : 'slight'
  return { verdict, order, ...(strength === undefined ? {} : { strength }) }
}

async function answered(
  tool: AnsweringTool,
  tasks: readonly LabelTask[],
): Promise<readonly PreferenceInstance[]> {
  const shown: unknown[] = []
  const rows = tool.answer(tasks.map(tool.format.toTask), (texts) => shown.push(texts))
  const { instances } = await importPairs(rows, { onBadRow: 'fail' })
  const plain = tool.format.id === 'spreadsheet' ? unguardCell : (text: string): string => text
  expect((shown as string[][]).map((texts) => texts.map(plain))).toEqual(
    tasks.map(({ instance: { prompt, completionA: a, completionB: b }, order }) =>
      order === 'ab' ? [prompt, a, b] : [prompt, b, a],
    ),
  )
  return instances
}

describe.each(TOOLS)('tasks for $name', (tool) => {
  it('come back with the verdict of the stored completions, their ids and their texts', async () => {
    await fc.assert(
      fc.asyncProperty(taskSets, async (tasks) => {
        const instances = await answered(tool, tasks)
        expect(instances.map(({ human, ...rest }) => rest)).toEqual(
          tasks.map(({ instance }) => {
            const { id, source, prompt, completionA, completionB, messages } = instance
            const kept = tool.carriesMessages && messages !== undefined ? { messages } : {}
            return { id, source, prompt, completionA, completionB, ...kept, lm: [], meta: {} }
          }),
        )
        for (const [index, { human }] of instances.entries()) {
          expect(human).toHaveLength(1)
          expect(human[0]).toMatchObject(expected(tasks[index]!))
          expect(ALICES).toContain(human[0]!.annotator)
        }
      }),
      { numRuns: 300 },
    )
  })

  it('are the same answer in both orders', async () => {
    await fc.assert(
      fc.asyncProperty(taskSets, async (tasks) => {
        const [ab, ba] = await Promise.all(
          (['ab', 'ba'] as const).map((order) =>
            answered(
              tool,
              tasks.map((task) => ({ ...task, order })),
            ),
          ),
        )
        const verdicts = (all: readonly PreferenceInstance[]): unknown[] =>
          all.map(({ id, human }) => [id, human[0]?.verdict, human[0]?.strength])
        expect(verdicts(ab!)).toEqual(verdicts(ba!))
      }),
      { numRuns: 60 },
    )
  })
})
