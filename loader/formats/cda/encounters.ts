/**
 * Visits and stays: of the header (encompassingEncounter) and encounter activities of a section (C-CDA .22.4.49, older CCD 1.21). A stay
 * without its end is not said: a document written during it does not know whether the patient is still there.
 */

import type { EncounterEventRecord } from '../../../model/records/patient.ts'
import type { Standing } from '../../../model/records.ts'
import { all, attribute, type Element, one, textOf } from './element.ts'
import { type EntryReader, hasTemplate, isNegated, related, standingOf } from './entry.ts'
import { readProblemConcern } from './problems.ts'
import type { Reading } from './reading.ts'
import { reasonsOf } from './reasons.ts'
import { spanOf } from './timing.ts'

/** HL7 v3 ActEncounterCode: in a bed; and not. */
const IN_BED = new Set(['IMP', 'ACUTE', 'NONAC', 'SS', 'OBSENC'])
const NOT_IN_BED = new Set(['AMB', 'EMER', 'VR', 'FLD', 'HH', 'PRENC'])
/** CPT 4, evaluation and management: hospital care, observation and discharge; office, consultation, emergency, home and telephone. */
const CPT_IN_BED = /^992(?:1[7-9]|2[0-6]|3\d)$/
const CPT_NOT_IN_BED = /^99(?:20[1-5]|21[1-5]|24[1-5]|28[1-5]|34[1-9]|38\d|39\d|44[1-3])$/
const CPT = '2.16.840.1.113883.6.12'
const SAYS_NOT_IN_BED =
  /\boffice|out-?patient|\bclinic|\bvisit|emergency|telephone|telemedicine|外来|受診|往診/i
const SAYS_EMERGENCY_ROOM = /emergency (?:room|department)|救急外来/i
const SAYS_IN_BED = /\bin-?patient|hospitali[sz]|\badmission|入院/i
const DIAGNOSIS = '2.16.840.1.113883.10.20.22.4.80'

type Event = EncounterEventRecord & { readonly standing?: Standing }

/** The visit or the finished stay that the document is of. */
export function readEncompassing(root: Element, reading: Reading): Event[] {
  const encounter = one(root, 'componentOf', 'encompassingEncounter')
  if (encounter === null) return []
  return eventsOf(encounter, reading) ?? []
}

/** Both it and its diagnoses. What cannot be told of it is a problem of the document where its diagnoses can. */
export const readEncounter: EntryReader = (encounter, reading) => {
  const name = nameOf(encounter, reading)
  const called = [name, spanOf(one(encounter, 'effectiveTime'))].filter(Boolean).join(' ')
  const mood = attribute(encounter, 'moodCode')
  if (isNegated(encounter)) return { unread: 'not-interpreted', detail: `negated: ${called}` }
  if (mood !== 'EVN')
    return { unread: 'not-interpreted', detail: `${mood}: not done yet ${called}` }
  const events = eventsOf(encounter, reading)
  const diagnoses = diagnosesOf(encounter, reading)
  if (events === null && diagnoses.length === 0) {
    return { unread: 'not-interpreted', detail: `${UNCLEAR}: ${called}` }
  }
  if (events === null) reading.problem('encounter', called, UNCLEAR)
  return { records: [...(events ?? []), ...diagnoses] }
}

const UNCLEAR = 'a stay without its end, or a visit without its day or kind'

function diagnosesOf(encounter: Element, reading: Reading) {
  return related(encounter, 'act')
    .filter((act) => hasTemplate(act, DIAGNOSIS))
    .map((act) => readProblemConcern(act, reading))
    .flatMap((read) => ('records' in read ? read.records : []))
}

