import type { LmReply } from '../../../src/domain/index.ts'
import { type GivenTag, type GivenTags, TAG_DIMENSIONS } from '../../../src/features/index.ts'
import { drawIndex, type Random } from '../../../src/kit/index.ts'

/** Returns a reply with the text and an ordinary end. */
export function madeReply(text: string, fields: Partial<LmReply> = {}): LmReply {
  return { text, finish: 'stop', tokens: null, usage: null, model: null, ...fields }
}

/** An answer that says something in every dimension. */
export const FULL_ANSWER = {
  subject_of_expertise: ['Law', 'History'],
  languages: ['English'],
  expertise_level: 'general public',
  open_endedness: 'low',
  safety_concern: 'safe',
  complexity_of_intents: 'simple',
  type_of_in_context_material: 'none',
  format_constraints: 'some',
} as const

const ODD_LABELS = [
  'Tarot',
  '[a] list?',
  "it's",
  '',
  'very high (attitude)',
  '"quoted"',
  'línea: 2',
]

/** Draws tags as `parseTag` can give them: some dimensions absent, some unknown, some with labels that are no option. */
export function drawTags(random: Random): GivenTags {
  const tags: Record<string, GivenTag | null> = {}
  for (const { id, kind, options } of TAG_DIMENSIONS) {
    const fate = random.next()
    if (fate < 0.15) continue
    tags[id] =
      fate < 0.3
        ? null
        : drawTag(
            kind,
            options.map((option) => option.id),
            random,
          )
  }
  return tags as GivenTags
}

function drawTag(kind: string, ids: readonly string[], random: Random): GivenTag {
  const odd = (): string => ODD_LABELS[drawIndex(ODD_LABELS.length, random)]!
  if (kind === 'one') {
    return random.next() < 0.2
      ? { options: [], other: [odd()] }
      : { options: [ids[drawIndex(ids.length, random)]!], other: [] }
  }
  const options = ids.filter(() => random.next() < 2 / ids.length)
  if (kind === 'open') return { options, other: [] }
  // A label that says that nothing is there never stands in a list that was read.
  const other = random.next() < 0.3 ? [odd(), odd()].filter((label) => label !== '') : []
  return { options, other }
}
