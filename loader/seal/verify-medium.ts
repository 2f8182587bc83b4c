/** Whether media still hold what a generation was made from, byte for byte, by the generation's manifest. */
import path from 'node:path'
import Database from 'better-sqlite3'
import { readSources } from '../reading.ts'
import type { SourceSpec } from '../sources/source.ts'
import type { SealedEntry } from './medium-seal.ts'

export interface MediumDifference {
  readonly source: string
  readonly path: string
  readonly difference: 'changed' | 'missing' | 'added'
}

/**
 * @param folder of the generation.
 * @param sources media, labelled as in the load.
 * @returns every difference; empty = medium and manifest agree.
 * @throws Error when the generation was not made from a source of that label.
 */
export async function verifyMedia(
  folder: string,
  sources: readonly SourceSpec[],
  signal: AbortSignal,
): Promise<MediumDifference[]> {
  const manifest = new Database(path.join(folder, 'manifest.sqlite'), { readonly: true })
  try {
    const found: MediumDifference[] = []
    for (const source of sources) found.push(...(await verifyMedium(manifest, source, signal)))
    return found
  } finally {
    manifest.close()
  }
}

async function verifyMedium(
  manifest: Database.Database,
  source: SourceSpec,
  signal: AbortSignal,
): Promise<MediumDifference[]> {
  const id = manifest
    .prepare<[string], number>('SELECT id FROM source WHERE label = ?')
    .pluck()
    .get(source.label)
  if (id === undefined) {
    const labels = manifest.prepare('SELECT label FROM source').pluck().all().join(', ')
    throw new Error(`the generation has no source "${source.label}", only: ${labels}`)
  }
  const found: MediumDifference[] = []
  const note = (place: string, difference: MediumDifference['difference']) =>
    found.push({ source: source.label, path: place, difference })
  manifest.exec(
    `DROP TABLE IF EXISTS temp.expected; CREATE TEMP TABLE expected AS
     SELECT path, sha256, 0 AS seen FROM file WHERE source_id = ${id} AND disposition <> 'ignored'
       OR (source_id = ${id} AND sha256 <> '');
     CREATE INDEX temp.expected_path ON expected (path)`,
  )
  const known = manifest.prepare<[string], { sha256: string }>(
    'SELECT sha256 FROM expected WHERE path = ?',
  )
  const mark = manifest.prepare('UPDATE expected SET seen = 1 WHERE path = ?')
  const receive = (entries: readonly SealedEntry[]) => {
    for (const entry of entries) {
      const expected = known.get(entry.path)
      if (expected === undefined) note(entry.path, 'added')
      else if (expected.sha256 !== entry.sha256) note(entry.path, 'changed')
      mark.run(entry.path)
    }
  }
  await readSources(
    { sources: [source], purpose: 'seal', load: null },
    (_thread, result) => receive(result as SealedEntry[]),
    signal,
  )
  const missing = manifest
    .prepare<[], string>('SELECT path FROM expected WHERE seen = 0 ORDER BY path')
    .pluck()
  for (const place of missing.iterate()) note(place, 'missing')
  return found
}
