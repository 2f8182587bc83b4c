/** Allergies: the list itself (ADT-61, IAM) and copies in the master and in orders (AL1). HL7 v2.5 ch. 3. */
import type { AllergyRecord } from '../../../model/records/problems.ts'
import type { Coded } from '../../../model/records/values.ts'
import { codedListOf, codedOf, linesOf, repetitionsOf, timeOf } from './fields.ts'
import type { Reading } from './reading.ts'
import { type Segment, textOf } from './segment.ts'

/** Wordings by which a source states that there is no allergy. */
const NONE_STATED =
  /^(?:(?:既知の?|薬物|薬剤|食物|食品|その他の?|造影剤)?アレルギー(?:歴|情報)?(?:は|:|：)?\s*(?:特に|特記事項)?(?:なし|無し|無|ありません)|特に(?:なし|無し)|特記事項(?:なし|無し)|NKA|NKDA|NKFA|noknown(?:drug|food)?allerg(?:y|ies))$/i
/** A bare word that says so for drugs, but may be the pear (なし) among foods. */
const NONE_BARE = /^(?:なし|無し|無)$/

/** Every AL1 and IAM of the message. AL1 in the master has origin `master`, in other messages `order`. */
export function readAllergies(reading: Reading): AllergyRecord[] {
  const origin = reading.dataType === 'ADT-00' ? 'master' : 'order'
  return reading.message.segments
    .filter((segment) => segment.name === 'AL1' || segment.name === 'IAM')
    .flatMap((segment) => {
      const record =
        segment.name === 'IAM'
          ? fromIam(segment, reading.patientId)
          : fromAl1(segment, reading.patientId, origin)
      return [record, ...furtherAllergens(segment, record)]
    })
}

/** HL7 v2.5 has one allergen a segment; senders that repeat the field name several by it. */
function furtherAllergens(segment: Segment, first: AllergyRecord): AllergyRecord[] {
  if (!segment.raw(3).includes(segment.message.codec.delimiters.repetition)) return []
  return codedListOf(segment, 3)
    .slice(1)
    .map((substance) => ({
      ...first,
      state: statesNone(segment, first.category, substance) ? 'none-known' : 'present',
      substance,
    }))
}

function fromAl1(segment: Segment, patientId: string, origin: 'master' | 'order'): AllergyRecord {
  return {
    ...common(segment, patientId),
    action: '',
    onset: timeOf(segment, 6),
    onsetText: '',
    reportedAt: null,
    clinicalStatus: null,
    origin,
  }
}

function fromIam(segment: Segment, patientId: string): AllergyRecord {
  return {
    ...common(segment, patientId),
    action: actionOf(segment),
    onset: timeOf(segment, 11),
    onsetText: textOf(segment, 12),
    reportedAt: timeOf(segment, 13),
    clinicalStatus: codedOf(segment, 17),
    origin: 'list',
  }
}

/** Fields 2 to 5 are the same in AL1 and IAM. */
function common(segment: Segment, patientId: string) {
  const category = codedOf(segment, 2)
  const [substance = null] = codedListOf(segment, 3)
  if (substance === null) segment.problem(3, 'allergen is missing')
  return {
    kind: 'allergy',
    patientId,
    state: statesNone(segment, category, substance) ? 'none-known' : 'present',
    category,
    substance,
    severity: codedOf(segment, 4),
    reaction: reactionOf(segment),
  } as const
}

function statesNone(segment: Segment, category: Coded | null, substance: Coded | null): boolean {
  const words = (substance?.display ?? '').normalize('NFKC').replace(/[\s。]/g, '')
  if (NONE_STATED.test(words)) return true
  if (!NONE_BARE.test(words)) return false
  const isDrug = category?.codings.some((coding) => coding.code === 'DA') ?? false
  if (!isDrug) segment.problem(3, 'unclear whether this states no allergy or names an allergen')
  return isDrug
}

/** Field 5: reactions, a text or a coded value each. */
function reactionOf(segment: Segment): string {
  const { codec } = segment.message
  if (!segment.raw(5).includes(codec.delimiters.component)) return linesOf(segment, 5)
  return repetitionsOf(segment, 5)
    .map((raw) => codec.components(raw).map((part) => codec.text(part)))
    .map(([code = '', name = '']) => name || code)
    .join('\n')
}

/** IAM-6, HL7 table 0323; X (no change) has no counterpart and is no action. */
function actionOf(segment: Segment): AllergyRecord['action'] {
  const code = codedOf(segment, 6)?.codings[0]?.code ?? ''
  if (code === 'A' || code === 'U' || code === 'D') return code
  if (code !== '' && code !== 'X') segment.problem(6, 'unknown action')
  return ''
}
