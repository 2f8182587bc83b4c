/** Runs every check of `./scripts/test` in order, shows each as it goes, and adds up what all of them counted. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { resolve } from 'node:path'

interface Count {
  passed: number
  failed: number
  skipped: number
}

const RESULTS = 'test-results'

rmSync(RESULTS, { recursive: true, force: true })
mkdirSync(RESULTS, { recursive: true })

const counts: Count[] = [
  check('format and lint', ['biome', 'check', '--error-on-warnings', '.']),
  check('types', ['tsc', '--noEmit']),
  check('unused files, exports and packages', ['knip']),
  runner('unit and conformance', 'vitest.config.ts'),
  check('build of the viewer', ['vite', 'build', '--logLevel', 'warn']),
  runner('end to end', 'vitest.e2e.config.ts'),
]
const total = counts.reduce((sum, each) => ({
  passed: sum.passed + each.passed,
  failed: sum.failed + each.failed,
  skipped: sum.skipped + each.skipped,
}))
process.stdout.write(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped\n`)
process.exitCode = total.failed === 0 ? 0 : 1

/** A command that holds or does not: counts as one. */
function check(name: string, command: readonly string[]): Count {
  const ok = run(name, command)
  return { passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0 }
}

/** A vitest run: counts its tests; a run that ends without a result file counts as one failure. */
function runner(name: string, config: string): Count {
  const file = `${RESULTS}/${config}.json`
  const ok = run(name, [
    'vitest',
    'run',
    '--config',
    config,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${file}`,
  ])
  const result = readResult(file)
  if (result === null) return { passed: 0, failed: 1, skipped: 0 }
  // A suite that breaks before its tests exist fails the run without a failed test.
  const failed = Math.max(result.numFailedTests, ok ? 0 : 1)
  return {
    passed: result.numPassedTests,
    failed,
    skipped: result.numPendingTests + result.numTodoTests,
  }
}

interface VitestResult {
  numPassedTests: number
  numFailedTests: number
  numPendingTests: number
  numTodoTests: number
}

function readResult(file: string): VitestResult | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as VitestResult
  } catch (error) {
    process.stderr.write(`no result in ${file}: ${(error as Error).message}\n`)
    return null
  }
}

function run(name: string, command: readonly string[]): boolean {
  process.stdout.write(`\n== ${name}: ${command.join(' ')}\n`)
  const [program = '', ...args] = command
  // Hundreds of tests start the program itself: compiled once, it starts in half the time. Made anew in each run of the tests.
  const env = { ...process.env, NODE_COMPILE_CACHE: resolve(RESULTS, 'compile-cache') }
  const done = spawnSync(program, args, { stdio: 'inherit', env })
  if (done.error) process.stderr.write(`${program}: ${done.error.message}\n`)
  if (done.status !== 0) process.stdout.write(`== ${name}: FAILED\n`)
  return done.status === 0
}
