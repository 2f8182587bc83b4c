/** Who the patient is, and where and when they came, lay and left. */
import type {
  ClinicalTime,
  Coded,
  Identifier,
  MeasuredQuantity,
  PersonName,
  Place,
  Staff,
} from './values.ts'

export interface PatientRecord {
  readonly kind: 'patient'
  readonly patientId: string
  readonly identifiers: readonly Identifier[]
  readonly names: readonly PersonName[]
  readonly birthDate: ClinicalTime | null
  /** Administrative sex, HL7 table 0001: M, F, O, U; the source's own text when it is another. '' = absent. */
  readonly sex: string
  readonly bloodAbo: string
  readonly bloodRh: string
  readonly height: MeasuredQuantity | null
  readonly weight: MeasuredQuantity | null
  /** null = the source does not say; never read as "alive". */
  readonly deceased: { readonly at: ClinicalTime | null } | null
  readonly address: string
  readonly phones: readonly string[]
  readonly contacts: readonly { name: string; relation: string; phone: string }[]
  readonly updatedAt: ClinicalTime | null
  /** `master` = the patient master's own message (ADT-00); `mention` = demographics repeated in another message. */
  readonly authority: 'master' | 'mention'
}

/** The source states that `patientId` was merged into `survivingId`. */
export interface PatientMergeRecord {
  readonly kind: 'patientMerge'
  readonly patientId: string
  readonly survivingId: string
}

export type EncounterEventType =
  | 'outpatient-visit'
  | 'admission-planned'
  | 'admission'
  | 'attending-change'
  | 'transfer-planned'
  | 'transfer'
  | 'leave'
  | 'leave-return'
  | 'discharge-planned'
  | 'discharge'

/** One event of a visit or stay. Stays are derived from events by the writer. */
export interface EncounterEventRecord {
  readonly kind: 'encounterEvent'
  readonly patientId: string
  readonly event: EncounterEventType
  /** True when the message cancels such an event (ADT^A11, A12, A13 …). */
  readonly cancels: boolean
  readonly orderNo: string
  readonly occurredAt: ClinicalTime | null
  /** Planned time for the `-planned` events and the planned return of a leave. */
  readonly plannedAt: ClinicalTime | null
  readonly admittedAt: ClinicalTime | null
  readonly dischargedAt: ClinicalTime | null
  readonly place: Place | null
  readonly priorPlace: Place | null
  readonly department: Coded | null
  readonly attending: Staff | null
  /** Discharge disposition, PV1-36. */
  readonly disposition: Coded | null
  /**
   * Why the patient came, in the source's words: PV2-3, FHIR Encounter.reasonCode. '' = it does not say. In further lines, each under its
   * name, what else the source says of the visit or stay (`種類: 初診`): then the first line is empty where it gives no reason.
   */
  readonly reason: string
}
