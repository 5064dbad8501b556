import { HyperError, nearestName } from '../../kit/index.ts'
import { formatHubId, type HubId } from './hub-id.ts'

/** Names listed in an error. */
const MOST_LISTED = 20

/**
 * Returns the config that an id means: the one it names, else the one that the card calls the default, else `default`, else the only one.
 *
 * @throws HyperError `remote/no-config` where it names one that is not there, `usage/which-config` where there are several
 */
export function chooseConfig(
  id: HubId,
  names: readonly string[],
  declaredDefault: string | null,
): string {
  if (id.config !== null) {
    if (names.includes(id.config)) return id.config
    const unnamed = { ...id, split: null }
    throw noPart('config', id.config, names, (config) => formatHubId({ ...unnamed, config }), id)
  }
  if (declaredDefault !== null && names.includes(declaredDefault)) return declaredDefault
  if (names.includes('default')) return 'default'
  const [only] = names
  if (only !== undefined && names.length === 1) return only
  throw whichPart('config', names, (config) => formatHubId({ ...id, config }), id)
}

/**
 * Returns the split that an id means: the one it names, else `train`, else the only one.
 *
 * @throws HyperError `remote/no-split` where it names one that is not there, `usage/which-split` where there are several
 */
export function chooseSplit(id: HubId, names: readonly string[]): string {
  if (id.split !== null) {
    if (names.includes(id.split)) return id.split
    throw noPart('split', id.split, names, (split) => formatHubId({ ...id, split }), id)
  }
  if (names.includes('train')) return 'train'
  const [only] = names
  if (only !== undefined && names.length === 1) return only
  throw whichPart('split', names, (split) => formatHubId({ ...id, split }), id)
}

function noPart(
  part: 'config' | 'split',
  got: string,
  names: readonly string[],
  write: (name: string) => string,
  id: HubId,
): HyperError {
  const near = nearestName(got, names) ?? names[0]
  return new HyperError(
    `remote/no-${part}`,
    `${formatHubId(id)}: got no ${part} ${JSON.stringify(got)}, expected ${list(names)}`,
    {
      ...(near === undefined ? {} : { hint: `for example ${write(near)}` }),
      details: { got, expected: names },
    },
  )
}

function whichPart(
  part: 'config' | 'split',
  names: readonly string[],
  write: (name: string) => string,
  id: HubId,
): HyperError {
  return new HyperError(
    `usage/which-${part}`,
    `${formatHubId(id)}: got no ${part}, expected one of ${list(names)}`,
    { hint: `write ${write(names[0] ?? '')}`, details: { expected: names } },
  )
}

function list(names: readonly string[]): string {
  const more = names.length - MOST_LISTED
  return `${names.slice(0, MOST_LISTED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}
