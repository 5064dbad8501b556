import { PROBE_ROUTERS, type RunOptions } from '../pipeline/index.ts'
import { fillsBudget } from '../route/index.ts'

/** Something that single keys do not show: what stands beside each other does not go together. */
export interface ConfigConflict {
  readonly path: readonly string[]
  /** What was expected instead. */
  readonly message: string
}

/** Returns what does not go together in a config, each with the way out. */
export function checkConfig(options: RunOptions): ConfigConflict[] {
  return [
    ...moneyConflicts(options),
    ...sourceConflicts(options),
    ...routerConflicts(options),
    ...reserveConflicts(options),
    ...annotateConflicts(options),
    ...encoderConflicts(options),
  ]
}

const isMoney = (budget: string): boolean => /^usd:/i.test(budget.trim())

function moneyConflicts({ route, prices, sources }: RunOptions): ConfigConflict[] {
  const isPriced = prices.human !== null && prices.lm !== null
  return !isMoney(route.budget) || isPriced || sources !== null
    ? []
    : [
        {
          path: ['route', 'budget'],
          message: 'prices.human and prices.lm beside a budget in money',
        },
      ]
}

function sourceConflicts({ route, sources }: RunOptions): ConfigConflict[] {
  if (sources === null) return []
  const conflicts: ConfigConflict[] = []
  if (!isMoney(route.budget)) {
    conflicts.push({
      path: ['route', 'budget'],
      message:
        'money (usd:300) beside "sources", for rows are shared out over them by price; for a share or a number of instances leave "sources" out and give prices.human and prices.lm',
    })
  }
  const ids = sources.map(({ id }) => id)
  if (new Set(ids).size < ids.length)
    conflicts.push({ path: ['sources'], message: 'a different id for every source' })
  const named = sources.flatMap(({ kind, annotators }) => annotators.map((own) => `${kind} ${own}`))
  if (new Set(named).size < named.length)
    conflicts.push({ path: ['sources'], message: 'every annotator under one source only' })
  for (const kind of ['human', 'lm'] as const) {
    const open = sources.filter((own) => own.kind === kind && own.annotators.length === 0)
    if (open.length > 1) {
      conflicts.push({
        path: ['sources'],
        message: `annotators for all but one source of kind "${kind}": ${open.map(({ id }) => id).join(' and ')} name none`,
      })
    }
  }
  return conflicts
}

function routerConflicts({ route, train }: RunOptions): ConfigConflict[] {
  if (train.trainer.kind === 'probe') return []
  const needsProbe = (name: string): boolean => PROBE_ROUTERS.some((router) => router === name)
  const message = `routers that need no built-in probe (not ${PROBE_ROUTERS.join(', ')}) beside a command trainer`
  return [
    ...(needsProbe(route.router) ? [{ path: ['route', 'router'], message }] : []),
    ...(route.compare.some(needsProbe) ? [{ path: ['route', 'compare'], message }] : []),
  ]
}

function annotateConflicts({ annotate }: RunOptions): ConfigConflict[] {
  if (annotate === null) return []
  const { judges, combine, allowUnpriced, cap, pilot } = annotate
  const conflicts: ConfigConflict[] = []
  if (combine.kind !== 'each' && judges.length < 2)
    conflicts.push({
      path: ['annotate', 'combine'],
      message: `two or more judges beside a ${combine.kind}`,
    })
  if (combine.kind === 'cascade' && combine.thresholds.length !== judges.length - 1)
    conflicts.push({
      path: ['annotate', 'combine', 'thresholds'],
      message: 'a threshold for each judge but the last',
    })
  if (allowUnpriced && cap !== null)
    conflicts.push({
      path: ['annotate', 'cap'],
      message: 'null beside allowUnpriced: a cap cannot be kept where a price is not known',
    })
  if (isMoney(pilot))
    conflicts.push({
      path: ['annotate', 'pilot'],
      message: 'a share (25%) or a number of instances (500)',
    })
  return conflicts
}

function encoderConflicts({ features, train, annotate }: RunOptions): ConfigConflict[] {
  if (annotate === null) return []
  return Object.entries({ features, train }).flatMap(([section, { encoder }]) =>
    encoder !== 'same' && encoder.kind === 'endpoint' && encoder.cap !== null
      ? [
          {
            path: [section, 'encoder', 'cap'],
            message: 'null beside "annotate": annotate.cap counts for all that the run buys',
          },
        ]
      : [],
  )
}

function reserveConflicts({ route, sources }: RunOptions): ConfigConflict[] {
  const { router, exploration } = route
  return [
    ...(exploration > 0 && !fillsBudget(router)
      ? [
          {
            path: ['route', 'exploration'],
            message: `0 beside the router "${router}", which does not fill a budget`,
          },
        ]
      : []),
    ...(['exploration', 'audit'] as const).flatMap((key) =>
      sources !== null && route[key] > 0
        ? [{ path: ['route', key], message: '0 beside "sources"' }]
        : [],
    ),
  ]
}