/** null where it cannot be told whether it is a visit or a stay, or when it was. */
function eventsOf(encounter: Element, reading: Reading): Event[] | null {
  const period = one(encounter, 'effectiveTime')
  const begun = reading.time(period)
  const ended = reading.time(one(period, 'high'))
  // What is no time has been told as a problem: a visit without a day stands in no list.
  if (begun?.at == null) return null
  const base = baseOf(encounter, reading)
  const isStay = isInBed(encounter, reading)
  if (isStay === true) {
    if (ended === null) return null
    const stay = { ...base, admittedAt: begun, dischargedAt: ended }
    return [
      { ...stay, event: 'admission', occurredAt: begun },
      { ...stay, event: 'discharge', occurredAt: ended },
    ]
  }
  // Of several days, or begun and not over, and of no class that is known, it may be either.
  const isOfOneDay =
    attribute(period, 'value') !== '' || (ended !== null && dayOf(ended) === dayOf(begun))
  if (isStay === null && !isOfOneDay) return null
  return [{ ...base, event: 'outpatient-visit', occurredAt: begun }]
}

function dayOf({ at, text }: { readonly at: string | null; readonly text: string }): string {
  return at?.slice(0, 10) ?? text
}

/** null where nothing says it. */
function isInBed(encounter: Element, reading: Reading): boolean | null {
  const code = one(encounter, 'code')
  const codings = [code, ...all(code, 'translation')].map((each) => ({
    code: attribute(each, 'code'),
    isCpt: attribute(each, 'codeSystem') === CPT,
  }))
  const isOf = (known: Set<string>, cpt: RegExp) =>
    codings.some((each) => known.has(each.code) || (each.isCpt && cpt.test(each.code)))
  if (isOf(IN_BED, CPT_IN_BED)) return true
  if (isOf(NOT_IN_BED, CPT_NOT_IN_BED)) return false
  const name = nameOf(encounter, reading)
  // An emergency room is called an admission, too.
  if (SAYS_EMERGENCY_ROOM.test(name)) return false
  if (SAYS_IN_BED.test(name)) return true
  return SAYS_NOT_IN_BED.test(name) ? false : null
}

function nameOf(encounter: Element, reading: Reading): string {
  const code = one(encounter, 'code')
  const named = reading.coded(code, one(encounter, 'text'))?.display ?? ''
  return named === attribute(code, 'code') ? '' : named
}

/** Longest name of a visit in a list: the text of a CPT code is a paragraph, which the document has. */
const LONGEST_NAME = 80

function shortened(name: string): string {
  return name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME).replace(/\s\S*$/, '')}…` : name
}

function baseOf(encounter: Element, reading: Reading) {
  const attending =
    one(encounter, 'responsibleParty', 'assignedEntity') ??
    one(
      all(encounter, 'encounterParticipant').find(
        (each) => attribute(each, 'typeCode') === 'ATND',
      ) ?? null,
      'assignedEntity',
    ) ??
    one(encounter, 'performer', 'assignedEntity')
  const reasons = [shortened(nameOf(encounter, reading)), ...reasonsOf(encounter, reading)]
  return {
    kind: 'encounterEvent',
    patientId: reading.patientId,
    cancels: false,
    orderNo: attribute(one(encounter, 'id'), 'extension'),
    occurredAt: null,
    plannedAt: null,
    admittedAt: null,
    dischargedAt: null,
    place: null,
    priorPlace: null,
    department: reading.text(placeOf(encounter)),
    attending: reading.staff(attending),
    disposition: reading.coded(one(encounter, 'dischargeDispositionCode')),
    reason: reasons.filter((each) => each !== '').join('、'),
    ...standingOf(encounter),
  } as const
}

/** Where it was: the health care facility of the header, a participant (HL7 v3 ParticipationType LOC) of an entry. */
function placeOf(encounter: Element): string {
  const place = all(encounter, 'participant').find((each) => attribute(each, 'typeCode') === 'LOC')
  const facility = one(encounter, 'location', 'healthCareFacility')
  return (
    textOf(one(place ?? null, 'participantRole', 'playingEntity', 'name')) ||
    textOf(one(facility, 'location', 'name')) ||
    textOf(one(facility, 'serviceProviderOrganization', 'name'))
  )
}
