/** What the schema of `hyper.yaml` does not carry: units, and the meaning of keys whose name says nearly all. */
export const CONFIG_NOTES: Readonly<Record<string, { unit?: string; meaning?: string }>> = {
  'data.limit': { unit: 'instances' },
  'labels.human.annotator': { meaning: 'The one annotator whose labels are taken.' },
  'labels.lm.annotator': { meaning: 'The one judge whose labels are taken.' },
  'suite.humanPairs': { unit: 'share' },
  'suite.judgeShare': { unit: 'share' },
  'features.encoder.folder': {
    meaning: 'Folder of a Hugging Face model with `tokenizer.json` and an ONNX file.',
  },
  'features.minimumCount': { unit: 'instances' },
  'features.components': { unit: 'components' },
  'candidates.mixes': { unit: 'mixes' },
  'candidates.focus': { unit: 'share' },
  'candidates.baselineMixes': { unit: 'mixes per share' },
  'train.encoder.folder': {
    meaning: 'Folder of a Hugging Face model with `tokenizer.json` and an ONNX file.',
  },
  'train.encoder.layers': { unit: 'layers' },
  'train.trainer.timeoutSeconds': { unit: 'seconds', meaning: 'Longest time one job may take.' },
  'ppm.folds': {
    unit: 'folds',
    meaning: 'Folds of the cross-validation; equal mixes share a fold.',
  },
  'ppm.repeats': { unit: 'repeats', meaning: 'Times the folds are drawn anew.' },
  'route.kappa': { unit: 'standard deviations' },
  'route.simulations': { unit: 'mixes' },
  'route.shares': { unit: 'shares' },
  'prices.human': { unit: 'USD per label', meaning: 'Price of one label by people.' },
  'prices.lm': { unit: 'USD per label', meaning: 'Price of one label by the judge.' },
  'prices.machineHour': {
    unit: 'USD per hour',
    meaning: 'Price of the machine that encodes and trains.',
  },
  'annotators.human': { meaning: 'Name of the person pool.' },
  'annotators.lm': { meaning: 'Name of the judge.' },
}
