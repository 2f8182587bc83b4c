/**
 * Which reader an entry has: by its template, which says what it is, else by the section that it stands in and what it is made of. An
 * entry of neither is read only where a code and a number with its unit leave no doubt.
 */
import { readAdministration } from './administrations.ts'
import { isOfSubstance, readAllergyConcern } from './allergies.ts'
import { readDirectives } from './directives.ts'
import { readDispense } from './dispenses.ts'
import { attribute, type Element, one } from './element.ts'
import { readEncounter } from './encounters.ts'
import { type EntryReader, hasTemplate, related } from './entry.ts'
import { checkupReader } from './health-checkup.ts'
import { readImmunization } from './immunizations.ts'
import { readMedication, readMedicationAct } from './medications.ts'
import { isCoded, readProblemConcern } from './problems.ts'
import { readProcedure } from './procedures.ts'
import { readOtherResults, readResults, readVitalSigns } from './results.ts'
import { SECTION } from './section-codes.ts'
import { isSureResult, readSureResults } from './sure-results.ts'

/** C-CDA templates, those of the older CCD (HITSP C32) that they came from, and IHE's (PCC; XD-LAB), which are CCD's outside the United States. */
const C_CDA = '2.16.840.1.113883.10.20.22.4.'
const CCD = '2.16.840.1.113883.10.20.1.'
const PCC = '1.3.6.1.4.1.19376.1.5.3.1.4.'
const XD_LAB = '1.3.6.1.4.1.19376.1.3.1'
/** Acts that hold problem observations: hospital discharge and admission, postprocedure, preoperative diagnosis. */
const DIAGNOSES = [`${C_CDA}33`, `${C_CDA}34`, `${C_CDA}51`, `${C_CDA}65`]
/** Acts that hold a medication activity: discharge and admission medication. */
const MEDICATION_ACTS = [`${C_CDA}35`, `${C_CDA}36`]
/**
 * Smoking status, tobacco use, social history, assessment scale, pregnancy, birth sex, functional and cognitive status, beliefs (who accepts
 * no blood), home, care givers, pressure ulcers and wounds, nutrition.
 */
const OTHER_RESULTS = [
  `${C_CDA}78`,
  `${C_CDA}85`,
  `${C_CDA}38`,
  `${C_CDA}69`,
  `${C_CDA}293`,
  `${C_CDA}200`,
  `${C_CDA}66`,
  `${C_CDA}67`,
  `${C_CDA}74`,
  `${C_CDA}75`,
  `${C_CDA}111`,
  `${C_CDA}109`,
  `${C_CDA}72`,
  `${C_CDA}70`,
  `${C_CDA}114`,
  `${C_CDA}124`,
  `${C_CDA}138`,
  `${CCD}33`,
  `${PCC}13.4`,
  '2.16.840.1.113883.10.20.15.3.8',
]
const READERS: readonly (readonly [templates: readonly string[], read: EntryReader])[] = [
  [[`${C_CDA}30`, `${C_CDA}7`, `${CCD}18`, `${PCC}5.3`, `${PCC}6`], readAllergyConcern],
  [
    [`${C_CDA}3`, `${C_CDA}4`, `${CCD}28`, `${PCC}5.2`, `${PCC}5`, ...DIAGNOSES],
    readProblemConcern,
  ],
  [[`${C_CDA}52`, `${PCC}12`], readImmunization],
  [[`${C_CDA}16`, `${CCD}24`, `${PCC}7`], readMedication],
  [MEDICATION_ACTS, readMedicationAct],
  [[`${C_CDA}18`], readDispense],
  // Vital signs and social history of the older CCD and of IHE have the results' templates, too.
  [[`${C_CDA}26`, `${C_CDA}27`, `${CCD}35`, `${PCC}13.1`, `${PCC}13.2`], readVitalSigns],
  [OTHER_RESULTS, readOtherResults],
  [[`${C_CDA}1`, `${C_CDA}2`, `${CCD}32`, XD_LAB, `${XD_LAB}.4`, `${XD_LAB}.6`], readResults],
  [[`${C_CDA}48`, `${C_CDA}108`, `${CCD}17`], readDirectives],
  [[`${C_CDA}14`, `${C_CDA}12`, `${C_CDA}13`, `${CCD}29`, `${PCC}19`], readProcedure],
  [[`${C_CDA}49`, `${CCD}21`, `${PCC}14`], readEncounter],
]
/** The older CCD has one act for problems and allergies; the section tells which it is. */
const OLD_CONCERN = `${CCD}27`
/** Functional status, mental status, social history: their results have the templates of a laboratory's. */
const NOT_OF_A_LABORATORY: ReadonlySet<string> = new Set([
  SECTION.functionalStatus,
  SECTION.mentalStatus,
  SECTION.socialHistory,
])
const OF_PROBLEMS: ReadonlySet<string> = new Set([
  SECTION.problems,
  SECTION.dischargeDiagnosis,
  SECTION.admissionDiagnosis,
  SECTION.pastIllness,
])
const OF_MEDICINES: ReadonlySet<string> = new Set([
  SECTION.medications,
  SECTION.dischargeMedications,
  SECTION.admissionMedications,
  SECTION.administered,
])

