/**
 * Which generations were served, in order: one JSON line for each switch, written and flushed before the switch itself.
 * A line whose switch did not happen (the power failed between) is recognised by `current` pointing elsewhere.
 */
import fs from 'node:fs'
import path from 'node:path'

const FILE = 'switches.jsonl'

export interface Switch {
  /** UTC. */
  readonly at: string
  readonly action: 'publish' | 'activate' | 'rollback'
  readonly generation: string
  /** What was served before; '' = nothing. */
  readonly previous: string
  /** The operator's words; '' when none were needed. */
  readonly reason: string
}

/**
 * Durable when it returns: the line is on the disk. What a full disk or a loss of power left of a line before is cut off: the new one
 * would become part of it, and neither could be read.
 * @throws the system's error; then the history is as it was, but for such a part of a line.
 */
export function recordSwitch(generations: string, entry: Switch): void {
  const fd = fs.openSync(path.join(generations, FILE), 'a+', 0o640)
  try {
    fs.ftruncateSync(fd, endOfLines(fs.readFileSync(fd)))
    // A short write is told by its length alone; the file's next write then says why.
    const line = Buffer.from(`${JSON.stringify(entry)}\n`)
    for (let at = 0; at < line.length; ) at += fs.writeSync(fd, line, at)
    fs.fsyncSync(fd)
  } finally {
    fs.closeSync(fd)
  }
}

function endOfLines(history: Buffer): number {
  return history.lastIndexOf('\n') + 1
}

/** Oldest first. A line torn by a failing disk is left out. */
export function switches(generations: string): Switch[] {
  const file = path.join(generations, FILE)
  if (!fs.existsSync(file)) return []
  return fs
    .readFileSync(file, 'utf8')
    .split('\n')
    .map(parseLine)
    .filter((entry) => entry !== null)
}

function parseLine(line: string): Switch | null {
  try {
    const entry = JSON.parse(line) as Partial<Switch>
    return typeof entry.generation === 'string' ? (entry as Switch) : null
  } catch {
    return null
  }
}

/**
 * What was served before the current generation, most recent first: a publication or activation adds to the stack, a
 * rollback takes its top away.
 */
export function servedBefore(generations: string, current: string): string[] {
  const stack: string[] = []
  for (const { action, generation, previous } of switches(generations)) {
    if (stack.length === 0 && previous !== '') stack.push(previous)
    if (action === 'rollback') {
      while (stack.length > 0 && stack.at(-1) !== generation) stack.pop()
    }
    if (stack.at(-1) !== generation) stack.push(generation)
  }
  // The last line's switch may never have happened.
  while (stack.length > 0 && stack.at(-1) !== current) stack.pop()
  return stack.slice(0, -1).reverse()
}
