import { readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'

const root = resolve(import.meta.dirname, '..')
const entry = join(root, 'src', 'index.ts')

const PURE_ROOMS = [
  'kit',
  'stats',
  'domain',
  'dataset',
  'features',
  'annotate',
  'candidates',
  'reward',
  'evaluate',
  'ppm',
  'pilot',
  'route',
  'audit',
  'simulate',
  'judge',
  'export',
  'report',
]

const library: Readonly<Record<string, unknown>> = { ...(await import('../src/index.ts')) }

describe('the library', () => {
  it('has the names that stay stable', () => {
    for (const name of [
      'importPairs',
      'buildFeatures',
      'drawMixes',
      'fitProbes',
      'evaluateSuite',
      'fitPpm',
      'crossValidatePpm',
      'planRouting',
      'auditAgreement',
      'composeHybrid',
      'simulateWorld',
      'runStudy',
      'auditAgreement',
    ] as const)
      expect(library[name], name).toBeTypeOf('function')
  })

  it.each(PURE_ROOMS)('exports everything that the room %s makes public', async (room) => {
    const exported = new Set<unknown>(Object.values(library))
    const own = (await import(`../src/${room}/index.ts`)) as Record<string, unknown>
    expect(Object.keys(own).filter((name) => !exported.has(own[name]))).toEqual([])
  })

  it('says of every exported name what it is', () => {
    const configuration = ts.getParsedCommandLineOfConfigFile(
      join(root, 'tsconfig.json'),
      {},
      { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => {} },
    )!
    const program = ts.createProgram([entry], configuration.options)
    const checker = program.getTypeChecker()
    const module = checker.getSymbolAtLocation(program.getSourceFile(entry)!)!
    const exported = checker.getExportsOfModule(module)
    expect(exported.length).toBeGreaterThan(300)
    const silent = exported.filter(
      (symbol) => checker.getAliasedSymbol(symbol).getDocumentationComment(checker).length === 0,
    )
    expect(silent.map((symbol) => symbol.name)).toEqual([])
  })

  it('reaches neither Node nor a native package when it is imported', () => {
    const seen = new Set<string>()
    const packages = new Set<string>()
    const visit = (file: string): void => {
      if (seen.has(file)) return
      seen.add(file)
      const { importedFiles } = ts.preProcessFile(readFileSync(file, 'utf8'), true)
      for (const { fileName } of importedFiles)
        if (fileName.startsWith('.')) visit(resolve(dirname(file), fileName))
        else packages.add(fileName)
    }
    visit(entry)
    expect([...packages].sort()).toEqual(['@observablehq/plot', 'ml-matrix'])
  })
})
