/**
 * The guarantee of agreement. Comes in: scores of the rows that the judge may label, and a random slice of rows that people labelled too. Goes out: a
 * threshold above which the judge agrees with people at least as often as was asked, with what the claim rests on, how many labels it needs and
 * how far people agree with each other. Refuses to name a threshold that the slice does not prove, and to take rows of one prompt for
 * independent ones where that matters.
 */
export { auditAgreement } from './audit-agreement.ts'
export type {
  AuditClaim,
  AuditDraw,
  AuditInput,
  AuditOptions,
  AuditPool,
  AuditRow,
  PeopleRow,
} from './audit-input.ts'
export type { AuditAlarm, AuditLevel, AuditReport, AuditSpending } from './audit-report.ts'
export { betInterval, betPValue, type UnitSums } from './group-bets.ts'
export { judgeCeiling, peopleAgreement } from './people-agreement.ts'
export { roundSpending } from './round-spending.ts'
export { LEVEL_SHARES, type ScoreLevel, scoreLevels } from './score-levels.ts'
