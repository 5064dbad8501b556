import type { Preset } from '../preset.ts'
import { alpacaEvalPreset } from './alpaca-eval.ts'
import { alpacafarmGpt4Preset } from './alpacafarm-gpt4.ts'
import { alpacafarmHumanPreset } from './alpacafarm-human.ts'
import { arena55kPreset } from './arena-55k.ts'
import { arenaHardPreset } from './arena-hard.ts'
import { arenaHumanPreferencePreset } from './arena-human-preference.ts'
import { argillaPreset } from './argilla.ts'
import { chatbotArenaPreset } from './chatbot-arena.ts'
import { exportedKtoPreset } from './exported-kto.ts'
import { exportedPreferencesPreset } from './exported-preferences.ts'
import { helpsteer2Preset } from './helpsteer2.ts'
import { helpsteer2PreferencePreset } from './helpsteer2-preference.ts'
import { helpsteer3PreferencePreset } from './helpsteer3-preference.ts'
import { hhRlhfPreset } from './hh-rlhf.ts'
import { hyperPreset } from './hyper.ts'
import { hyperTagsPreset } from './hyper-tags.ts'
import { judgebenchPreset } from './judgebench.ts'
import { labelStudioPreset } from './label-studio.ts'
import { llmbarPreset } from './llmbar.ts'
import { mtBenchHumanPreset } from './mt-bench-human.ts'
import { mtBenchJudgmentPreset } from './mt-bench-judgment.ts'
import { multiprefPreset } from './multipref.ts'
import { multiprefOverallPreset } from './multipref-overall.ts'
import { nectarPreset } from './nectar.ts'
import { pkuSaferlhfPreset } from './pku-saferlhf.ts'
import { potatoPreset } from './potato.ts'
import { ppePreset } from './ppe.ts'
import { preferencesPreset } from './preferences.ts'
import { prodigyPreset } from './prodigy.ts'
import { rewardbenchPreset } from './rewardbench.ts'
import { rewardbench2Preset } from './rewardbench-2.ts'
import { shpPreset } from './shp.ts'
import { skyworkPreferencePreset } from './skywork-preference.ts'
import { spreadsheetPreset } from './spreadsheet.ts'
import { summarizeComparisonsPreset } from './summarize-comparisons.ts'
import { tuluPreferencePreset } from './tulu-preference.ts'
import { ultrafeedbackPreset } from './ultrafeedback.ts'
import { ultrafeedbackBinarizedPreset } from './ultrafeedback-binarized.ts'

/** The shapes that need no column map, in the order in which they are tried: what is told by more fields comes first. */
export const PRESETS: readonly Preset[] = [
  argillaPreset,
  labelStudioPreset,
  prodigyPreset,
  potatoPreset,
  spreadsheetPreset,
  exportedPreferencesPreset,
  exportedKtoPreset,
  hyperTagsPreset,
  mtBenchJudgmentPreset,
  mtBenchHumanPreset,
  arenaHardPreset,
  alpacaEvalPreset,
  arena55kPreset,
  hyperPreset,
  multiprefOverallPreset,
  multiprefPreset,
  helpsteer3PreferencePreset,
  helpsteer2PreferencePreset,
  helpsteer2Preset,
  alpacafarmHumanPreset,
  alpacafarmGpt4Preset,
  chatbotArenaPreset,
  arenaHumanPreferencePreset,
  hhRlhfPreset,
  ultrafeedbackBinarizedPreset,
  ultrafeedbackPreset,
  nectarPreset,
  pkuSaferlhfPreset,
  shpPreset,
  summarizeComparisonsPreset,
  rewardbench2Preset,
  rewardbenchPreset,
  judgebenchPreset,
  ppePreset,
  llmbarPreset,
  skyworkPreferencePreset,
  tuluPreferencePreset,
  preferencesPreset,
]
