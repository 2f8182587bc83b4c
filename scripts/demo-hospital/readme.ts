/** README.txt as it lies on a real backup medium: Shift_JIS with CRLF, as the vendor's engineer wrote it. */
import { SNAPSHOT, slashMinute } from './calendar.ts'
import { HOSPITAL } from './hospital.ts'
import { encodeShiftJis } from './japanese-text.ts'

export const README_NAME = 'README.txt'

/** Tells a medium of this program from a stranger's folder. ASCII, so that it reads in any encoding. */
export const SIGNATURE = 'SANSHO-DEMO-MEDIUM 1'

export function readmeOf(options: { patients: number; years: number; seed: number }): Uint8Array {
  const lines = [
    `${HOSPITAL.name}　電子カルテ　日次バックアップ`,
    '',
    `取得時点　　${slashMinute(SNAPSHOT)}`,
    'standard　　SS-MIX2 標準化ストレージ',
    'extended　　SS-MIX2 拡張ストレージ（経過記録、看護記録、温度板、手術・麻酔記録、サマリー、紹介状ほか）',
    'dicom　　　 画像サーバ（患者番号／検査日／検査／シリーズ）',
    '',
    '※　この媒体は練習用です。患者、職員、住所、検査値はすべて架空です。',
    '※　薬剤コード、病名コードは形だけを模したものです。',
    '',
    `${SIGNATURE} patients=${options.patients} years=${options.years} seed=${options.seed}`,
    '',
  ]
  return encodeShiftJis(lines.join('\r\n'))
}
