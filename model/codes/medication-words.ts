/** Words for the course of medication orders: HL7 v2.5 tables 0119 (order control) and 0322 (completion). */
import { type WordTable, wordOf } from './word.ts'

/** HL7 v2.5 table 0119, the ones SS-MIX2 systems write. */
export const ORDER_CONTROL_WORDS: WordTable = {
  NW: { ja: '新規', en: 'new' },
  OK: { ja: '受付', en: 'accepted' },
  SC: { ja: '状態変更', en: 'status changed' },
  XO: { ja: '変更', en: 'changed' },
  RP: { ja: '差替', en: 'replaced' },
  RO: { ja: '差替後', en: 'replacement' },
  CA: { ja: '取消', en: 'cancelled' },
  CR: { ja: '取消済', en: 'cancelled as asked' },
  OC: { ja: '取消', en: 'cancelled' },
  DC: { ja: '中止', en: 'discontinued' },
  DR: { ja: '中止済', en: 'discontinued as asked' },
  OD: { ja: '中止', en: 'discontinued' },
  HD: { ja: '保留', en: 'on hold' },
  active: { ja: '有効', en: 'active' },
  'on-hold': { ja: '保留', en: 'on hold' },
  cancelled: { ja: '取消', en: 'cancelled' },
  completed: { ja: '完了', en: 'completed' },
  'entered-in-error': { ja: '誤入力', en: 'entered in error' },
  stopped: { ja: '中止', en: 'stopped' },
  draft: { ja: '下書き', en: 'draft' },
  'not-taken': { ja: '服用していない', en: 'not taken' },
  intended: { ja: '服用予定', en: 'intended' },
  unknown: { ja: '状態不明', en: 'status unknown' },
}

/** Whether a control says no more than that the order stands. */
export function isPlainControl(control: string): boolean {
  return control === '' || control === 'NW' || control === 'OK' || control === 'active'
}

/** HL7 v2.5 table 0322. */
export const ADMINISTRATION_STATUS_WORDS: WordTable = {
  CP: { ja: '実施', en: 'given' },
  PA: { ja: '一部実施', en: 'given in part' },
  NA: { ja: '未実施', en: 'not given' },
  RE: { ja: '拒否（未実施）', en: 'refused (not given)' },
  DC: { ja: '中止', en: 'stopped' },
  'in-progress': { ja: '実施中', en: 'in progress' },
  completed: { ja: '実施', en: 'given' },
  'not-done': { ja: '未実施', en: 'not given' },
  stopped: { ja: '中止', en: 'stopped' },
  'on-hold': { ja: '保留', en: 'on hold' },
  'entered-in-error': { ja: '誤入力', en: 'entered in error' },
}

/** Whether something was given, wholly or in part; of a record that does not say so or otherwise it is taken for granted. */
export function isGiven(status: string): boolean {
  return ['CP', 'PA', 'completed', 'in-progress', ''].includes(status.trim())
}

/** FHIR R4 medicationdispense-status. */
export const DISPENSE_STATUS_WORDS: WordTable = {
  preparation: { ja: '調製中', en: 'being prepared' },
  'in-progress': { ja: '交付中', en: 'in progress' },
  completed: { ja: '交付済', en: 'handed out' },
  cancelled: { ja: '取消', en: 'cancelled' },
  'on-hold': { ja: '保留', en: 'on hold' },
  stopped: { ja: '中止', en: 'stopped' },
  declined: { ja: '交付せず', en: 'declined' },
  unknown: { ja: '状態不明', en: 'status unknown' },
  // HL7 v3 ActStatus
  aborted: { ja: '中止', en: 'stopped' },
}

const NOT_HANDED_OUT = new Set([
  'preparation',
  'cancelled',
  'on-hold',
  'stopped',
  'declined',
  'aborted',
  'entered-in-error',
])

/** Whether something dispensed may be in the patient's hands: all but what its status says is not. */
export function isHandedOut(status: string): boolean {
  return !NOT_HANDED_OUT.has(status.trim().toLowerCase())
}

/** A sign beside the word, so that a glance down the column is enough. */
export function administrationSign(status: string): string {
  switch (status) {
    case 'CP':
    case 'completed':
      return '●'
    case 'PA':
    case 'in-progress':
      return '◐'
    case 'NA':
    case 'RE':
    case 'not-done':
      return '○'
    case 'DC':
    case 'stopped':
    case 'entered-in-error':
      return '×'
    default:
      return '？'
  }
}

/** First line of the note of what was given as a vaccination: the read model has no kind of its own for one. */
export const VACCINATION = '予防接種'

/** Beginning of the note's line with the lot. */
export const LOT = 'Lot '
/** Line of its note (FHIR R4 Immunization.isSubpotent): it does not count as given. */
export const SUBPOTENT = '効力不足（isSubpotent）'

/** Whether a note is that of a vaccination. */
export function isVaccination(note: string): boolean {
  return note === VACCINATION || note.startsWith(`${VACCINATION}\n`)
}

/** Line of a note: the source calls the medicine completed, as exporters write of every prescription, and names no end. It may go on. */
export const MAY_GO_ON = '「completed」は終了とは限らない（終了日の記載なし）'

/** Units of duration in TQ1-6: UCUM codes as SS-MIX2 writes them. */
const DURATION_UNIT_WORDS: WordTable = {
  d: { ja: '日分', en: 'd' },
  h: { ja: '時間', en: 'h' },
  wk: { ja: '週分', en: 'wk' },
  mo: { ja: 'か月分', en: 'mo' },
}

/** `7 d` → `7日分`: the amount as written, its unit as a word where it is a known code. */
export function durationText(duration: string, language: 'ja' | 'en'): string {
  const parts = /^(\S+) (\S+)$/.exec(duration)
  const [, amount = '', unit = ''] = parts ?? []
  if (!Object.hasOwn(DURATION_UNIT_WORDS, unit)) return duration
  const word = wordOf(DURATION_UNIT_WORDS, unit, language)
  return language === 'ja' ? `${amount}${word}` : `${amount} ${word}`
}
