/** Allergy concern (C-CDA 2.16.840.1.113883.10.20.22.4.30) with its observations (.4.7), and the older problem act (CCD 1.27, 1.18). */
import type { AllergyRecord } from '../../../model/records/problems.ts'
import type { Coded } from '../../../model/records/values.ts'
import { allergenAbsenceIn } from '../fhir/absence.ts'
import { isNoneKnown } from '../fhir/allergy-intolerance.ts'
import { besidesTemplates, isStatus } from './besides.ts'
import { all, attribute, type Element, one } from './element.ts'
import {
  type EntryReader,
  hasTemplate,
  isNegated,
  notesOf,
  nothingSaid,
  productOf,
  related,
  standingOf,
  statusOf,
} from './entry.ts'
import type { Reading } from './reading.ts'

/** IHE PCC's beside them. */
const ALLERGY = [
  '2.16.840.1.113883.10.20.22.4.7',
  '2.16.840.1.113883.10.20.1.18',
  '1.3.6.1.4.1.19376.1.5.3.1.4.6',
]
const REACTION = ['2.16.840.1.113883.10.20.22.4.9', '2.16.840.1.113883.10.20.1.54']
const SEVERITY = [
  '2.16.840.1.113883.10.20.22.4.8',
  '2.16.840.1.113883.10.20.1.55',
  '1.3.6.1.4.1.19376.1.5.3.1.4.1',
]
const CRITICALITY = '2.16.840.1.113883.10.20.22.4.145'
/** SNOMED CT: substance; and kinds of substances: drug or medicament, pharmaceutical product, edible substance, food. Who denies these names no allergen. */
const ANY_SUBSTANCE = '105590001'
const KINDS_OF_AGENT = new Set(['410942007', '373873005', '762766007', '255620007'])
const STATUS = ['2.16.840.1.113883.10.20.22.4.28', '2.16.840.1.113883.10.20.1.39']

export const readAllergyConcern: EntryReader = (concern, reading) => {
  const found = concern.name === 'observation' ? [concern] : related(concern, 'observation')
  const named = found.filter((each) => hasTemplate(each, ...ALLERGY))
  const observations = named.length > 0 ? named : found.filter(isOfSubstance)
  if (observations.length === 0) return { unread: 'not-interpreted', detail: 'no allergy in it' }
  const denied = observations.find(
    (each) => isNegated(each) && agentOf(each, reading) !== null && !isGeneral(each, reading),
  )
  // "Not allergic to penicillin" is not "no allergies": it stands in the document alone.
  if (denied !== undefined) {
    const agent = agentOf(denied, reading)?.display ?? ''
    return { unread: 'not-interpreted', detail: `negated: ${agent}` }
  }
  const empty = observations.map((each) => {
    if (isNegated(each)) return null
    const agent = agentOf(each, reading)
    // What names an allergen in any way is never left out.
    if (agent === null) return nothingSaid(each, null)
    return isNoneKnown(agent) || allergenAbsenceIn(agent) === '' ? null : nothingSaid(each, agent)
  })
  const held = observations.filter((_, at) => empty[at] === null)
  const [nothing = null] = empty
  if (held.length === 0 && nothing !== null) return nothing
  return { records: held.map((each) => allergyOf(concern, each, reading)) }
}

function allergyOf(concern: Element, observation: Element, reading: Reading): AllergyRecord {
  const kind = kindOf(observation, reading)
  const agent = agentOf(observation, reading)
  const noneKnown = isNegated(observation) || isNoneKnown(kind) || isNoneKnown(agent)
  const onset = reading.time(one(observation, 'effectiveTime'))
  return {
    kind: 'allergy',
    patientId: reading.patientId,
    state: noneKnown ? 'none-known' : 'present',
    category: noneKnown ? null : kind,
    // A denial is as wide as the kind of allergy, or of allergen, that it denies.
    substance:
      noneKnown && !isNoneKnown(agent) && !isKindOfAgent(agent)
        ? kind
        : (agent ?? reading.text(reading.words(one(observation, 'text')))),
    severity: severityOf(observation, reading),
    reaction: reactionsOf(observation, reading),
    action: '',
    onset,
    onsetText: onset?.at == null ? (onset?.text ?? '') : '',
    reportedAt: reading.time(one(observation, 'author', 'time') ?? one(concern, 'author', 'time')),
    clinicalStatus: clinicalStatusOf(concern, observation, reading),
    origin: 'list',
    ...standingOf(concern, observation),
  }
}

/** Allergy to a drug, to food; older CCDs say it in the statement's code (HITSP C83, 6.02). */
function kindOf(observation: Element, reading: Reading): Coded | null {
  const code = one(observation, 'code')
  const isAssertion = attribute(code, 'code') === 'ASSERTION'
  return reading.coded(one(observation, 'value')) ?? (isAssertion ? null : reading.coded(code))
}