/** @returns null for what nothing tells the meaning of */
export function readerOf(section: Element, statement: Element): EntryReader | null {
  const code = attribute(one(section, 'code'), 'code')
  if (hasTemplate(statement, OLD_CONCERN)) {
    return code === SECTION.allergies ? readAllergyConcern : readProblemConcern
  }
  if (code === SECTION.directives && /^(observation|organizer)$/.test(statement.name)) {
    return readDirectives
  }
  const found = readers(section, code, statement)
  if (found === readResults && NOT_OF_A_LABORATORY.has(code)) return readOtherResults
  if (found !== readMedication) return found
  if (code === SECTION.immunizations) return readImmunization
  const wasGiven = code === SECTION.administered && attribute(statement, 'moodCode') === 'EVN'
  return wasGiven ? readAdministration : readMedication
}

function readers(section: Element, code: string, statement: Element): EntryReader | null {
  const found = templateReader(statement) ?? concernReader(code, statement)
  if (found !== null) return found
  const isUnnamed = !statement.children.some(
    (child) => typeof child !== 'string' && child.name === 'templateId',
  )
  return (
    checkupReader(section, statement) ??
    (isUnnamed ? sectionReader(code, statement) : null) ??
    (isUnnamed && isSureResult(statement) ? readSureResults : null) ??
    (isUnnamed && code !== SECTION.plan && isSureOrder(statement) ? readMedication : null)
  )
}

function templateReader(statement: Element): EntryReader | null {
  return READERS.find(([templates]) => hasTemplate(statement, ...templates))?.[1] ?? null
}

/** A concern whose act names no template that is known, in the section for it: by what it holds. */
function concernReader(code: string, statement: Element): EntryReader | null {
  if (statement.name !== 'act' || (code !== SECTION.allergies && code !== SECTION.problems))
    return null
  const wanted = code === SECTION.allergies ? readAllergyConcern : readProblemConcern
  return related(statement, 'observation').some((each) => templateReader(each) === wanted)
    ? wanted
    : null
}

/** Drug masters of Japan (厚生労働省 OIDs for prescriptions: 1.2.392.100495.20.2.71 to .79; HOT). */
const DRUG_MASTERS = /^1\.2\.392\.(100495\.20\.2\.7\d|200119\.4\.40[23])(\.|$)/

/** A drug of such a master that is asked for (mood RQO): a prescription, as 電子処方箋 CDA has it. */
function isSureOrder(statement: Element): boolean {
  if (statement.name !== 'substanceAdministration') return false
  const product = one(statement, 'consumable', 'manufacturedProduct')
  const drug = one(product, 'manufacturedMaterial') ?? one(product, 'manufacturedLabeledDrug')
  return (
    attribute(statement, 'moodCode') === 'RQO' &&
    DRUG_MASTERS.test(attribute(one(drug, 'code'), 'codeSystem'))
  )
}

/** What names no template at all, in a section of one kind of thing: by what the statement is (CDA R2 class and mood). */
function sectionReader(code: string, statement: Element): EntryReader | null {
  const { name } = statement
  const mood = attribute(statement, 'moodCode')
  if (name === 'substanceAdministration' && /^(INT|RQO|EVN)$/.test(mood)) {
    if (code === SECTION.immunizations) return readImmunization
    return OF_MEDICINES.has(code) ? readMedication : null
  }
  if (mood !== 'EVN') return null
  if (name === 'encounter' && code === SECTION.encounters) return readEncounter
  if (name === 'procedure' && code === SECTION.procedures) return readProcedure
  if (name === 'act' || name === 'observation') {
    const held = name === 'act' ? related(statement, 'observation') : [statement]
    if (code === SECTION.allergies && held.some(isOfSubstance)) return readAllergyConcern
    if (OF_PROBLEMS.has(code) && held.some(isCoded)) return readProblemConcern
  }
  if (name === 'organizer' || name === 'observation') {
    if (code === SECTION.results) return readResults
    if (code === SECTION.vitalSigns) return readVitalSigns
  }
  return null
}
