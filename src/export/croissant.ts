import type { Json } from '../kit/index.ts'

/** A data file as Croissant describes it. */
export interface CroissantFile {
  readonly split: string
  readonly name: string
  readonly bytes: number
  /** SHA-256 of the file, 64 hex digits. */
  readonly sha256: string
}

/** A field of a record. */
export interface CroissantField {
  readonly name: string
  /** `messages`: a list of objects, whose fields `parts` names; `json`: anything else that is not described further. */
  readonly type: 'text' | 'number' | 'messages' | 'json'
  readonly parts?: readonly string[]
}

/** What a Croissant description tells. */
export interface CroissantFacts {
  readonly name: string
  readonly description: string
  /** Identifier of the hub; `other` where the whole has none. */
  readonly licence: string
  readonly version: string
  readonly files: readonly CroissantFile[]
  readonly ending: 'jsonl' | 'json' | 'csv' | 'parquet'
  /** Fields of a record with what they hold. */
  readonly fields: readonly CroissantField[]
}

const MEDIA: Readonly<Record<CroissantFacts['ending'], string>> = {
  jsonl: 'application/jsonlines',
  json: 'application/json',
  csv: 'text/csv',
  parquet: 'application/x-parquet',
}

/** Deeds and texts of licences by the beginning of their identifier. */
function licenceUrl(licence: string): string {
  const cc = /^cc-(by(?:-nc)?(?:-sa|-nd)?)-(\d\.\d)$/.exec(licence)
  if (cc !== null) return `https://creativecommons.org/licenses/${cc[1]}/${cc[2]}/`
  if (licence === 'cc0-1.0') return 'https://creativecommons.org/publicdomain/zero/1.0/'
  if (/^odc-by/.test(licence)) return 'https://opendatacommons.org/licenses/by/1-0/'
  if (licence === 'mit' || licence === 'apache-2.0')
    return `https://spdx.org/licenses/${licence === 'mit' ? 'MIT' : 'Apache-2.0'}.html`
  return licence
}

/**
 * Returns the description of an export in Croissant 1.0 (JSON-LD; docs.mlcommons.org/croissant/docs/croissant-spec-1.0.html): its files with
 * checksums, and one record set for each split with the source of every field.
 */
export function renderCroissant(facts: CroissantFacts): Json {
  const { name, description, licence, version, files, ending } = facts
  return {
    '@context': CONTEXT,
    '@type': 'sc:Dataset',
    conformsTo: 'http://mlcommons.org/croissant/1.0',
    name,
    description,
    license: licenceUrl(licence),
    version,
    distribution: files.map(({ name: file, bytes, sha256 }) => ({
      '@type': 'cr:FileObject',
      '@id': file,
      name: file,
      contentUrl: file,
      contentSize: `${bytes} B`,
      encodingFormat: MEDIA[ending],
      sha256,
    })),
    recordSet: files.map((file) => recordSet(file, facts)),
  }
}

function recordSet({ split, name: file }: CroissantFile, { fields, ending }: CroissantFacts): Json {
  return {
    '@type': 'cr:RecordSet',
    '@id': split,
    name: split,
    description: `Rows of ${file}.`,
    field: fields.flatMap((field) => describeField(field, { split, file, ending })),
  }
}

interface FieldPlace {
  readonly split: string
  readonly file: string
  readonly ending: CroissantFacts['ending']
}

/** Objects without a form of their own are left out: a reader takes them from the file. */
function describeField(field: CroissantField, place: FieldPlace): Json[] {
  const { name, type, parts = [] } = field
  const id = `${place.split}/${name}`
  if (type === 'json') return []
  if (type !== 'messages')
    return [
      {
        '@type': 'cr:Field',
        '@id': id,
        name,
        dataType: type === 'number' ? 'sc:Float' : 'sc:Text',
        source: sourceOf(name, place),
      },
    ]
  return [
    {
      '@type': 'cr:Field',
      '@id': id,
      name,
      repeated: true,
      subField: parts.map((part) => ({
        '@type': 'cr:Field',
        '@id': `${id}/${part}`,
        name: part,
        dataType: 'sc:Text',
        source: { ...sourceOf(name, place), transform: { jsonPath: part } },
      })),
    },
  ]
}

/** Lines of JSON are read as a table, one array of JSON is not. */
function sourceOf(name: string, { file, ending }: FieldPlace): Readonly<Record<string, Json>> {
  const extract = ending === 'json' ? { jsonPath: `$[*].${name}` } : { column: name }
  return { fileObject: { '@id': file }, extract }
}

/** The context that the specification gives, so that the description stands without a look at the network. */
const CONTEXT: Json = {
  '@language': 'en',
  '@vocab': 'https://schema.org/',
  citeAs: 'cr:citeAs',
  column: 'cr:column',
  conformsTo: 'dct:conformsTo',
  cr: 'http://mlcommons.org/croissant/',
  data: { '@id': 'cr:data', '@type': '@json' },
  dataBiases: 'cr:dataBiases',
  dataCollection: 'cr:dataCollection',
  dataType: { '@id': 'cr:dataType', '@type': '@vocab' },
  dct: 'http://purl.org/dc/terms/',
  examples: { '@id': 'cr:examples', '@type': '@json' },
  extract: 'cr:extract',
  field: 'cr:field',
  fileObject: 'cr:fileObject',
  fileProperty: 'cr:fileProperty',
  fileSet: 'cr:fileSet',
  format: 'cr:format',
  includes: 'cr:includes',
  isLiveDataset: 'cr:isLiveDataset',
  jsonPath: 'cr:jsonPath',
  key: 'cr:key',
  md5: 'cr:md5',
  parentField: 'cr:parentField',
  path: 'cr:path',
  personalSensitiveInformation: 'cr:personalSensitiveInformation',
  recordSet: 'cr:recordSet',
  references: 'cr:references',
  regex: 'cr:regex',
  repeated: 'cr:repeated',
  replace: 'cr:replace',
  sc: 'https://schema.org/',
  separator: 'cr:separator',
  source: 'cr:source',
  subField: 'cr:subField',
  transform: 'cr:transform',
}
