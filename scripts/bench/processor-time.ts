/** Processor time of programs: other work on the machine disturbs it less than it does the clock's. */
import { spawnSync } from 'node:child_process'

/**
 * Runs a program to its end.
 * @param accepted its exit codes that are no failure.
 * @returns seconds of its and its children's user and system time
 * @throws when it ends otherwise, with what it said last.
 */
export function processorSeconds(command: readonly string[], accepted = [0]): number {
  const timed = ['-c', 'time -p "$@" >/dev/null', 'timed', ...command]
  const { status, stderr } = spawnSync('bash', timed, { encoding: 'utf8', maxBuffer: 2 ** 26 })
  if (!accepted.includes(status ?? -1)) {
    throw new Error(`${command[0]} ended with ${status}: ${stderr.slice(-1000)}`)
  }
  const times = [...stderr.matchAll(/^(?:user|sys) ([\d.]+)$/gm)].slice(-2)
  return times.reduce((sum, [, part]) => sum + Number(part), 0)
}
