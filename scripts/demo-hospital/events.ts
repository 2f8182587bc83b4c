/** What happens to a patient, in the hospital's own words; `messages/` and `extended/` put it on the medium. */
import type { Minute } from './calendar.ts'
import type { Diagnosis } from './diagnoses.ts'
import type { Drug } from './drugs.ts'
import type { VitalReading } from './extended/vitals.ts'
import type { Bed, DepartmentKey, Doctor } from './hospital.ts'
import type { LabItem } from './lab-items.ts'
import type { Name } from './names.ts'
import type { Usage } from './usages.ts'

export type Sex = 'M' | 'F'

export interface Person extends Name {
  readonly id: string
  readonly birth: Minute
  readonly sex: Sex
  /** Latin letters as on the residence card, for foreigners. */
  readonly alphabetic: string
  readonly abo: string
  readonly rh: string
  readonly height: number
  readonly weight: number
  readonly zip: string
  readonly address: string
  readonly phone: string
  readonly contact: { readonly name: Name; readonly relation: string; readonly phone: string }
  /** An id that was merged into this patient, '' for none. */
  readonly priorId: string
}

/** SS-MIX2 condition flag of a file: 1 current, 2 superseded, 0 deleted. */
export type Flag = '1' | '2' | '0'

/** Where and by whom something was ordered. */
export interface Setting {
  /** Null for out-patients. */
  readonly bed: Bed | null
  readonly department: DepartmentKey
  readonly doctor: Doctor
}

interface Ordered {
  readonly orderNo: string
  readonly orderedAt: Minute
  readonly setting: Setting
  readonly flag: Flag
  /** When the message was sent: the version of the order. */
  readonly sentAt: Minute
}

export type AdtType =
  | 'ADT-01'
  | 'ADT-12'
  | 'ADT-21'
  | 'ADT-22'
  | 'ADT-31'
  | 'ADT-32'
  | 'ADT-41'
  | 'ADT-42'
  | 'ADT-51'
  | 'ADT-52'

export interface Movement {
  readonly kind: 'movement'
  readonly type: AdtType
  /** HL7 trigger event: A01, or A11 for its cancellation. */
  readonly trigger: string
  readonly recordedAt: Minute
  readonly occurredAt: Minute
  readonly plannedAt?: Minute
  readonly admittedAt?: Minute
  readonly dischargedAt?: Minute
  readonly priorBed?: Bed
  /** PV1-36. */
  readonly disposition?: string
  readonly setting: Setting
  readonly flag: Flag
}

export interface DrugDose {
  readonly drug: Drug
  /** Per day for oral drugs, in the drug's unit; '' where a dose per day makes no sense. */
  readonly perDay: string
  /** At one time. */
  readonly dose: string
}

export interface RpGroup {
  readonly drugs: readonly DrugDose[]
  readonly usage: Usage
  readonly days: number
  readonly start: Minute
  /** Text beside the usage, '' for none. */
  readonly note: string
}

/** Of out-patients; regular, for home, extra, as needed, and brought along by in-patients. */
export type PrescriptionCategory = 'OHP' | 'IHP' | 'DCP' | 'TMP' | 'PRN' | 'BDP'

export interface Prescription extends Ordered {
  readonly kind: 'prescription'
  readonly control: 'NW' | 'CA'
  readonly category: PrescriptionCategory
  readonly groups: readonly RpGroup[]
}

export interface MixDrug {
  readonly drug: Drug
  readonly amount: string
}

export interface Injection extends Ordered {
  readonly kind: 'injection'
  readonly control: 'NW' | 'CA'
  readonly injectionKind: { readonly code: string; readonly name: string }
  readonly mix: readonly MixDrug[]
  readonly volume: string
  /** mL/h, '' for a bolus. */
  readonly rate: string
  readonly route: 'IV' | 'SC' | 'IM'
  readonly start: Minute
  readonly end: Minute
  readonly instruction: string
}

export interface Administration extends Ordered {
  readonly kind: 'administration'
  readonly form: 'prescription' | 'injection'
  readonly group: string
  readonly given: readonly {
    readonly drug: Drug
    readonly amount: string
    readonly start: Minute
    readonly end: Minute
    readonly status: 'CP' | 'RE' | 'NA' | 'PA'
    readonly rate: string
    readonly note: string
  }[]
  readonly nurse: Doctor
  readonly route: string
}

