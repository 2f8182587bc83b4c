/** The format's public door for tests: resources in, records out. */

import { fhir } from '../../../loader/formats/fhir/format.ts'
import type { FileParts, ParsedFile } from '../../../loader/formats/format.ts'
import type { ClinicalRecord } from '../../../model/records.ts'

export type Files = Readonly<Record<string, string | Uint8Array>>

/** Every file of a source, as the pipeline calls the format: claim, gather all, combine, parse each. */
export function readSource(files: Files): Map<string, ParsedFile> {
  const claimed = Object.entries(files).flatMap(([path, content]) => {
    const bytes = typeof content === 'string' ? Buffer.from(content) : content
    const facts = fhir.claim(path) ?? fhir.claimContent?.(bytes.subarray(0, 4096), path) ?? null
    return facts === null ? [] : [{ path, bytes, facts }]
  })
  const gathered = claimed.map(({ path, bytes }) => fhir.preparation?.gather(bytes, path))
  // It crosses threads on its way.
  const context = fhir.preparation?.combine(structuredClone(gathered))
  return new Map(
    claimed.map(({ path, bytes, facts }) => [
      path,
      fhir.parse(bytes, path, facts, structuredClone(context)),
    ]),
  )
}

export const PATIENT = {
  resourceType: 'Patient',
  id: 'p1',
  identifier: [
    { system: 'urn:oid:1.2.392.100495.20.3.51.11310000000', value: '00000010' },
    { system: 'http://example.org/ssn', value: '999', type: { coding: [{ code: 'SS' }] } },
  ],
  name: [{ family: '山田', given: ['太郎'] }],
  birthDate: '1970-01-01',
}
/** The chart id of PATIENT. */
export const CHART = '00000010'
export const SUBJECT = { subject: { reference: 'Patient/p1' } }

export interface Reading {
  readonly records: readonly ClinicalRecord[]
  readonly problems: readonly { where: string; text: string; reason: string; patientId?: string }[]
  readonly parts: FileParts
}

export function expectRecords(parsed: ParsedFile | undefined): Reading {
  if (parsed?.outcome !== 'records' || parsed.parts === undefined) {
    throw new Error(`not read: ${JSON.stringify(parsed)}`)
  }
  return { records: parsed.records, problems: parsed.problems, parts: parsed.parts }
}

/** NDJSON lines beside the file of PATIENT, in one folder. */
export function readLines(...resources: readonly (object | string)[]): Reading {
  const lines = resources.map((each) => (typeof each === 'string' ? each : JSON.stringify(each)))
  const files = { 'x/Patient.ndjson': JSON.stringify(PATIENT), 'x/Data.ndjson': lines.join('\n') }
  return expectRecords(readSource(files).get('x/Data.ndjson'))
}

type Kind = ClinicalRecord['kind']

/** The only record of a kind. */
export function only<K extends Kind>(
  reading: Reading,
  kind: K,
): Extract<ClinicalRecord, { kind: K }> {
  const found = all(reading, kind)
  if (found.length !== 1) throw new Error(`${found.length} ${kind}: ${JSON.stringify(reading)}`)
  return found[0] as Extract<ClinicalRecord, { kind: K }>
}

export function all<K extends Kind>(
  reading: Reading,
  kind: K,
): Extract<ClinicalRecord, { kind: K }>[] {
  return reading.records.filter((record) => record.kind === kind) as never
}

export const bundle = (type: string, entry: readonly object[]) =>
  JSON.stringify({ resourceType: 'Bundle', type, entry })
