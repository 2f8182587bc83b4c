/**
 * Which of a Patient's identifiers is the number that stands on the chart. `Patient.id` is the server's and never is.
 * Order: JP Core's medical institution system, `type` MR (HL7 table 0203), `use` usual, the only one left. Identifiers that are
 * old, ended, or by their type or system not a hospital's (social security, passport, licence, insurance) are passed over.
 */
import { at, type Json, list, str } from './json.ts'

/** JP Core: patient number at a medical institution, followed by the institution's ten digits. */
const JP_PATIENT_NUMBER = 'urn:oid:1.2.392.100495.20.3.51'
/** HL7 v2 table 0203: numbers given by others than a hospital. */
const OF_OTHERS = new Set([
  'SS',
  'DL',
  'PPN',
  'TAX',
  'SB',
  'NI',
  'NH',
  'MB',
  'BC',
  'JHN',
  'MC',
  'MA',
])
/**
 * Systems of numbers given by others: JP Core and JP-CLINS insurance member, insurer, card symbol and card number, HL7's of the United
 * States, an individual number.
 */
const SYSTEMS_OF_OTHERS =
  /insurance_?member|Insur(?:er|edPerson)(?:Number|Symbol|SubNumber)|1\.2\.392\.(?:100495\.20\.3\.6[1-9]|200119\.6\.(?:101|20[45]))$|\/sid\/us-(?:ssn|medicare|mbi)|2\.16\.840\.1\.113883\.4\.(?:1|572|927)$|JP_(?:Individual|My)_?Number/i

/** Insurer, card symbol and card number of Japan's health insurances, each by itself. */
const SHARED_SYSTEMS =
  /Insur(?:er|edPerson)(?:Number|Symbol|SubNumber)|1\.2\.392\.(?:100495\.20\.3\.6[1-9]|200119\.6\.(?:101|20[45]))$/i
/** JP-CLINS: insurer, card symbol, card number and branch number, parted by colons (電子カルテ情報共有サービス, 被保険者個人識別子). */
const INSURED_PERSON = /insurance_?member/i
/** With its branch number it is one person's; those of 75 and older (insurers 39…) are insured each by themselves. */
const OF_ONE_PERSON = /^(?:39\d{6}:.*|[^:]*:[^:]*:[^:]*:\d{2})$/

/**
 * Whether an identifier may lead to a patient: numbers of an insurance without a branch number are shared by colleagues and families, and
 * one of them alone may be in the backup.
 */
export function namesOnePerson({ system, value }: Json): boolean {
  const named = str(system)
  if (INSURED_PERSON.test(named)) return OF_ONE_PERSON.test(str(value).normalize('NFKC').trim())
  return !SHARED_SYSTEMS.test(named)
}

/** Whether a logical reference has nothing but a number of an insurance. */
export function isInsurance({ system }: Json): boolean {
  return INSURED_PERSON.test(str(system)) || SHARED_SYSTEMS.test(str(system))
}

export function chartNumberOf(patient: Json): { number: string; system: string } {
  const candidates = list(patient.identifier).filter(
    (identifier) => str(identifier.value).trim() !== '' && isHospitals(identifier),
  )
  const chosen =
    candidates.find(({ system }) => str(system).startsWith(JP_PATIENT_NUMBER)) ??
    candidates.find((identifier) => typeOf(identifier).includes('MR')) ??
    candidates.find(({ use }) => use === 'usual') ??
    (candidates.length === 1 ? candidates[0] : undefined)
  return { number: str(chosen?.value), system: str(chosen?.system) }
}

function isHospitals(identifier: Json): boolean {
  if (identifier.use === 'old' || at(identifier, 'period', 'end') !== undefined) return false
  if (SYSTEMS_OF_OTHERS.test(str(identifier.system))) return false
  return !typeOf(identifier).some((code) => OF_OTHERS.has(code))
}

function typeOf(identifier: Json): readonly string[] {
  return list(at(identifier, 'type', 'coding')).map((coding) => str(coding.code))
}
