import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { findDecoder } from '../../src/backends/index.ts'
import type { Bench, BenchCase } from './bench-case.ts'
import { baselineFolder } from './find-python.ts'
import type { Printed } from './run-program.ts'

const both =
  (...keys: readonly string[]) =>
  (ours: Printed, baseline: Printed | null): Record<string, unknown> =>
    Object.fromEntries(
      keys.map((key) => [key, { ours: ours[key] ?? null, baseline: baseline?.[key] ?? null }]),
    )

const instances = 10_000
const tags = 90

function candidateCase(
  label: string,
  mode: { readonly name: string; readonly mixes: number; readonly mode: string },
): BenchCase {
  const mixes = 500
  const scale = mixes / mode.mixes
  return {
    label,
    size: { instances, tags, mixes },
    ours: { program: 'candidates', args: ['--n', String(instances), '--mixes', String(mixes)] },
    baseline: {
      name: mode.name,
      program: 'candidate_mixes.py',
      args: ['--mode', mode.mode, '--n', String(instances), '--k', String(mode.mixes)],
      takesThreads: true,
      scale,
      ...(scale === 1 ? {} : { note: `timed on ${mode.mixes} mixes, seconds times ${scale}` }),
    },
    quality: (ours, baseline) => ({
      ours: ours.quality,
      baseline:
        baseline === null
          ? null
          : { msPerMix: baseline.ms_per_mix, mbWritten: baseline.mb_written },
    }),
  }
}

const candidates: Bench = {
  modules: ['numpy', 'pandas'],
  dump: ['candidates', '--n', String(instances)],
  cases: [
    candidateCase('against the plain way (Algorithm 1 as published)', {
      name: 'candidate_mixes.py --mode plain',
      mixes: 10,
      mode: 'plain',
    }),
    candidateCase('against numpy', {
      name: 'candidate_mixes.py --mode numpy',
      mixes: 500,
      mode: 'numpy',
    }),
  ],
}

function probeCase(label: string, name: string, args: readonly string[]): BenchCase {
  return {
    label,
    size: { heads: 200, rows: 7000, columns: 384 },
    ours: { program: 'probes', args: [] },
    baseline: { name, program: 'probe_heads.py', args, takesThreads: true },
    quality: both('mean_objective', 'mean_log_loss', 'largest_gradient'),
  }
}

const probes: Bench = {
  modules: ['numpy', 'sklearn', 'joblib', 'scipy'],
  dump: ['probes'],
  cases: [
    probeCase('against one scikit-learn fit a head', 'probe_heads.py --mode loop', [
      '--mode',
      'loop',
    ]),
    probeCase('against numpy, all heads at once', 'probe_heads.py --mode batched', [
      '--mode',
      'batched',
    ]),
  ],
}

function ppmCase(mode: string, kind: string): BenchCase {
  return {
    label: `${mode}: ${kind}`,
    size: { mixes: 250, tags, folds: 10 },
    ours: { program: 'ppm', args: ['--kind', kind] },
    baseline: {
      name: `ppm.py --mode ${mode}`,
      program: 'ppm.py',
      args: ['--mode', mode],
      takesThreads: true,
    },
    quality: both('spearman_mean_of_folds', 'rmse_mean_of_folds'),
  }
}

const ppm: Bench = {
  modules: ['numpy', 'sklearn', 'scipy', 'pandas'],
  dump: ['ppm'],
  cases: [
    ppmCase('quadratic', 'quadratic-ols'),
    ppmCase('linear', 'linear-ols'),
    ppmCase('ridge', 'ridge'),
    ppmCase('budget', 'budget-only'),
  ],
}

function routeCase(
  mode: 'linear' | 'quadratic',
  count: number,
  more: readonly string[],
): BenchCase {
  return {
    label: `${mode}, ${count} instances`,
    size: { instances: count, tags },
    ours: { program: 'route', args: ['--mode', mode, '--n', String(count)] },
    baseline: {
      name: `route.py --mode ${mode} ${more.join(' ')}`.trim(),
      program: 'route.py',
      args: ['--mode', mode, '--n', String(count), ...more],
      takesThreads: true,
    },
    quality: both('sum_of_best_gains', 'b'),
  }
}

