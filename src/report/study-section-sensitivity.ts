import type { Block, Section } from './blocks.ts'
import { isKnown } from './format.ts'
import { encoderTable } from './study-encoders.ts'
import { type SettingKind, settingFamily } from './study-settings.ts'
import type { StudyView } from './study-view.ts'
import { listScores, listTargets, sideBySide, type Way, wayPanels } from './study-ways.ts'
import { joinNames } from './study-words.ts'

/** Returns the section on what the answer depends on: target, score, encoder, and any other setting. */
export function studySensitivitySection(view: StudyView): Section | null {
  const targets = listTargets(view)
  const scores = listScores(view)
  const blocks: Block[] = [
    ...(targets.length > 1
      ? [
          { kind: 'text', text: targetWords(view, targets) } as const,
          {
            kind: 'panels',
            panels: wayPanels(view, targets, { id: 'target-panels', what: 'target' }),
          } as const,
        ]
      : []),
    ...(scores.length > 1
      ? [{ kind: 'table', table: sideBySide(view, scores, 'score') } as const]
      : []),
    ...familyBlocks(view, 'encoder', 'encoder'),
    ...(view.result.encoders.length === 0
      ? []
      : [{ kind: 'table', table: encoderTable(view.result.encoders) } as const]),
    ...familyBlocks(view, 'other', 'setting'),
  ]
  if (blocks.length === 0) return null
  return {
    id: 'sensitivity',
    title: 'Does it depend on the target, the score or the encoder?',
    blocks: [
      {
        kind: 'how',
        text: 'The main setting with one thing changed; differences to random on the same rows, 95 % intervals, all exploratory but the comparison that was fixed in advance.',
      },
      ...blocks,
    ],
  }
}

function targetWords({ result }: StudyView, targets: readonly Way[]): string {
  const { router } = result.main
  const found = targets.flatMap(({ title, isMain, rows }) => {
    const figure = rows.find((row) => row.router === router)?.vsRandom ?? null
    return !isMain && isKnown(figure) ? [{ title, figure }] : []
  })
  const above = found.filter(({ figure }) => figure.lo > 0).map(({ title }) => title)
  const below = found.filter(({ figure }) => figure.hi < 0).map(({ title }) => title)
  const named = (titles: readonly string[]): string =>
    titles.length === 0 ? 'none' : `${titles.length} (${joinNames(titles)})`
  return `Of ${found.length} other targets, "${router}" lies above random with its whole interval on ${named(above)}, and below it on ${named(below)}.`
}

function familyBlocks(view: StudyView, kind: SettingKind, what: 'encoder' | 'setting'): Block[] {
  const family = settingFamily(view, kind)
  if (family === null) return []
  const ways = family.settings.map(
    ({ label, name, rows }): Way => ({
      title: label,
      isMain: name === view.setting,
      budget: family.budget,
      rows,
    }),
  )
  return [{ kind: 'panels', panels: wayPanels(view, ways, { id: `${what}-panels`, what }) }]
}
