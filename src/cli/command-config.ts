import { stringify } from 'yaml'
import { configJsonSchema, loadConfig, studyJsonSchema } from '../config/index.ts'
import { HyperError, show } from '../kit/index.ts'
import type { CommandSpec } from './command.ts'

/** `hyper config schema`, `study-schema` and `show`. */
export const configCommand: CommandSpec = {
  name: 'config',
  arguments: '<schema|study-schema|show>',
  summary:
    'Print the JSON Schema of hyper.yaml or of a study, or a config with every default filled in',
  example: 'config show -c hyper.yaml',
  run: async ([what], _options, { common, print }) => {
    if (what === 'schema' || what === 'study-schema') {
      const schema = what === 'schema' ? configJsonSchema() : studyJsonSchema()
      print(schema, `${JSON.stringify(schema, null, 2)}\n`)
    } else if (what === 'show') {
      const { options } = await loadConfig(common.config ?? 'hyper.yaml')
      print(options, stringify(options))
    } else {
      throw new HyperError(
        'usage/unknown-word',
        `config: got ${show(what)}, expected "schema", "study-schema" or "show"`,
      )
    }
  },
}
