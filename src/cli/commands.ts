import type { CommandSpec } from './command.ts'
import { agreementCommand } from './command-agreement.ts'
import { auditCommand } from './command-audit.ts'
import { bonCommand } from './command-bon.ts'
import { configCommand } from './command-config.ts'
import { demoCommand } from './command-demo.ts'
import { exportCommand } from './command-export.ts'
import { featuresCommand } from './command-features.ts'
import { importCommand } from './command-import.ts'
import { initCommand } from './command-init.ts'

import { judgeCommand } from './command-judge.ts'

import { localLmCommand } from './command-local-lm.ts'

import { overlapCommand } from './command-overlap.ts'
import { reportCommand } from './command-report.ts'
import { routeCommand } from './command-route.ts'
import { runCommand } from './command-run.ts'
import { simulateCommand } from './command-simulate.ts'
import { stageCommands } from './command-stages.ts'
import { studyCommand } from './command-study.ts'
import { tagCommand } from './command-tag.ts'
import { validateCommand } from './command-validate.ts'

/** Every verb, in the order of the help. */
export const COMMANDS: readonly CommandSpec[] = [
  demoCommand,
  initCommand,
  validateCommand,
  importCommand,
  agreementCommand,
  judgeCommand,
  tagCommand,
  overlapCommand,
  featuresCommand,
  ...stageCommands,
  routeCommand,
  runCommand,
  reportCommand,
  auditCommand,
  exportCommand,
  simulateCommand,
  studyCommand,
  bonCommand,
  localLmCommand,
  configCommand,
]
