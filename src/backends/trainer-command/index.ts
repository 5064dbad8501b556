/**
 * Trains on mixes with any program. Comes in: a command line and jobs with their rows. Goes out: job, row and suite files in a folder, and
 * checked results. Refuses results that do not match their job, secrets in the environment of the program, and silence: whatever goes
 * wrong carries the last lines the program wrote.
 */
export type { CommandOutcome, CommandTrainerOptions } from './command-job.ts'
export { runCommandTrainer } from './run-command-trainer.ts'
export { trainerEnvironment } from './trainer-environment.ts'
