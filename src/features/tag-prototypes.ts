import { LEVEL_PROTOTYPES } from './prototype-levels.ts'
import { SUBJECT_PROTOTYPES } from './prototype-subjects.ts'

/** A short prompt that stands for an option of a dimension. */
export interface TagPrototype {
  /** `subject:chemistry#1`; unique. */
  readonly id: string
  readonly text: string
}

/** Every prototype, to be encoded by the encoder that encodes the prompts. */
export const TAG_PROTOTYPES: readonly TagPrototype[] = Object.entries({
  subject: SUBJECT_PROTOTYPES,
  ...LEVEL_PROTOTYPES,
}).flatMap(([dimension, options]) =>
  Object.entries(options).flatMap(([option, texts]) =>
    texts.split('|').map((text, index) => ({
      id: `${dimension}:${option}#${index + 1}`,
      text: text.trim(),
    })),
  ),
)
