/** What the hospital calls the kinds of its prescriptions and injections: MERIT-9 table 7, JAHIS JHSP0007, its own (99I01). */
import type { PrescriptionCategory, Setting } from './events.ts'

export interface OrderKind {
  readonly code: string
  readonly name: string
  readonly table: 'MR9P' | 'JHSP0007' | '99I01'
}

const OUTPATIENT: OrderKind = { code: 'OHP', name: '外来処方', table: 'MR9P' }
const INPATIENT: OrderKind = { code: 'IHP', name: '入院処方', table: 'MR9P' }

/** Whose order it is, then of which kind. */
const PRESCRIPTIONS: Readonly<Record<PrescriptionCategory, readonly OrderKind[]>> = {
  OHP: [OUTPATIENT],
  IHP: [INPATIENT, { code: 'FTP', name: '定時処方', table: '99I01' }],
  DCP: [INPATIENT, { code: 'DCG', name: '退院処方', table: '99I01' }],
  TMP: [INPATIENT, { code: 'XTR', name: '臨時処方', table: '99I01' }],
  PRN: [INPATIENT, { code: 'PRN', name: '頓用処方', table: '99I01' }],
  BDP: [INPATIENT, { code: 'BDP', name: '持参薬処方', table: 'JHSP0007' }],
}

export function kindsOfPrescription(category: PrescriptionCategory): readonly OrderKind[] {
  return PRESCRIPTIONS[category]
}

/** In-patients' drips are regular orders. */
export function kindsOfInjection({ bed }: Setting): readonly OrderKind[] {
  return bed === null ? [OUTPATIENT] : PRESCRIPTIONS.IHP
}
