/** Titles of key object selections that take their images back instead of pointing them out (PS3.16 CID 7011; IHE RAD IOCM). */
import type { WordTable } from './word.ts'

export const REJECTION_NOTES: WordTable = {
  '113001': { ja: '画質による', en: 'for quality reasons' },
  '113037': { ja: '患者安全上の理由による', en: 'for patient safety reasons' },
  '113038': {
    ja: '患者・検査の取り違えによる（ワークリスト誤り）',
    en: 'incorrect worklist entry: perhaps of another patient or examination',
  },
  '113039': { ja: '保存期限切れによる', en: 'retention period expired' },
}
