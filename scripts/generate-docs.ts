import { configJsonSchema, studyJsonSchema } from '../src/config/index.ts'
import { commandsPage } from './page-commands.ts'
import { configPage, studyPage } from './page-config.ts'
import { featuresPage } from './page-features.ts'
import { formatsPage } from './page-formats.ts'

/** Returns the generated pages by path. */
export function generateDocs(): Record<string, string> {
  return {
    'docs/reference/commands.md': commandsPage(),
    'docs/reference/config.md': configPage(),
    'docs/reference/features.md': featuresPage(),
    'docs/reference/formats.md': formatsPage(),
    'docs/reference/study.md': studyPage(),
    'schema/study.schema.json': `${JSON.stringify(studyJsonSchema(), null, 2)}\n`,
    'schema/hyper.schema.json': `${JSON.stringify(configJsonSchema(), null, 2)}\n`,
  }
}
