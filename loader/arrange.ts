/** What stands in a generation only when all files are in: versions, patients, documents, gaps, as-of. */
import fs from 'node:fs'
import path from 'node:path'
import type { Building } from './generations/building.ts'
import type { LoadReport } from './generations/report.ts'
import { currentWhole } from './generations/whole-generation.ts'
import { markChangedFiles } from './screening/changed-files.ts'
import { writeDoubtfulFiles } from './screening/doubtful-files.ts'
import { noteWitnesses } from './screening/unwitnessed-files.ts'
import { compareWithSeal, type SealComparison, writeMissingFiles } from './seal/compare-medium.ts'
import { knownPublicKey } from './seal/signing-key.ts'
import type { SourceSpec } from './sources/source.ts'
import { settleAllergies } from './writer/allergies.ts'
import { type AsOf, generationAsOf, sourceAsOf } from './writer/as-of.ts'
import { writeBirthDateGaps } from './writer/birth-dates.ts'
import { fillBodyFacts } from './writer/body-facts.ts'
import { countPieces } from './writer/count-pieces.ts'
import { assembleDocuments } from './writer/documents.ts'
import { writeEncounters } from './writer/encounters.ts'
import { writeGaps } from './writer/gaps.ts'
import type { Connection } from './writer/generation-database.ts'
import { assembleStudies } from './writer/images.ts'
import { applyMerges } from './writer/merges.ts'
import { writeMissingDays } from './writer/missing-days.ts'
import { writeMissingKinds } from './writer/missing-kinds.ts'
import { settleOrders } from './writer/orders.ts'
import { describePatients } from './writer/patients.ts'
import { settleProblems } from './writer/problems.ts'
import { settleRecordVersions } from './writer/record-versions.ts'
import { settleRefiledResults } from './writer/refiled-results.ts'
import { settleRepeatedFacts } from './writer/repeated-facts.ts'
import { joinRequestedAdministrations } from './writer/requested-administrations.ts'
import { markRestrictedPatients } from './writer/restricted-patients.ts'
import { joinSameDocuments, joinSameFacts } from './writer/same-facts/join.ts'
import { separateSources } from './writer/same-number.ts'
import { writeSourceOfFiles } from './writer/source-of-files.ts'
import { settleVersions } from './writer/versions.ts'

/** What the operator says of the media. */
export interface Media {
  readonly sources: readonly SourceSpec[]
  readonly dataDirectory: string
  readonly asOf: ReadonlyMap<string, string>
  readonly seals: ReadonlyMap<string, string>
}

/** Everything that can only be understood when all files are in. The order matters. */
export function arrange(
  db: Connection,
  building: Building,
  options: Media,
  partial: LoadReport['partial'],
): AsOf {
  countPieces(db)
  settleVersions(db)
  settleRecordVersions(db)
  settleRepeatedFacts(db)
  joinRequestedAdministrations(db)
  settleRefiledResults(db)
  const asOf = writeAsOf(db, options)
  separateSources(db)
  describePatients(db)
  markRestrictedPatients(db)
  applyMerges(db)
  fillBodyFacts(db)
  settleProblems(db)
  settleAllergies(db)
  settleOrders(db)
  joinSameFacts(db)
  assembleDocuments(db)
  joinSameDocuments(db)
  assembleStudies(db)
  writeEncounters(db, asOf.asOf)
  writeSourceOfFiles(db)
  writeGaps(db)
  writeBirthDateGaps(db)
  writeDoubtfulFiles(db)
  writeMissingFiles(db)
  // A part of the patients says nothing of what the whole medium lacks.
  if (partial === '') {
    writeMissingDays(db)
    compareWithCurrent(db, building)
  }
  return asOf
}

export async function compareWithSeals(
  db: Connection,
  { sources, seals, dataDirectory }: Media,
): Promise<SealComparison[]> {
  const found: SealComparison[] = []
  for (const [index, { label }] of sources.entries()) {
    const file = seals.get(label)
    if (file === undefined) continue
    const ownKey = knownPublicKey(dataDirectory)
    found.push(await compareWithSeal(db, { id: index + 1, label }, file, ownKey))
  }
  return found
}

/** What only the generation that is served can tell: old files that changed, kinds that are gone. */
function compareWithCurrent(db: Connection, { generations }: Building): void {
  const current = currentWhole(generations)
  const manifest = path.join(generations, current, 'manifest.sqlite')
  if (current === '' || !fs.existsSync(manifest)) return
  db.exec('COMMIT')
  db.prepare('ATTACH ? AS before').run(manifest)
  db.exec('BEGIN')
  noteWitnesses(db)
  markChangedFiles(db)
  writeMissingKinds(db)
  db.exec('COMMIT')
  db.exec('DETACH before')
  db.exec('BEGIN')
}

/** @returns the generation's as-of */
function writeAsOf(db: Connection, { sources, asOf }: Media): AsOf {
  const insert = db.prepare(
    `INSERT INTO main.source SELECT @id, @label, @location,
       coalesce((SELECT group_concat(format, ',') FROM (
         SELECT DISTINCT format FROM manifest.file WHERE source_id = @id AND format <> '' ORDER BY format)), ''),
       @asOf, @basis, (SELECT count(*) FROM manifest.file WHERE source_id = @id)`,
  )
  const found = sources.map(({ label, location }, index) => {
    const own = sourceAsOf(db, index + 1, asOf.get(label) ?? '', facilityNow())
    insert.run({ id: index + 1, label, location, ...own })
    return own
  })
  return generationAsOf(found)
}

const JAPAN_AHEAD_MILLISECONDS = 9 * 3_600_000

/** The facility's clock: Japan has one zone and no summer time. */
function facilityNow(): string {
  return new Date(Date.now() + JAPAN_AHEAD_MILLISECONDS).toISOString().slice(0, 19)
}
