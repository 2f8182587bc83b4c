/** Medicines ordered, given and handed out. */
import type { ClinicalTime, Coded, Quantity, Staff } from './values.ts'

export interface MedicationComponent {
  /** RXC-1: B base, A additive; '' for a prescription's only drug. */
  readonly role: string
  readonly drug: Coded
  readonly dose: Quantity | null
}

/** One drug of a prescription (RXE), or one injection with its mix (RXE + RXC). */
export interface MedicationOrderRecord {
  readonly kind: 'medicationOrder'
  readonly patientId: string
  readonly form: 'prescription' | 'injection'
  readonly orderNo: string
  /** Rp group, as written in ORC-4. */
  readonly groupNo: string
  /** ORC-1 order control: NW, CA, DC, XO …; FHIR status for FHIR sources. */
  readonly control: string
  /** RXE-21 / ORC-29: in-patient, out-patient, discharge, temporary, as needed … */
  readonly category: Coded | null
  readonly components: readonly MedicationComponent[]
  readonly dosageForm: Coded | null
  readonly perDay: Quantity | null
  readonly total: Quantity | null
  readonly rate: Quantity | null
  /** Instructions and timing as read by people: RXE-7, TQ1-3. */
  readonly usage: readonly Coded[]
  /** TQ1-6 as written: `5^d` → text `5`, unit `d`. */
  readonly duration: Quantity | null
  readonly route: Coded | null
  readonly device: Coded | null
  readonly note: string
  readonly orderedAt: ClinicalTime | null
  readonly startAt: ClinicalTime | null
  readonly endAt: ClinicalTime | null
  readonly department: Coded | null
  readonly doctor: Staff | null
}

/** RXA: given, or explicitly not given. */
export interface AdministrationRecord {
  readonly kind: 'administration'
  readonly patientId: string
  readonly form: 'prescription' | 'injection'
  readonly orderNo: string
  readonly groupNo: string
  readonly drug: Coded
  readonly amount: Quantity | null
  readonly rate: Quantity | null
  readonly startAt: ClinicalTime | null
  readonly endAt: ClinicalTime | null
  /** HL7 table 0322: CP complete, RE refused, NA not administered, PA partially; the source's own when other. */
  readonly status: string
  readonly route: Coded | null
  readonly performer: Staff | null
  readonly note: string
}

/** FHIR R4 MedicationDispense, CDA supply event: what a pharmacy handed out. It says neither that it was taken nor that it still is. */
export interface DispenseRecord {
  readonly kind: 'dispense'
  readonly patientId: string
  /** Number of the order that it was dispensed for; '' = not said. */
  readonly orderNo: string
  readonly groupNo: string
  readonly drug: Coded
  readonly amount: Quantity | null
  /** For how long it is meant to last. */
  readonly duration: Quantity | null
  readonly usage: readonly Coded[]
  /** When it was handed over, else when it was prepared: the note then says so. */
  readonly dispensedAt: ClinicalTime | null
  /** FHIR R4 medicationdispense-status; the source's own when other. */
  readonly status: string
  readonly performer: Staff | null
  readonly note: string
}
