/**
 * URIs of coding systems by the names that sources give them. JP Core 1.2 naming systems (URN forms); HL7 v2 tables as
 * terminology.hl7.org names them. A name without a URI keeps its own: no system is guessed.
 */
import { meaningOf } from './meaning.ts'
/** The Unified Code for Units of Measure. */
export const UCUM = 'http://unitsofmeasure.org'

const URIS: Readonly<Record<string, string>> = {
  JC10: 'urn:oid:1.2.392.200119.4.504',
  JLAC10: 'urn:oid:1.2.392.200119.4.504',
  HOT7: 'urn:oid:1.2.392.200119.4.403.2',
  HOT9: 'urn:oid:1.2.392.200119.4.403.1',
  HOT13: 'urn:oid:1.2.392.200119.4.402.1',
  YJ: 'urn:oid:1.2.392.100495.20.1.73',
  MR9P: 'urn:oid:1.2.392.100495.20.2.101',
  MDCDX2: 'urn:oid:1.2.392.200119.4.101.2',
  I10: 'http://hl7.org/fhir/sid/icd-10',
  ICD10: 'http://hl7.org/fhir/sid/icd-10',
  LN: 'http://loinc.org',
  SCT: 'http://snomed.info/sct',
  DCM: 'http://dicom.nema.org/resources/ontology/DCM',
  UCUM,
}

const CLINS = 'http://jpfhir.jp/fhir/clins/CodeSystem/'
/** URIs of JP Core and JP-CLINS for the same systems. */
const ALIASES: Readonly<Record<string, string>> = {
  'http://medis.or.jp/CodeSystem/master-JLAC10-17digits': 'urn:oid:1.2.392.200119.4.504',
  [`${CLINS}JP_CLINS_ObsLabResult_CoreLabo_CS`]: 'urn:oid:1.2.392.200119.4.504',
  [`${CLINS}JP_CLINS_ObsLabResult_InfectionLabo_CS`]: 'urn:oid:1.2.392.200119.4.504',
  [`${CLINS}JLAC10/JP_CLINS_ObsLabResult_CoreLabo_CS`]: 'urn:oid:1.2.392.200119.4.504',
  [`${CLINS}JLAC10/JP_CLINS_ObsLabResult_InfectionLabo_CS`]: 'urn:oid:1.2.392.200119.4.504',
  'http://medis.or.jp/CodeSystem/master-disease-keyNumber': 'urn:oid:1.2.392.200119.4.101.2',
  'http://medis.or.jp/CodeSystem/master-HOT9': 'urn:oid:1.2.392.200119.4.403.1',
  'http://medis.or.jp/CodeSystem/master-HOT13': 'urn:oid:1.2.392.200119.4.402.1',
  'http://capstandard.jp/iyaku.info/CodeSystem/YJ-code': 'urn:oid:1.2.392.100495.20.1.73',
}
const HL7_TABLES = 'http://terminology.hl7.org/CodeSystem/v2-'
const COMMON = new Set(Object.values(URIS))

/** Whether a system's codes mean the same in every hospital. @param uri as {@link systemUri} gives it */
export function isCommonSystem(uri: string): boolean {
  return COMMON.has(uri) || uri.startsWith(HL7_TABLES)
}

/** The same for the same system in two sources: a common one's URI, a local one's own name (`99LAB`, `urn:hospital:99LAB`). */
export function systemName(system: string): string {
  const own = systemUri(system.trim())
  const uri = meaningOf(ALIASES, own) ?? own
  if (isCommonSystem(uri)) return uri
  const parts = system.trim().split(/[:/#|]/)
  return parts.findLast((part) => part !== '') ?? ''
}

export function systemUri(name: string): string {
  if (/^(?:urn:|https?:)/.test(name)) return name
  const known = meaningOf(URIS, name)
  if (known !== undefined) return known
  const table = /^HL7(\d{4,5})$/.exec(name)?.[1]
  if (table !== undefined) {
    return `${HL7_TABLES}${table.slice(-4)}`
  }
  return `urn:sansho:coding-system:${encodeURIComponent(name)}`
}
