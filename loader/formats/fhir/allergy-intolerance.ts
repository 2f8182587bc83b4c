/** AllergyIntolerance (FHIR R4 allergyintolerance; JP Core). "None known" is a resource with a code of its own. */
import type { AllergyRecord } from '../../../model/records/problems.ts'
import type { Coded } from '../../../model/records/values.ts'
import { whenOf } from './condition.ts'
import { statusCode } from './gate.ts'
import { list, str } from './json.ts'
import type { Reading } from './reading.ts'

/**
 * SNOMED CT: no known allergy (716186003), drug (409137002), food (429625007), environmental (428607008), latex (1003774007),
 * and the older no allergies (160244002); HL7 v3: no known allergy codes of US Core; IPS absent-unknown-uv-ips.
 */
const NONE_KNOWN = new Set([
  '716186003',
  '409137002',
  '429625007',
  '428607008',
  '1003774007',
  '160244002',
  'no-known-allergy',
  'no-known-allergies',
  'no-known-medication-allergies',
  'no-known-environmental-allergies',
  'no-known-food-allergies',
])
/** The same as a bare text, nothing else in it. */
const NONE_KNOWN_WORDS =
  /^(?:(?:none|nil) known|no (?:known |active |current )?(?:(?:drug|medication|medicine|food|environmental|latex)(?:(?: or | and |\/)(?:drug|medication|medicine|food|environmental|latex))? )?allerg(?:y|ies)(?: or intolerances?)?(?: known| reported| on file)?|nka|nkda|nkfa|(?:既知の?|薬物|薬剤|食物|食品|その他の?|造影剤|ラテックス)?アレルギー(?:歴|情報)?(?:は|:)? ?(?:特に|特記事項)?(?:なし|無し|無|ありません))[。.]?$/i
const SYSTEM = 'http://hl7.org/fhir/allergy-intolerance-'

export function readAllergyIntolerance(reading: Reading): AllergyRecord[] {
  const { resource, patientId, values } = reading
  const substance = reading.concept(resource.code) ?? substanceOfReaction(reading)
  const onset = whenOf(reading, 'onset')
  const categories = Array.isArray(resource.category) ? resource.category : []
  return [
    {
      kind: 'allergy',
      patientId,
      state: isNoneKnown(substance) ? 'none-known' : 'present',
      category: values.code(str(categories[0]), `${SYSTEM}category`),
      substance,
      severity:
        values.code(str(resource.criticality), `${SYSTEM}criticality`) ?? severityOf(reading),
      reaction: reactionText(reading),
      action: '',
      onset,
      onsetText: onset?.at == null ? (onset?.text ?? '') : '',
      reportedAt: reading.time(resource.recordedDate, 'AllergyIntolerance.recordedDate'),
      clinicalStatus: statusOf(reading),
      origin: 'list',
    },
  ]
}

/** Whether a coded value says that there is no allergy, of any kind or of one. */
export function isNoneKnown(coded: Coded | null): boolean {
  if (coded === null) return false
  if (coded.codings.length === 0) {
    return NONE_KNOWN_WORDS.test(coded.display.normalize('NFKC').trim())
  }
  return coded.codings.some(({ code }) => NONE_KNOWN.has(code))
}

function substanceOfReaction(reading: Reading): Coded | null {
  return reading.concept(list(reading.resource.reaction)[0]?.substance)
}

/** The gravest of its reactions (R4 reaction-event-severity). */
function severityOf(reading: Reading): Coded | null {
  const severities = list(reading.resource.reaction).map(({ severity }) => str(severity))
  const severity =
    ['severe', 'moderate', 'mild'].find((each) => severities.includes(each)) ?? severities[0] ?? ''
  return reading.values.code(severity, 'http://hl7.org/fhir/reaction-event-severity')
}

/** Manifestations with their severity, what brought them on and how, and the notes. */
function reactionText(reading: Reading): string {
  const reactions = list(reading.resource.reaction).map((reaction) => {
    const shown = list(reaction.manifestation).map((each) => reading.concept(each)?.display ?? '')
    const severity = str(reaction.severity)
    const said = [...shown, str(reaction.description)].filter((word) => word !== '').join('、')
    const words = severity === '' ? said : `${said}（${severity}）`
    const to = [reaction.substance, reaction.exposureRoute].map(
      (each) => reading.concept(each)?.display ?? '',
    )
    return [words, ...to, str(reaction.onset), reading.notes(reaction.note)]
      .filter((part) => part !== '')
      .join(' ')
  })
  const last = str(reading.resource.lastOccurrence)
  return [...reactions, last === '' ? '' : `最終 ${last}`, reading.notes(reading.resource.note)]
    .filter((part) => part !== '')
    .join(' / ')
}

/** Clinical status; with the verification where that is less than confirmed, so that neither is lost. */
function statusOf(reading: Reading): Coded | null {
  const { resource } = reading
  const clinical = reading.concept(resource.clinicalStatus)
  const verification = statusCode(resource, 'verificationStatus')
  if (verification === '' || verification === 'confirmed') return clinical
  const verified = reading.concept(resource.verificationStatus)
  if (clinical === null) return verified
  const display = `${clinical.display}（${verification}）`
  return { display, codings: [...clinical.codings, ...(verified?.codings ?? [])] }
}
