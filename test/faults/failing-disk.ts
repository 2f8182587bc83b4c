/** A program run on a disk that fails at a chosen moment: failing-disk.c. */
import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'

/** See failing-disk.c for what they mean. */
export interface Fault {
  readonly under: string
  readonly calls: string
  /** From 1; 0 = nothing fails, the calls are counted. */
  readonly at: number
  readonly lasting: 'once' | 'file' | 'ever' | 'kill'
  readonly error: 'EIO' | 'ENOSPC' | 'EROFS' | 'EDQUOT'
}

export interface Outcome {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
  /** Every call that failed. */
  readonly hits: readonly { readonly call: string; readonly path: string }[]
  /** Calls that the fault could have hit, in the process that made most of them. */
  readonly count: number
}

/** @param library failing-disk.c, built (preload.ts) */
export function runOnFailingDisk(
  library: string,
  command: readonly [string, ...string[]],
  fault: Fault,
): Outcome {
  const log = `${library}.log`
  fs.rmSync(log, { force: true })
  const [program, ...args] = command
  const { status, stdout, stderr } = spawnSync(program, args, {
    encoding: 'utf8',
    timeout: 300_000,
    env: {
      ...process.env,
      LC_ALL: 'C',
      LD_PRELOAD: library,
      FAULT_UNDER: fs.realpathSync(fault.under),
      FAULT_CALLS: fault.calls,
      FAULT_AT: String(fault.at),
      FAULT_FOR: fault.lasting,
      FAULT_ERRNO: String(os.constants.errno[fault.error]),
      FAULT_LOG: log,
    },
  })
  const lines = fs.existsSync(log) ? fs.readFileSync(log, 'utf8').trimEnd().split('\n') : []
  const said = lines.map((line) => ({ call: line[0] ?? '', path: line.slice(2) }))
  return {
    code: status,
    stdout,
    stderr,
    hits: said.filter(({ call }) => call !== '='),
    count: Math.max(0, ...said.filter(({ call }) => call === '=').map((each) => Number(each.path))),
  }
}
