/** Words for what a result's own codes say: HL7 v2.5 tables 0078 (flag), 0085 (status of a result). */
import { meaningOf } from './meaning.ts'
import type { WordTable } from './word.ts'

/** Which way a flag points. `other` = abnormal without a direction; `none` = normal or no statement. */
export type FlagSense = 'above' | 'below' | 'other' | 'none'

/**
 * HL7 v2.5 table 0078 and its successor, HL7 v3 ObservationInterpretation, by meaning; also the names of their codes, which stand where a
 * source has no codes. A flag that is in neither is abnormal without a direction.
 */
export function flagSense(flag: string): FlagSense {
  switch (flag.trim().toUpperCase()) {
    case '':
    case 'N':
    case 'NEG':
    case 'S':
    case 'ND':
    case 'NR':
    case 'EXP':
    case 'NORMAL':
      return 'none'
    case 'H':
    case 'HH':
    case 'HU':
    case 'HX':
    case '>':
    case 'HIGH':
    case 'CRITICAL HIGH':
      return 'above'
    case 'L':
    case 'LL':
    case 'LU':
    case 'LX':
    case '<':
    case 'LOW':
    case 'CRITICAL LOW':
      return 'below'
    default:
      return 'other'
  }
}

/** HL7 v2.5 table 0078, by code. */
export const FLAG_WORDS: WordTable = {
  H: { ja: '高値', en: 'above range' },
  HH: { ja: 'パニック高値', en: 'above panic limit' },
  '>': { ja: '測定上限超', en: 'above absolute limit' },
  L: { ja: '低値', en: 'below range' },
  LL: { ja: 'パニック低値', en: 'below panic limit' },
  '<': { ja: '測定下限未満', en: 'below absolute limit' },
  A: { ja: '異常', en: 'abnormal' },
  AA: { ja: '著しい異常', en: 'very abnormal' },
  N: { ja: '基準内', en: 'normal' },
  S: { ja: '感性', en: 'susceptible' },
  I: { ja: '中間', en: 'intermediate' },
  R: { ja: '耐性', en: 'resistant' },
  MS: { ja: '中等度感性', en: 'moderately susceptible' },
  VS: { ja: '高度感性', en: 'very susceptible' },
  // HL7 v3 ObservationInterpretation
  HU: { ja: '著しい高値', en: 'significantly high' },
  HX: { ja: '上方閾値超', en: 'above high threshold' },
  LU: { ja: '著しい低値', en: 'significantly low' },
  LX: { ja: '下方閾値未満', en: 'below low threshold' },
  ND: { ja: '検出せず', en: 'not detected' },
  NR: { ja: '非反応', en: 'non-reactive' },
  EXP: { ja: '想定内', en: 'expected' },
  NS: { ja: '非感性', en: 'non-susceptible' },
  SDD: { ja: '用量依存的感性', en: 'susceptible, dose dependent' },
}

/** HL7 v2.5 table 0078 has them for microbiology susceptibilities only; HL7 v3 ObservationInterpretationSusceptibility adds three. */
const SUSCEPTIBILITY = new Set(['S', 'I', 'R', 'MS', 'VS', 'NS', 'SDD', 'SYN-R', 'SYN-S'])

/** Whether a flag says how susceptible an organism is. */
export function isSusceptibilityFlag(flag: string): boolean {
  return flag !== '' && SUSCEPTIBILITY.has(flag.trim().toUpperCase())
}

/** HL7 v2.5 tables 0085 and 0123; final ones ('' and F) have no word because nothing need be said. */
export const RESULT_STATUS_WORDS: WordTable = {
  C: { ja: '訂正', en: 'corrected' },
  P: { ja: '暫定', en: 'preliminary' },
  S: { ja: '一部', en: 'partial' },
  I: { ja: '検査中', en: 'pending' },
  R: { ja: '未確認', en: 'not verified' },
  A: { ja: '一部結果あり', en: 'some results' },
  D: { ja: '削除', en: 'deleted' },
  X: { ja: '取消', en: 'cancelled' },
  W: { ja: '誤り（無効）', en: 'wrong (void)' },
  U: { ja: '最終へ変更', en: 'changed to final' },
  N: { ja: '依頼なし', en: 'not asked' },
  O: { ja: '明細のみ', en: 'order detail only' },
  // FHIR R4 observation-status
  registered: { ja: '検査中', en: 'pending' },
  preliminary: { ja: '暫定', en: 'preliminary' },
  partial: { ja: '一部', en: 'partial' },
  amended: { ja: '修正', en: 'amended' },
  corrected: { ja: '訂正', en: 'corrected' },
  appended: { ja: '追記', en: 'appended' },
  cancelled: { ja: '取消', en: 'cancelled' },
  'entered-in-error': { ja: '誤入力（無効）', en: 'entered in error (void)' },
  unknown: { ja: '状態不明', en: 'status unknown' },
  // FHIR R4 consent-state-codes
  draft: { ja: '下書き', en: 'draft' },
  proposed: { ja: '提案（未確定）', en: 'proposed' },
  rejected: { ja: '却下', en: 'rejected' },
  inactive: { ja: '無効', en: 'inactive' },
  // HL7 v3 ActStatus
  active: { ja: '検査中', en: 'pending' },
  held: { ja: '保留', en: 'held' },
  suspended: { ja: '中断', en: 'suspended' },
  aborted: { ja: '中止', en: 'aborted' },
}

/** HL7 v2.5 table 0085: deleted, cancelled, wrong; FHIR R4 observation-status; HL7 v3 ActStatus. */
const VOID = new Set(['D', 'X', 'W', 'CANCELLED', 'ENTERED-IN-ERROR', 'NULLIFIED'])

/** Whether a result of this status must not be read as a value: deleted, cancelled or wrong. */
export function isVoidStatus(status: string): boolean {
  return VOID.has(status.trim().toUpperCase())
}

/** Whether a status says no more than "final". */
export function isFinalStatus(status: string): boolean {
  return status === '' || status === 'F' || status === 'final' || status === 'completed'
}

/** One word for each status that several vocabularies know: HL7 v2.5 tables 0085 and 0123, FHIR R4 observation-status, HL7 v3 ActStatus. */
const MEANINGS: Readonly<Record<string, string>> = {
  '': 'final',
  F: 'final',
  COMPLETED: 'final',
  C: 'corrected',
  P: 'preliminary',
  X: 'cancelled',
  W: 'entered-in-error',
  I: 'registered',
}

/** The same for statuses that mean the same. None stated is final, as everywhere. */
export function statusMeaning(status: string): string {
  const code = status.trim().toUpperCase()
  return meaningOf(MEANINGS, code) ?? code.toLowerCase()
}