const route: Bench = {
  modules: ['numpy', 'sklearn', 'scipy', 'pandas'],
  dump: ['route', '--n', '1000000', '--quadratic', '100000'],
  cases: [routeCase('linear', 1_000_000, []), routeCase('quadratic', 100_000, ['--chunk', '5000'])],
}

const text: Bench = {
  modules: ['numpy', 'rouge_score'],
  cases: [
    {
      label: 'ROUGE-1 and ROUGE-L F1, stemmed, all response pairs',
      size: { pairs: 7841 },
      ours: { program: 'text', args: [] },
      baseline: { name: 'rouge.py', program: 'rouge.py', args: [], takesThreads: false },
      quality: both('mean', 'n', 'characters'),
    },
  ],
}

const NO_ENCODER = 'the baselines hold no program for the encoder'

function decoderCase(precision: string): BenchCase {
  return {
    label: `decoder, 8 layers, ${precision}, first responses of the pair files`,
    size: { texts: 400 },
    ours: { program: 'decode', args: ['--n', '400', '--precision', precision] },
    without: NO_ENCODER,
    quality: (ours) => ({ ours: ours.quality }),
  }
}

const FOLDER = '.models/all-MiniLM-L6-v2'
const hasFolder = existsSync(FOLDER)
const absent = [
  ...(hasDecoder()
    ? []
    : ['the decoder is left out, its file is not there (npm run fetch:decoder)']),
  ...(hasFolder ? [] : ['the model folder is left out, it is not there (npm run fetch:folder)']),
]

const folderCase: BenchCase = {
  label: 'model folder all-MiniLM-L6-v2, 8 bits, first responses of the pair files',
  size: { texts: 400 },
  ours: { program: 'encode', args: ['--n', '400', '--folder', FOLDER] },
  without: NO_ENCODER,
  quality: (ours) => ({ ours: ours.quality }),
}

const encode: Bench = {
  modules: ['numpy'],
  cases: [
    {
      label: 'light encoder, first responses of the pair files',
      size: { texts: 400 },
      ours: { program: 'encode', args: ['--n', '400'] },
      without: [NO_ENCODER, ...absent].join('; '),
      quality: (ours) => ({ ours: ours.quality }),
    },
    ...(hasFolder ? [folderCase] : []),
    ...(hasDecoder() ? ['int8', 'float32'].map(decoderCase) : []),
  ],
}

const importing: Bench = {
  modules: ['pandas', 'datasets'],
  cases: [
    {
      label: 'all pair files, read and checked',
      size: { rows: 7841 },
      ours: { program: 'import', args: [] },
      baseline: {
        name: 'import_pairs.py (pandas.read_json, labels counted)',
        program: 'import_pairs.py',
        args: [],
        takesThreads: false,
        own: true,
      },
      quality: both('rows', 'human_labels', 'lm_labels'),
    },
    {
      label: 'all pair files, majority label, to TRL rows and to Parquet',
      size: { rows: 7841 },
      ours: { program: 'convert', args: [] },
      baseline: {
        name: 'convert_pairs.py (datasets: load, map, filter, to_json, to_parquet)',
        program: 'convert_pairs.py',
        args: [],
        takesThreads: false,
        own: true,
      },
      quality: both('trl_rows', 'pair_rows', 'trl_bytes', 'parquet_bytes'),
    },
  ],
}

/** The benches by name. */
export const BENCHES: Readonly<Record<string, Bench>> = {
  candidates,
  probes,
  ppm,
  route,
  text,
  encode,
  import: importing,
}

/** Tells whether the program of a bench exists yet. */
export function hasOurs(bench: Bench): boolean {
  return bench.cases.every((one) =>
    existsSync(resolve(import.meta.dirname, `../ours/${one.ours.program}.ts`)),
  )
}

/** Tells whether the file of the decoder is there. */
function hasDecoder(): boolean {
  try {
    findDecoder({ named: process.env.HYPER_DECODER })
    return true
  } catch {
    return false
  }
}

/** Tells whether real data lies beside the checkout. */
export function hasData(): boolean {
  return existsSync(resolve(baselineFolder(), '../data'))
}
