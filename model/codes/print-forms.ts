/** What can be printed: the parts of a packet, the presets that choose among them, and the kinds of paper. */
import type { WordTable } from './word.ts'

/** Parts of a packet, in the order in which they are printed. */
export const PRINT_PARTS = [
  'identity',
  'medications',
  'problems',
  'labs',
  'vitals',
  'imaging',
  'operation',
  'discharge',
  'notes',
  'gaps',
] as const
export type PrintPart = (typeof PRINT_PARTS)[number]

/** `custom` = the parts were chosen one by one. */
export const PRINT_PRESETS = ['er', 'or', 'ward', 'transfer', 'custom'] as const
export type PrintPreset = (typeof PRINT_PRESETS)[number]

/** Forms to be written on by hand while the record system is down. */
export const DOWNTIME_FORMS = [
  'progress-note',
  'order-slip',
  'lab-request',
  'medication-record',
] as const
export type DowntimeForm = (typeof DOWNTIME_FORMS)[number]

export const PRINT_FORMS = [
  'packet',
  'ward-packet',
  'documents',
  'labels',
  'wristband',
  'lab-trend',
  ...DOWNTIME_FORMS,
] as const

export const PRINT_PART_WORDS = {
  identity: { ja: '患者基本情報・アレルギー', en: 'Identity and allergies' },
  medications: { ja: '現在の薬', en: 'Current medicines' },
  problems: { ja: '病名', en: 'Problems' },
  labs: { ja: '検査', en: 'Labs' },
  vitals: { ja: '温度板', en: 'Vitals' },
  imaging: { ja: '最後の画像診断報告', en: 'Last imaging report' },
  operation: { ja: '最後の手術・麻酔記録', en: 'Last operation and anaesthesia' },
  discharge: { ja: '最後の退院時サマリー', en: 'Last discharge summary' },
  notes: { ja: '最近の経過記録', en: 'Recent notes' },
  gaps: { ja: '欠落の一覧', en: 'List of gaps' },
} satisfies WordTable

export const PRINT_PRESET_WORDS = {
  er: { ja: '救急', en: 'Emergency' },
  or: { ja: '手術', en: 'Operating room' },
  ward: { ja: '病棟', en: 'Ward' },
  transfer: { ja: '転院', en: 'Transfer' },
  custom: { ja: '選んだ部分', en: 'Chosen parts' },
} satisfies WordTable

export const DOWNTIME_FORM_WORDS = {
  'progress-note': { ja: '経過記録用紙', en: 'Progress note' },
  'order-slip': { ja: '指示・オーダー用紙', en: 'Order slip' },
  'lab-request': { ja: '検査依頼用紙', en: 'Laboratory request' },
  'medication-record': { ja: '与薬記録用紙', en: 'Medication record' },
} satisfies WordTable

/** Two letters of a form's type in its barcode. */
export const DOWNTIME_FORM_CODES: Readonly<Record<DowntimeForm, string>> = {
  'progress-note': 'PN',
  'order-slip': 'OS',
  'lab-request': 'LR',
  'medication-record': 'MR',
}
