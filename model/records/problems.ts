/** Allergies and problems. */
import type { ClinicalTime, Coded, Staff } from './values.ts'

/** Three states: present, none known (the source says so), and no record at all (no AllergyRecord). */
export interface AllergyRecord {
  readonly kind: 'allergy'
  readonly patientId: string
  readonly state: 'present' | 'none-known'
  /** HL7 table 0127: DA drug, FA food, MA miscellaneous, MC contraindication, EA, AA, PA, LA. */
  readonly category: Coded | null
  readonly substance: Coded | null
  readonly severity: Coded | null
  readonly reaction: string
  /** HL7 table 0323: A add, U update, D delete; '' where the source has no actions. */
  readonly action: 'A' | 'U' | 'D' | ''
  readonly onset: ClinicalTime | null
  readonly onsetText: string
  readonly reportedAt: ClinicalTime | null
  readonly clinicalStatus: Coded | null
  /** `list` = the allergy list itself (ADT-61); `master` = copied in the patient master; `order` = copied in an order. */
  readonly origin: 'list' | 'master' | 'order'
}

export interface ProblemRecord {
  readonly kind: 'problem'
  readonly patientId: string
  /** PRB-4; the same instance in several files is one problem, newest file wins. */
  readonly instanceId: string
  readonly action: string
  readonly condition: Coded
  readonly icd10: string
  /** Modifiers as words, in the order they are read: prefixes, suffixes. */
  readonly prefixes: readonly string[]
  readonly suffixes: readonly string[]
  readonly suspected: boolean
  readonly main: boolean
  readonly diagnosedAt: ClinicalTime | null
  readonly onsetAt: ClinicalTime | null
  readonly endedAt: ClinicalTime | null
  readonly outcome: Coded | null
  readonly department: Coded | null
  readonly doctor: Staff | null
  readonly note: string
}
