/** What a resource of a type that is not read is about, in its own words: its gap is all that a chart has of it. */
import { type Json, list, str } from './json.ts'
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
  const words = new Set<string>()
  for (const name of ELEMENTS) {
    if (resource[name] !== undefined) addWords(words, resource[name], reading)
  }
  const said = [...words].join('、')
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

function addWords(words: Set<string>, value: unknown, reading: Reading): void {
  addWord(words, value)
  for (const part of list(Array.isArray(value) ? value : [value])) addPart(words, part, reading)
}

/** A concept, a reference by what it is displayed as, a name, a text; a permission, which may be one not to do something. */
function addPart(words: Set<string>, part: Json, reading: Reading): void {
  const isPlain = part.coding !== undefined || part.text !== undefined
  const isReference = part.reference !== undefined || part.identifier !== undefined
  if (isPlain) addWord(words, reading.concept(part)?.display)
  addWord(words, part.display)
  if (isReference) {
    const code = reading.known(part, 'Medication')?.resource.code
    addWord(words, reading.concept(code)?.display)
  }
  addWord(words, part.name)
  addWord(words, part.contentString)
  if (part.code === undefined) return
  addWord(words, part.type)
  for (const code of list(Array.isArray(part.code) ? part.code : [part.code])) {
    addWord(words, reading.concept(code)?.display)
  }
}

const UNEVEN = /^\s|\s\s|[^\S ]|\s$/

function addWord(words: Set<string>, value: unknown): void {
  const text = str(value)
  const word = UNEVEN.test(text) ? text.replace(/\s+/g, ' ').trim() : text
  if (word !== '') words.add(word)
}
