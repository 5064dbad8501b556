import type { Stage } from './stage.ts'
import { annotateStage } from './stage-annotate.ts'
import { candidatesStage } from './stage-candidates.ts'
import { compareStage } from './stage-compare.ts'
import { completeStage } from './stage-complete.ts'
import { designStage } from './stage-design.ts'
import { evaluateStage } from './stage-evaluate.ts'
import { featuresStage } from './stage-features.ts'
import { fitStage } from './stage-fit.ts'
import { importStage } from './stage-import.ts'
import { judgeStage } from './stage-judge.ts'
import { judgesStage } from './stage-judges.ts'
import { pilotStage } from './stage-pilot.ts'
import { reportStage } from './stage-report.ts'
import { routeStage } from './stage-route.ts'
import { trainStage } from './stage-train.ts'

/** The stages of a run, in order. */
export const STAGES: readonly Stage[] = [
  importStage,
  judgeStage,
  annotateStage,
  featuresStage,
  designStage,
  candidatesStage,
  trainStage,
  evaluateStage,
  fitStage,
  pilotStage,
  routeStage,
  completeStage,
  compareStage,
  judgesStage,
  reportStage,
]
