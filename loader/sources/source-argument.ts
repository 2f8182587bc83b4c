/** `ehr=/media/a` or `/media/a`: how an operator names a medium on the command line. */
import fs from 'node:fs'
import path from 'node:path'
import type { SourceSpec } from './source.ts'

/** The medium cannot be opened as it was named; the message says what to check. */
export class SourceMissing extends Error {}

/**
 * @throws SourceMissing when there is nothing readable at the place, or two sources share a label.
 */
export function parseSources(args: readonly string[]): SourceSpec[] {
  const specs = args.map((arg, index) =>
    parseSource(arg, args.length === 1 ? 'ehr' : `source-${index + 1}`),
  )
  const labels = new Set<string>()
  for (const { label } of specs) {
    if (labels.has(label)) throw new SourceMissing(`two sources are labelled "${label}"`)
    labels.add(label)
  }
  return specs
}

function parseSource(arg: string, otherwise: string): SourceSpec {
  const labelled = /^([A-Za-z][A-Za-z0-9_-]*)=(.+)$/.exec(arg)
  // A folder may itself be called `a=b`.
  const named = labelled !== null && !fs.existsSync(arg)
  const location = path.resolve(named ? (labelled[2] ?? arg) : arg)
  const label = named ? (labelled[1] ?? otherwise) : otherwise
  checkFolder(location)
  return { kind: 'folder', label, location }
}

function checkFolder(location: string): void {
  let entries: number
  try {
    if (!fs.statSync(location).isDirectory()) {
      throw new SourceMissing(`${location} is a file; name the folder that holds the backup`)
    }
    const directory = fs.opendirSync(location)
    entries = directory.readSync() === null ? 0 : 1
    directory.closeSync()
  } catch (error) {
    if (error instanceof SourceMissing) throw error
    const code = (error as NodeJS.ErrnoException).code
    throw new SourceMissing(
      code === 'ENOENT'
        ? `${location} does not exist; is the medium mounted?`
        : `${location} cannot be opened (${code})`,
      { cause: error },
    )
  }
  if (entries === 0) throw new SourceMissing(`${location} is empty; is the medium mounted?`)
}