export interface LabResult {
  readonly item: LabItem
  readonly value: string
  readonly range: string
  readonly flag: string
  readonly status: 'F' | 'P' | 'C'
}

export interface LabReport extends Ordered {
  readonly kind: 'labs'
  readonly collectedAt: Minute
  readonly reportedAt: Minute
  readonly results: readonly LabResult[]
}

export interface LabOrder extends Ordered {
  readonly kind: 'labOrder'
  readonly control: 'NW' | 'CA'
  readonly collectAt: Minute
  readonly items: readonly LabItem[]
}

export interface Isolate {
  readonly organism: { readonly code: string; readonly name: string }
  readonly amount: string
  readonly susceptibility: readonly {
    readonly code: string
    readonly name: string
    readonly mic: string
    readonly flag: 'S' | 'I' | 'R'
  }[]
}

export interface Culture extends Ordered {
  readonly kind: 'culture'
  readonly specimen: { readonly code: string; readonly name: string }
  readonly collectedAt: Minute
  readonly reportedAt: Minute
  readonly status: 'P' | 'F'
  readonly smear: readonly { readonly finding: string; readonly amount: string }[]
  readonly isolates: readonly Isolate[]
}

export interface Exam {
  readonly code: string
  readonly name: string
  readonly system: string
  readonly modality: string
}

export interface ExamOrder extends Ordered {
  readonly kind: 'examOrder'
  readonly control: 'NW' | 'CA'
  readonly field: 'radiology' | 'endoscopy' | 'physiology'
  readonly exam: Exam
  readonly scheduledAt: Minute
}

export interface ExamDone extends Ordered {
  readonly kind: 'examDone'
  readonly field: 'radiology' | 'endoscopy'
  readonly exam: Exam
  readonly performedAt: Minute
  readonly accession: string
  readonly studyUid: string
  readonly findings: readonly { readonly name: string; readonly text: string }[]
}

export interface PhysiologyReport extends Ordered {
  readonly kind: 'physiology'
  readonly exam: Exam
  readonly performedAt: Minute
  readonly results: readonly {
    readonly code: string
    readonly name: string
    readonly system: string
    readonly value: string
    readonly unit: string
  }[]
}

export interface DietOrder extends Ordered {
  readonly kind: 'diet'
  readonly diet: { readonly code: string; readonly name: string }
  readonly start: Minute
  readonly text: string
}

export interface DocumentFile {
  readonly name: string
  readonly bytes: Uint8Array
}

export interface ClinicalDocument {
  readonly kind: 'document'
  /** Data type folder of the extended storage. */
  readonly type: string
  readonly at: Minute
  readonly sentAt: Minute
  readonly key: string
  readonly department: string
  readonly flag: Flag
  readonly author: Doctor
  readonly files: readonly DocumentFile[]
  /** What an operation note tells of. */
  readonly operation?: {
    readonly name: string
    readonly start: Minute
    readonly minutes: number
    readonly surgeon: Doctor
  }
  /** What a temperature chart's file holds. */
  readonly readings?: readonly VitalReading[]
}

export type ClinicalEvent =
  | Movement
  | Prescription
  | Injection
  | Administration
  | LabReport
  | LabOrder
  | Culture
  | ExamOrder
  | ExamDone
  | PhysiologyReport
  | DietOrder
  | ClinicalDocument

export interface Problem {
  readonly diagnosis: Diagnosis
  readonly since: Minute
  readonly department: DepartmentKey
  readonly main: boolean
  readonly suspected: boolean
  /** Null = still there. HL7 table 0241 outcome. */
  readonly ended: { readonly at: Minute; readonly outcome: string } | null
}

export interface Allergen {
  readonly category: 'DA' | 'FA' | 'MC' | 'EA' | 'LA'
  readonly code: string
  readonly name: string
  readonly system: string
  readonly severity: '' | 'SV' | 'MO' | 'MI'
  readonly reaction: string
  readonly action: 'A' | 'U' | 'D'
  readonly onset: string
  readonly onsetText: string
  readonly reportedAt: Minute
}

export interface AllergyList {
  readonly sentAt: Minute
  readonly flag: Flag
  readonly entries: readonly Allergen[]
}
