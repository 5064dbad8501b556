import { escapeAttribute } from '../escape-markup.ts'
import type { TaskFormat } from '../format.ts'
import { PREFERENCE_QUESTION, PREFERENCE_STEPS } from '../preference-steps.ts'
import { showTask } from '../show-task.ts'
import type { TaskOptions } from '../task-options.ts'

/**
 * Label Studio: tasks without predictions, since a judge's answer on the screen would sway people. Five choices with a key each: the
 * Pairwise tag knows left and right only, no tie and no strength. The names of the data are none that its short export overwrites.
 */
export const labelStudioFormat: TaskFormat = {
  kind: 'tasks',
  id: 'label-studio',
  title: 'Label Studio tasks',
  reader: 'Label Studio, Import; labeling-config.xml under Settings, Labeling Interface, Code',
  documentation: 'https://labelstud.io/guide/tasks',
  evidence: 'tool',
  note: 'Keys 1 to 5 choose an answer. Hide the columns hyper_key, dataset and messages in the Data Manager if annotators see it. Both JSON and JSON-MIN exports are read back.',
  ending: 'json',
  usage: [
    'import json',
    'from label_studio_sdk import LabelStudio',
    'client = LabelStudio(base_url=URL, api_key=KEY)',
    'project = client.projects.create(title="pairs", label_config=open("labeling-config.xml", encoding="utf-8").read())',
    'client.projects.import_tasks(id=project.id, request=json.load(open("FILE", encoding="utf-8")))',
  ].join('\n'),
  columns: () => null,
  toTask: (task) => {
    const { id, key, ...shown } = showTask(task)
    return { data: { pair_id: id, hyper_key: key, ...shown } }
  },
  companions: (_file, options) => [{ name: 'labeling-config.xml', text: toConfig(options) }],
}

function toConfig({ instructions }: TaskOptions): string {
  const lines = instructions.split(/\r\n|\r|\n/).filter((line) => line.trim() !== '')
  return `<View className="hyper">
  <Style>
    .hyper-pair { display: grid; grid-template-columns: 1fr 1fr; gap: 1rem; align-items: start }
    .hyper-text { white-space: pre-wrap; overflow-wrap: anywhere }
  </Style>
  <Collapse bordered="true">
    <Panel value="Instructions">
      <View>
${lines.map((line) => `        <Header size="5" value="${escapeStatic(line)}"/>`).join('\n')}
      </View>
    </Panel>
  </Collapse>
  <Header size="4" value="Prompt"/>
  <View className="hyper-text"><Text name="prompt" value="$prompt"/></View>
  <View className="hyper-pair">
    <View className="hyper-text"><Header size="4" value="First"/><Text name="first" value="$first"/></View>
    <View className="hyper-text"><Header size="4" value="Second"/><Text name="second" value="$second"/></View>
  </View>
  <Header size="4" value="${PREFERENCE_QUESTION}"/>
  <Choices name="preference" toName="prompt" choice="single-radio" showInline="true" required="true" requiredMessage="Choose one of the five answers, or skip the task.">
${PREFERENCE_STEPS.map(({ value, text, key }) => `    <Choice value="${text}" alias="${value}" hotkey="${key}"/>`).join('\n')}
  </Choices>
  <TextArea name="reasons" toName="prompt" rows="2" maxSubmissions="1" editable="true" required="false" placeholder="Why? (optional)"/>
</View>
`
}

/** A dollar sign in a header would name a field of the data; the wide one is only a sign. */
function escapeStatic(text: string): string {
  return escapeAttribute(text.replaceAll('$', '\uFF04'))
}
