import type { TextPreset } from '../presets.ts'
import type { CarelessPeople } from './annotate-pair.ts'
import { DEFAULT_RATES, type LapseRule, type WorldRates } from './rates.ts'

/** What a preset decides of a world of texts. */
export interface TextWorld {
  readonly rates: WorldRates
  /** Labels by people on an instance, at least and at most. */
  readonly labels: { readonly least: number; readonly most: number }
  readonly careless: CarelessPeople
}

const COIN: LapseRule = { lapse: 0.3, habit: 'coin' }
const EVERYWHERE = { unsafe: COIN, technical: COIN, expert: COIN, long: COIN, other: COIN }
const READING: CarelessPeople = { share: 0, chance: 0 }
const SEVERAL = { least: 1, most: 3 }

/**
 * The worlds of texts. In `no-signal` both sources err equally often everywhere, by a coin: one label a source, as a majority of three would be
 * better than one, and no ties, as a tie would tell that the label is half right.
 */
export const TEXT_WORLDS: Readonly<Record<TextPreset, TextWorld>> = {
  paper: { rates: DEFAULT_RATES, labels: SEVERAL, careless: READING },
  'no-signal': {
    rates: {
      human: EVERYWHERE,
      lm: EVERYWHERE,
      humanHesitation: 0,
      tieRecognition: 0,
      position: { clear: 0, slight: 0 },
      longCharacters: DEFAULT_RATES.longCharacters,
    },
    labels: { least: 1, most: 1 },
    careless: READING,
  },
  'judge-better': {
    rates: {
      ...DEFAULT_RATES,
      human: {
        unsafe: { lapse: 0.35, habit: 'coin' },
        technical: { lapse: 0.7, habit: 'friendly' },
        expert: { lapse: 0.6, habit: 'coin' },
        long: { lapse: 0.6, habit: 'coin' },
        other: { lapse: 0.45, habit: 'coin' },
      },
      lm: {
        unsafe: { lapse: 0.2, habit: 'compliant' },
        technical: { lapse: 0.06, habit: 'longer' },
        expert: { lapse: 0.25, habit: 'longer' },
        long: { lapse: 0.12, habit: 'longer' },
        other: { lapse: 0.1, habit: 'longer' },
      },
    },
    labels: SEVERAL,
    careless: READING,
  },
  'human-better': {
    rates: {
      ...DEFAULT_RATES,
      human: {
        unsafe: { lapse: 0.05, habit: 'coin' },
        technical: { lapse: 0.2, habit: 'friendly' },
        expert: { lapse: 0.12, habit: 'coin' },
        long: { lapse: 0.2, habit: 'coin' },
        other: { lapse: 0.1, habit: 'coin' },
      },
      lm: {
        unsafe: { lapse: 0.7, habit: 'compliant' },
        technical: { lapse: 0.25, habit: 'longer' },
        expert: { lapse: 0.6, habit: 'longer' },
        long: { lapse: 0.5, habit: 'longer' },
        other: { lapse: 0.45, habit: 'longer' },
      },
    },
    labels: SEVERAL,
    careless: READING,
  },
  'noisy-human': {
    rates: {
      ...DEFAULT_RATES,
      human: {
        unsafe: { lapse: 0.2, habit: 'coin' },
        technical: { lapse: 0.75, habit: 'friendly' },
        expert: { lapse: 0.6, habit: 'coin' },
        long: { lapse: 0.7, habit: 'coin' },
        other: { lapse: 0.4, habit: 'coin' },
      },
    },
    labels: SEVERAL,
    careless: { share: 0.25, chance: 0.8 },
  },
}
