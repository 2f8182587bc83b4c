/** Media of which nothing is published: those that hold nothing, and those that should not be used. */
import fs from 'node:fs'
import path from 'node:path'
import { AFFECTED } from './generations/affected-patients.ts'
import type { Building } from './generations/building.ts'
import type { LoadReport } from './generations/report.ts'
import type { SourceSpec } from './sources/source.ts'
import type { Connection } from './writer/generation-database.ts'

/** Nothing in the media could be loaded: nothing was published. */
export class NothingToLoad extends Error {}

/** The medium's verdict is "do not use": nothing was published. The message says where its report stands. */
export class MediumRefused extends Error {}

/** @throws NothingToLoad when no file of the media was understood. */
export function refuseEmpty(db: Connection, sources: readonly SourceSpec[]): void {
  const understood = db
    .prepare(
      "SELECT EXISTS (SELECT 1 FROM manifest.file WHERE disposition IN ('loaded', 'superseded', 'deleted'))",
    )
    .pluck()
    .get()
  if (understood === 1) return
  const files = db.prepare('SELECT count(*) FROM manifest.file').pluck().get()
  const places = sources.map((source) => source.location).join(', ')
  throw new NothingToLoad(
    `none of the ${files} files in ${places} could be loaded; nothing was published. ` +
      'Check that this is the folder above the patient folders, and look at it with: sansho inspect',
  )
}

/** Keeps the reports of what was refused, so that the operator can see which patients the medium would have lost. */
export function refusal(
  building: Building,
  dataDirectory: string,
  report: LoadReport,
): MediumRefused {
  const folder = path.join(path.resolve(dataDirectory), 'refused', building.id)
  fs.mkdirSync(folder, { recursive: true, mode: 0o750 })
  for (const name of ['report.json', 'report.html', AFFECTED]) {
    fs.copyFileSync(path.join(building.folder, name), path.join(folder, name))
  }
  const worst = report.sources.find(({ medium }) => medium === 'do-not-use')
  const { encrypted = 0, damaged = 0, sound = 0 } = worst?.verdicts ?? {}
  return new MediumRefused(
    `${encrypted} files encrypted, ${damaged} damaged, ${sound} sound; the report is ${path.join(folder, 'report.html')}`,
  )
}
