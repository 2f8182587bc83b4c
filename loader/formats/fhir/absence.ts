/** Statements that there is none of something, or that nothing is known of it, which stand in the place of the thing. */

import type { Coded } from '../../../model/records/values.ts'
import type { ClinicalRecord } from '../../../model/records.ts'
import { byObject } from './by-object.ts'

/** IPS CodeSystem absent-unknown-uv-ips, and the systems of countries that took its codes: `no-known-problems`, `no-problem-info`. */
const IPS_CODE = /^no-(known-[a-z-]+|[a-z]+-info)$/
/** SNOMED CT, as the later IPS has it: no current problems or disability, no known medications, no known procedures. */
const NOTHING = new Set(['160245001', '787481004', '787480003'])
/**
 * SNOMED CT: substance, drug or medicament, pharmaceutical product, procedure, vaccine. Exporters name a thing by its kind where they have no
 * code for it, or nothing to say at all.
 */
const KINDS = new Set(['105590001', '410942007', '373873005', '71388002', '71181003'])
/** What a list of a chart is of, as a sentence that denies it names it. */
const THINGS =
  '(?:(?:health |medical |clinical )?problems?|conditions?|diagnos[ie]s|diseases?|illness(?:es)?|disabilit(?:y|ies)|medications?|medicines?|meds|drugs?|prescriptions?|procedures?|surger(?:y|ies)|operations?|immuni[sz]ations?|vaccinations?|vaccines?)'
const WHICH = '(?:(?:known|current|active|regular|home|past|prior|previous|other|on file|or) )*'
const AT_END = '(?: (?:known|reported|recorded|documented|on file|at this time|currently))*'
/** The whole of the words is that there is none. No name of a thing begins or ends so. */
const DENIED = [
  /^(?:none|none (?:known|reported|recorded)|nil|nothing|(?:特に)?(?:なし|無し|ありません)|(?:特記事項|該当)(?:は)?(?:なし|無し|ありません))$/i,
  new RegExp(
    `^(?:there (?:is|are) |(?:the )?patient (?:has |takes |is (?:on |taking )?)?|(?:is )?(?:currently )?(?:on |taking |takes )?)(?:no|not (?:on|taking) any) ${WHICH}${THINGS}(?:(?:,| and| or| &) ${WHICH}${THINGS})*${AT_END}$`,
    'i',
  ),
  /^(?:現在|既知の|定期|常用|他院)?の?(?:内服|服用|服薬|常用|処方|持参|使用|投与|投薬)(?:中の?)?(?:薬剤?|処方)?(?:は|: ?)?(?:特に)?(?:なし|無し|無|ありません|していない|していません)$/,
  /^(?:既往|既往歴|手術歴|予防接種歴|病名|傷病名|薬剤?)(?:は|: ?)?(?:特に)?(?:なし|無し|無|ありません)$/,
]
const UNKNOWN = [
  /^(?:there is )?no (?:information|data available)(?: (?:is )?(?:available|known))?(?: (?:about|regarding|on|for) .{1,80})?$/i,
  // Partners' LMR, Allscripts: `No immunization data is applicable`, `Medication Administration not documented`.
  /^no [a-z ]{1,40} (?:data|information|records?) (?:is |are )?(?:applicable|available|recorded|documented|on file)$/i,
  /^[a-z ]{1,40} not (?:documented|recorded)$/i,
]

/** Allscripts Sunrise, in every list that its user left out of a document: `Medications excluded/not available`. */
const LEFT_OUT = /^[a-z ]{1,60} excluded\/not available$/i

/** Why a thing of this name is none; '' for any other name. By its words alone, too, as those write it who have no code for it. */
export function absenceIn(named: Coded | null): string {
  return named === null ? '' : ofThing(named)
}

/** One coded value names a thing a thousand times: see coded-values.ts. */
const ofThing = byObject((named: Coded) => {
  const unknown = ofAllergen(named)
  if (unknown !== '') return unknown
  const words = plainWords(named)
  if (isNamedByKind(named)) return absence(true, named)
  if (LEFT_OUT.test(words)) return absence(true, named)
  return DENIED.some((each) => each.test(words)) ? absence(false, named) : ''
})

/** Whether a code names no more than what kind of thing it is. */
export function isKind({ code }: { readonly code: string }): boolean {
  return KINDS.has(code)
}

/** Whether nothing but the kind of a thing is said of it. */
export function isNamedByKind(named: Coded | null): boolean {
  if (named === null) return false
  return named.codings.some((each) => isKind(each) && nameOfKind(each) === named.display)
}

function nameOfKind({ code, name }: { readonly code: string; readonly name: string }): string {
  return name === '' ? code : name
}

/** The same of an allergen. Denials in words are its own affair: なし may be the pear. */
export function allergenAbsenceIn(named: Coded | null): string {
  return named === null ? '' : ofAllergen(named)
}

function ofAllergen(named: Coded): string {
  const coding = named.codings.find(({ code }) => IPS_CODE.test(code) || NOTHING.has(code))
  if (coding !== undefined) return absence(coding.code.endsWith('-info'), named)
  return UNKNOWN.some((each) => each.test(plainWords(named))) ? absence(true, named) : ''
}

function absence(isUnknown: boolean, { display }: Coded): string {
  return `${isUnknown ? 'no information' : 'negated'}: ${display}`
}

function plainWords({ display }: Coded): string {
  const words = display.normalize('NFKC').replace(/\s+/g, ' ').trim()
  return words.replace(/[.。]$/, '')
}

/** The same of a record. That no allergy is known is one of its own; that nothing is known of allergies is not. */
export function absenceOf(record: ClinicalRecord): string {
  if (record.kind !== 'allergy') return absenceIn(nameOf(record))
  return record.state === 'none-known' ? '' : allergenAbsenceIn(record.substance)
}

function nameOf(record: ClinicalRecord): Coded | null {
  switch (record.kind) {
    case 'problem':
      return record.condition
    case 'medicationOrder':
      return record.components[0]?.drug ?? null
    case 'administration':
      return record.drug
    case 'procedure':
      return record.name
    default:
      return null
  }
}
