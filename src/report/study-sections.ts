import type { StudyResult } from '../domain/index.ts'
import type { Section } from './blocks.ts'
import { plainNames } from './study-plain-names.ts'
import { studyAppendixSection } from './study-section-appendix.ts'
import { studyCurveSection } from './study-section-curves.ts'
import { studyForestSection } from './study-section-forest.ts'
import { studyLearningSection } from './study-section-learning.ts'
import { studyTableSection } from './study-section-main.ts'
import { studyPredictorSection } from './study-section-predictors.ts'
import { studySelectionSection } from './study-section-selection.ts'
import { studySensitivitySection } from './study-section-sensitivity.ts'
import { studySetSection } from './study-section-sets.ts'
import { studyTransferSection } from './study-section-transfer.ts'
import { studyVerdictSection } from './study-section-verdict.ts'
import { studyWorthSection } from './study-section-worth.ts'
import { viewStudy } from './study-view.ts'

/** Returns the sections of a study's report in reading order: the verdict first, nothing where the study has nothing. */
export function studySections(result: StudyResult): Section[] {
  const view = viewStudy(plainNames(result))
  return [
    studyVerdictSection(view),
    studyTableSection(view),
    studyCurveSection(view),
    studyForestSection(view),
    result.transfer.length > 0 ? studyTransferSection(view) : studySetSection(view),
    studySelectionSection(view),
    studyPredictorSection(view),
    studyLearningSection(view),
    studySensitivitySection(view),
    studyWorthSection(view),
    studyAppendixSection(view),
  ].filter((section) => section !== null)
}
