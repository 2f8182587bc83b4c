/** What kind of document a data type folder of the extended storage holds. */
import { meaningOf } from '../../../../model/codes/meaning.ts'
import type { DocumentCategory } from '../../../../model/records/documents.ts'
import type { Coded } from '../../../../model/records/values.ts'

/** LOINC document codes in use in Japanese extended storages. */
const BY_LOINC: Readonly<Record<string, DocumentCategory>> = {
  '11506-3': 'progress-note',
  '34108-1': 'progress-note',
  '34112-3': 'progress-note',
  '18842-5': 'discharge-summary',
  '57133-1': 'referral',
  '34746-8': 'nursing-record',
  '11504-8': 'operation-note',
  '59774-0': 'anesthesia-record',
  '18748-4': 'imaging-report',
  '11526-1': 'pathology-report',
  '59284-0': 'consent',
}

/** SEAMAT (Japanese Circulation Society) report formats: ECG, echocardiography, catheterisation. */
const CARDIOLOGY = /^LJCS-\d+/

/** Names after NFKC, first match wins: 手術同意書 is a consent, 看護サマリー a nursing record. */
const BY_NAME: readonly (readonly [RegExp, DocumentCategory])[] = [
  [/同意|承諾|説明書/, 'consent'],
  [/温度板|熱型表|体温表|経過表|バイタル|フローシート/, 'temperature-chart'],
  [/看護/, 'nursing-record'],
  [/麻酔/, 'anesthesia-record'],
  [/手術|術中記録|手術記事/, 'operation-note'],
  [/紹介|診療情報提供|返書|逆紹介/, 'referral'],
  [/退院時?(サマリ|要約|総括)|サマリ/, 'discharge-summary'],
  [/病理|細胞診/, 'pathology-report'],
  [/画像診断|読影|放射線|CT|MRI|X線/, 'imaging-report'],
  [/心電図|エコー|超音波|内視鏡|カテーテル|生理|検査|レポート|報告書/, 'examination-report'],
  [
    /経過記録|診療記録|診療録|カルテ|プログレス|SOAP|外来記録|入院記録|回診|医師記録/i,
    'progress-note',
  ],
]

/** Category by LOINC code, then by the folder's Japanese name; `other` when neither tells. */
export function documentCategoryOf(type: Coded): DocumentCategory {
  for (const { code } of type.codings) {
    const known = meaningOf(BY_LOINC, code)
    if (known) return known
    if (CARDIOLOGY.test(code)) return 'examination-report'
  }
  const names = [type.display, ...type.codings.map(({ name }) => name)]
  for (const name of names) {
    const plain = name.normalize('NFKC')
    const match = BY_NAME.find(([pattern]) => pattern.test(plain))
    if (match) return match[1]
  }
  return 'other'
}
