import { describe, expect, it } from 'vitest'
import { type CroissantFacts, renderCroissant } from '../../src/export/index.ts'

const facts: CroissantFacts = {
  name: 'made',
  description: 'Made up.',
  licence: 'cc-by-nc-4.0',
  version: '1.0.0',
  files: [
    { split: 'train', name: 'train.jsonl', bytes: 12, sha256: 'a'.repeat(64) },
    { split: 'test', name: 'test.jsonl', bytes: 6, sha256: 'b'.repeat(64) },
  ],
  ending: 'jsonl',
  fields: [
    { name: 'chosen', type: 'messages', parts: ['role', 'content'] },
    { name: 'margin', type: 'number' },
    { name: 'meta', type: 'json' },
  ],
}

describe('a Croissant description', () => {
  it('has files with checksums and a record set for each split', () => {
    expect(renderCroissant(facts)).toMatchObject({
      '@type': 'sc:Dataset',
      conformsTo: 'http://mlcommons.org/croissant/1.0',
      license: 'https://creativecommons.org/licenses/by-nc/4.0/',
      distribution: [
        {
          '@id': 'train.jsonl',
          contentSize: '12 B',
          encodingFormat: 'application/jsonlines',
          sha256: 'a'.repeat(64),
        },
        { '@id': 'test.jsonl' },
      ],
      recordSet: [{ '@id': 'train' }, { '@id': 'test' }],
    })
  })

  it('says where each field comes from, and leaves out what has no form of its own', () => {
    const { recordSet } = renderCroissant(facts) as unknown as { recordSet: { field: object[] }[] }
    expect(recordSet[1]!.field).toEqual([
      {
        '@type': 'cr:Field',
        '@id': 'test/chosen',
        name: 'chosen',
        repeated: true,
        subField: ['role', 'content'].map((part) => ({
          '@type': 'cr:Field',
          '@id': `test/chosen/${part}`,
          name: part,
          dataType: 'sc:Text',
          source: {
            fileObject: { '@id': 'test.jsonl' },
            extract: { column: 'chosen' },
            transform: { jsonPath: part },
          },
        })),
      },
      {
        '@type': 'cr:Field',
        '@id': 'test/margin',
        name: 'margin',
        dataType: 'sc:Float',
        source: { fileObject: { '@id': 'test.jsonl' }, extract: { column: 'margin' } },
      },
    ])
  })
})