/** A brand with what is in it: exporters code the one and name the other, and who looks for aspirin must find `Ecpirin（aspirin）`. */
function withName(entity: Element | null, reading: Reading): Coded | null {
  const coded = productOf(entity, reading)
  const name = reading.words(one(entity, 'name'))
  if (coded === null || name === '' || name.length > LONGEST_NAME) return coded
  const [shown, other] = [coded.display.toLowerCase(), name.toLowerCase()]
  if (shown.includes(other) || other.includes(shown)) return coded
  return { ...coded, display: `${coded.display}（${name}）` }
}

/** Longest name of a substance beside its code: what is longer is a row of the narrative. */
const LONGEST_NAME = 60

/** What an allergy is told by where it names no template. */
export function isOfSubstance(observation: Element): boolean {
  return consumedIn(observation).length > 0
}

/** HL7 v3 ParticipationType CSM, consumable. */
function consumedIn(observation: Element): Element[] {
  return all(observation, 'participant').filter((each) => attribute(each, 'typeCode') === 'CSM')
}

/** What the patient is allergic to; null where the source names nothing, or says that it does not apply. */
function agentOf(observation: Element, reading: Reading): Coded | null {
  const named = (participant: Element) =>
    withName(one(participant, 'participantRole', 'playingEntity'), reading)
  // Others tell where it happened and who was there.
  const consumed = consumedIn(observation)
  const agents = (consumed.length > 0 ? consumed : all(observation, 'participant'))
    .map(named)
    .filter((agent): agent is Coded => agent !== null)
  const held = agents.filter((agent) => !isNoneKnown(agent))
  const [first = agents[0] ?? null, ...rest] = held
  if (first === null || rest.length === 0) return first
  return {
    display: [...new Set(held.map(({ display }) => display))].join('、'),
    codings: held.flatMap(({ codings }) => codings),
  }
}

function isKindOfAgent(agent: Coded | null): boolean {
  return agent?.codings.some(({ code }) => KINDS_OF_AGENT.has(code)) === true
}

function isGeneral(observation: Element, reading: Reading): boolean {
  const agent = agentOf(observation, reading)
  return (
    isNoneKnown(agent) ||
    isKindOfAgent(agent) ||
    agent?.codings.some(({ code }) => code === ANY_SUBSTANCE) === true ||
    isNoneKnown(reading.coded(one(observation, 'value')))
  )
}

/** Criticality, as FHIR's; else how bad a reaction was. */
function severityOf(observation: Element, reading: Reading): Coded | null {
  const inside = related(observation, 'observation')
  const reactions = inside.filter((each) => hasTemplate(each, ...REACTION))
  const severity = [...inside, ...reactions.flatMap((each) => related(each, 'observation'))]
  const found =
    inside.find((each) => hasTemplate(each, CRITICALITY)) ??
    severity.find((each) => hasTemplate(each, ...SEVERITY))
  return found === undefined ? null : gradeOf(found, reading)
}

/** By its code, else in the words of the statement, as exporters write it that have no code for it. */
function gradeOf(severity: Element, reading: Reading): Coded | null {
  return reading.coded(one(severity, 'value'), one(severity, 'text'))
}

function reactionsOf(observation: Element, reading: Reading): string {
  const reactions = related(observation, 'observation')
    .filter((each) => hasTemplate(each, ...REACTION))
    .map((each) => {
      const words = reading.coded(one(each, 'value'))?.display ?? reading.words(one(each, 'text'))
      const severity = related(each, 'observation').find((inner) => hasTemplate(inner, ...SEVERITY))
      const how = severity === undefined ? '' : (gradeOf(severity, reading)?.display ?? '')
      return how === '' ? words : `${words}（${how}）`
    })
  const known = [...REACTION, ...SEVERITY, CRITICALITY, ...STATUS]
  return [
    ...reactions,
    ...besidesTemplates(observation, known, reading),
    notesOf(observation, reading),
  ]
    .filter((part) => part !== '')
    .join(' / ')
}

/** What the source says of it; else that it has ended, or that its concern is no longer followed. */
function clinicalStatusOf(concern: Element, observation: Element, reading: Reading): Coded | null {
  const said = related(observation, 'observation').find(
    (each) => hasTemplate(each, ...STATUS) || isStatus(each),
  )
  const status = said === undefined ? null : reading.coded(one(said, 'value'))
  if (status !== null) return status
  const ended = attribute(one(observation, 'effectiveTime', 'high'), 'value')
  if (ended !== '') return reading.text('resolved')
  const followed = statusOf(concern)
  return concern === observation || followed === '' ? null : reading.text(followed)
}
