/** What a resource of a type that is not read is about, in its own words: its gap is all that a chart has of it. */
import { type Json, list, obj, str } from './json.ts'
import type { Reading } from './reading.ts'

/** Types of FHIR R4 that tell something clinical. Of accounts, claims and schedules the name of the type says enough. */
const TOLD: ReadonlySet<string> = new Set([
  'AdverseEvent',
  'Appointment',
  'BodyStructure',
  'CarePlan',
  'CareTeam',
  'ClinicalImpression',
  'Communication',
  'CommunicationRequest',
  'Consent',
  'DetectedIssue',
  'Device',
  'DeviceRequest',
  'DeviceUseStatement',
  'EpisodeOfCare',
  'FamilyMemberHistory',
  'Goal',
  'GuidanceResponse',
  'ImmunizationEvaluation',
  'ImmunizationRecommendation',
  'List',
  'Media',
  'QuestionnaireResponse',
  'RequestGroup',
  'RiskAssessment',
  'SupplyDelivery',
  'Task',
  'VisionPrescription',
])
/** Where they say it, first what it is and then of what kind. */
const ELEMENTS = [
  'code',
  'title',
  'event',
  'type',
  'codeCodeableConcept',
  'medicationCodeableConcept',
  'medicationReference',
  'device',
  'deviceName',
  'relationship',
  'condition',
  'provision',
  'category',
  'serviceType',
  'payload',
  'description',
  'summary',
]
const LONGEST = 120

/** `Consent: Not for resuscitation、Do Not Resuscitate（active）`; the type alone where it says nothing, or has nothing to say here. */
export function unreadName(type: string, reading: Reading): string {
  if (!TOLD.has(type)) return type
  const { resource } = reading
  const words = ELEMENTS.flatMap((name) =>
    resource[name] === undefined ? [] : wordsOf(resource[name], reading),
  )
  const said = [...new Set(words)].join('、')
  if (said === '') return type
  const short = said.length > LONGEST ? `${said.slice(0, LONGEST)}…` : said
  const status = str(resource.status) || str(resource.lifecycleStatus)
  const standing = [status, ...particulars(type, reading)].filter((part) => part !== '').join(' ')
  return `${type}: ${short}${standing === '' ? '' : `（${standing}）`}`
}

/** Since when a consent stands. */
function particulars(type: string, { resource }: Reading): string[] {
  return type === 'Consent' ? [dayOf(resource.dateTime)] : []
}

function dayOf(moment: unknown): string {
  return /^\d{4}(?:-\d\d){0,2}/.exec(str(moment))?.[0] ?? ''
}

function wordsOf(value: unknown, reading: Reading): string[] {
  const parts = Array.isArray(value) ? list(value) : [obj(value)]
  const found = parts.flatMap((part) => (part === null ? [] : partWords(part, reading)))
  return [str(value), ...found]
    .filter((each) => each !== '')
    .map((each) => each.replace(/\s+/g, ' ').trim())
    .filter((each) => each !== '')
}

/** A concept, a reference by what it is displayed as, a name, a text; a permission, which may be one not to do something. */
function partWords(part: Json, reading: Reading): string[] {
  const isPlain = part.coding !== undefined || part.text !== undefined
  const isReference = part.reference !== undefined || part.identifier !== undefined
  const medication = isReference ? reading.known(part, 'Medication')?.resource.code : undefined
  return [
    isPlain ? (reading.concept(part)?.display ?? '') : '',
    str(part.display),
    reading.concept(medication)?.display ?? '',
    str(part.name),
    str(part.contentString),
    part.code === undefined ? '' : str(part.type),
    ...list(Array.isArray(part.code) ? part.code : [part.code]).map(
      (code) => reading.concept(code)?.display ?? '',
    ),
  ]
}
