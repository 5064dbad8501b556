/**
 * What a field holds by its name: `person` the id of a person; `rater` the id of whoever judged, a person or a model; `contact` what
 * reaches or names a person directly; null anything else.
 */
export type PersonKey = 'person' | 'rater' | 'contact'

const FROM =
  '(?:crowd|human|expert|normal|mturk|amt|prolific|surge|scale|toloka|original|anon|anonymi[sz]ed)?'
const RATER = '(?:annotator|evaluator|rater|grader|labell?er|reviewer|judge|assessor)s?'
const PERSON = '(?:worker|turker|participant|respondent|volunteer|voter|submitter|user)s?'
const ID = '\\d*(?:ids?|pids?|uuids?|guids?|hash|hashes|code|codes|handle|login|username)?\\d*'
const REACH =
  '(?:e?mail|emailaddress|phone|phonenumber|mobile|ip|ipaddress|ipaddr|iphash|hashedip|useragent|name|fullname|firstname|lastname|realname|surname)'

const RATER_KEY = new RegExp(
  `^(?:${FROM}${RATER}${ID}|(?:annotated|evaluated|rated|graded|labell?ed|judged|created|updated)by(?:id)?)$`,
)
const PERSON_KEY = new RegExp(
  `^(?:${FROM}${PERSON}${ID}|usernames?|(?:prolific|mturk|amt|toloka)(?:id|pid)?|(?:completed|submitted|reviewed)by(?:id)?|createdusername)$`,
)
const CONTACT_KEY = new RegExp(
  `^(?:${FROM}(?:${RATER}|${PERSON})\\d*${REACH}|email|emailaddress|phonenumber|ip|ipaddress|iphash|hashedip|useragent|fullname|firstname|lastname|realname)$`,
)

const COUNTABLE = new RegExp(`^${FROM}(?:${RATER}|${PERSON})$`)

/** Returns what a field of that name holds; case, `_`, `-` and spaces do not matter (`workerId`, `Worker ID`, `worker_id`). */
export function personKey(name: string): PersonKey | null {
  const bare = bareName(name)
  if (bare.length > 60) return null
  if (PERSON_KEY.test(bare)) return 'person'
  if (RATER_KEY.test(bare)) return 'rater'
  return CONTACT_KEY.test(bare) ? 'contact' : null
}

/** Tells whether a number under that name is a count (`annotators: 3`), not an id. */
export function isCountKey(name: string): boolean {
  const bare = bareName(name)
  return bare.endsWith('s') && COUNTABLE.test(bare)
}

const bareName = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '')
