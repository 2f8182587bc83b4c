/** Condition (FHIR R4 condition; JP Core Condition) as a problem. */
import type { ProblemRecord } from '../../../model/records/problems.ts'
import type { Coded } from '../../../model/records/values.ts'
import { sitesIn } from './body-site.ts'
import { furtherWords } from './extensions.ts'
import { statusCode } from './gate.ts'
import { type Json, list, obj, str } from './json.ts'
import { displaysIn, labelled } from './labelled-words.ts'
import type { Reading } from './reading.ts'

/** FHIR R4 condition-ver-status: not certain. */
const SUSPECTED = new Set(['unconfirmed', 'provisional', 'differential'])
/** FHIR R4 condition-clinical: the problem goes on. */
const ONGOING = new Set(['', 'active', 'recurrence', 'relapse'])
const ICD10 = /icd-?10/i
const UNNAMED: Coded = { display: '病名の記載なし', codings: [] }

export function readCondition(reading: Reading): ProblemRecord[] {
  const { resource, patientId, scope } = reading
  const condition = reading.concept(resource.code) ?? UNNAMED
  const clinical = statusCode(resource, 'clinicalStatus')
  return [
    {
      kind: 'problem',
      patientId,
      instanceId: `${scope}Condition/${str(resource.id) || reading.where}`,
      action: '',
      condition,
      icd10: condition.codings.find(({ system }) => ICD10.test(system))?.code ?? '',
      prefixes: [],
      suffixes: particulars(reading),
      suspected: SUSPECTED.has(statusCode(resource, 'verificationStatus')),
      main: isMain(resource),
      diagnosedAt: reading.time(resource.recordedDate, 'Condition.recordedDate'),
      onsetAt: whenOf(reading, 'onset'),
      endedAt: whenOf(reading, 'abatement'),
      outcome: ONGOING.has(clinical) ? null : reading.concept(resource.clinicalStatus),
      department: reading.department(),
      doctor: reading.staff(resource.asserter) ?? reading.staff(resource.recorder),
      note: [
        labelled(reading, '根拠', evidenceIn(resource)),
        whenItLasted(reading, 'onset'),
        whenItLasted(reading, 'abatement'),
        furtherWords(resource, reading),
        reading.notes(resource.note),
      ]
        .filter((part) => part !== '')
        .join('\n'),
    },
  ]
}

/** Where, how grave and how far: what the code alone may not say. One word behind the name, or none. */
function particulars(reading: Reading): string[] {
  const { bodySite, severity, stage } = reading.resource
  const said = [
    ...sitesIn(bodySite, reading),
    severity,
    ...list(stage).map(({ summary }) => summary),
  ]
    .map((concept) => reading.concept(concept)?.display ?? '')
    .filter((word) => word !== '')
  return said.length === 0 ? [] : [`（${said.join('、')}）`]
}

/** Signs and findings that speak for it, and what the records of them are called (R4 Condition.evidence). */
function evidenceIn(resource: Json): unknown[] {
  return list(resource.evidence).flatMap(({ code, detail }) => [
    ...list(code),
    ...displaysIn(detail),
  ])
}

/** A period in which it began or ended, where both its ends are said: one moment alone would be more than is known. */
function whenItLasted(reading: Reading, name: 'onset' | 'abatement'): string {
  const { start, end } = obj(reading.resource[`${name}Period`]) ?? {}
  const isBoth = str(start) !== '' && str(end) !== '' && start !== end
  const words = name === 'onset' ? '発症' : '終了'
  return isBoth ? `${words} ${str(start)}～${str(end)} の間` : ''
}

/** JP eCS diagnosis type extension: principal diagnosis. */
function isMain(resource: Json): boolean {
  return list(resource.extension).some(
    ({ url, valueCodeableConcept }) =>
      str(url).endsWith('/JP_eCS_DiagnosisType') &&
      list(obj(valueCodeableConcept)?.coding).some(({ code }) => code === 'principal'),
  )
}

const WHEN = { onset: elementsOf('onset'), abatement: elementsOf('abatement') }

/** Names that are put together anew are looked up slowly. */
function elementsOf(name: string) {
  return {
    dateTime: `${name}DateTime`,
    period: `${name}Period`,
    age: `${name}Age`,
    range: `${name}Range`,
    string: `${name}String`,
    boolean: `${name}Boolean`,
  }
}

/** onset[x] and abatement[x]: dateTime, Age, Period, Range, string. What is no date stays text. */
export function whenOf(reading: Reading, name: 'onset' | 'abatement') {
  const { resource } = reading
  const element = WHEN[name]
  const moment = resource[element.dateTime]
  if (moment !== undefined) return reading.time(moment, element.dateTime)
  const period = obj(resource[element.period])
  if (period !== null) {
    const bound = name === 'onset' ? (period.start ?? period.end) : (period.end ?? period.start)
    return reading.time(bound, element.period)
  }
  const text =
    ageText(obj(resource[element.age]), reading) || rangeText(obj(resource[element.range]), reading)
  const said = text || str(resource[element.string])
  if (said !== '') return { text: said, at: null }
  return resource[element.boolean] === true ? { text: 'true', at: null } : null
}

function ageText(age: Json | null, reading: Reading): string {
  const quantity = reading.quantity(age)
  return quantity === null ? '' : `${quantity.text}${quantity.unit?.display ?? ''}`
}

function rangeText(range: Json | null, reading: Reading): string {
  if (range === null) return ''
  return `${ageText(obj(range.low), reading)}-${ageText(obj(range.high), reading)}`
}
