/** Titles of key object selections that take their images back instead of pointing them out (PS3.16 CID 7011; IHE RAD IOCM). */
import { type WordTable, wordOf } from './word.ts'

export const REJECTION_NOTES: WordTable = {
  '113001': { ja: '画質による', en: 'for quality reasons' },
  '113037': { ja: '患者安全上の理由による', en: 'for patient safety reasons' },
  '113038': {
    ja: 'ワークリスト誤り：患者・検査の取り違えのおそれ',
    en: 'incorrect worklist entry: perhaps of another patient or examination',
  },
  '113039': { ja: '保存期限切れによる', en: 'retention period expired' },
}

/** Of several notes about one image the one that matters most to a patient is told. */
export const GRAVEST_FIRST: readonly string[] = ['113038', '113037', '113001', '113039']

interface Rejected {
  /** Of the notes that take them back. */
  readonly code: string
  readonly instances: number
}

/** How many of these instances were taken back, by the code of the note; '' = was not. Frames of one instance count once. */
export function countRejected(
  all: readonly { readonly sopInstanceUid: string; readonly rejection: string }[],
): Rejected[] {
  const rejected = all.filter(({ rejection }) => rejection !== '')
  const byCode = Map.groupBy(rejected, ({ rejection }) => rejection)
  return [...byCode].map(([code, found]) => ({
    code,
    instances: new Set(found.map(({ sopInstanceUid }) => sopInstanceUid)).size,
  }))
}

export function rejectionSentence({ code, instances }: Rejected, language: 'ja' | 'en'): string {
  const why = wordOf(REJECTION_NOTES, code, language)
  if (language === 'ja') return `撮影元が取り消した画像 ${instances}枚（${why}）`
  return `${instances === 1 ? '1 image was' : `${instances} images were`} rejected by ${instances === 1 ? 'its' : 'their'} maker (${why})`
}
