/**
 * What a gap's technical detail says, for who reads a chart in Japanese. The loader writes details for those who look into the medium,
 * in English with bytes and places; here stand the causes that come up on charts. The detail itself stays beside these words.
 */
import { GAP_REASONS } from './gap-reasons.ts'

type Saying = readonly [RegExp, (...parts: string[]) => string]

const SAYINGS: readonly Saying[] = [
  [/^0 bytes$/, () => '中身がない'],
  [
    /^(?:(\d+) bytes, all zero|all (\d+) bytes are zero)$/,
    (one, two) => `${one || two}バイトすべてがゼロ`,
  ],
  [
    /^(?:PID-3 names another patient than the folder|the folder and .+ name different patients)$/,
    () => 'フォルダは別の患者のもの',
  ],
  [/^rows of several patients name it$/, () => '複数の患者の行が同じファイルを指している'],
  [/^no patient$/, () => '患者番号がない'],
  [
    /^it names no patient; a report/,
    () => '誰のものか書かれていない（この患者の報告書に結果として載っている）',
  ],
  [
    /^it names no patient; a document/,
    () => '誰のものか書かれていない（この患者の文書から参照されている）',
  ],
  [
    /^it names no patient; its results/,
    () => '誰のものか書かれていない（中の検査結果はこの患者のもの）',
  ],
  [/\.locked$|\.encrypted$|\.enc$|\.crypt$/i, () => '暗号化ウイルスが付ける名前に変えられている'],
  [
    /as dense as ciphertext|bits (?:a|per) byte|begins as HL7, but|Base64 or hexadecimal/,
    () => '中身が乱数のようで、暗号化された形をしている',
  ],
  [
    /^pixel data of (\d+) bytes end after (\d+)/,
    (all, held) => `画像の${percent(held, all)}までしかない`,
  ],
  [/checksum\b.* is wrong/, () => '圧縮の検査値が合わない（詰めたときと中身が違う）'],
  [/unclosed tag|unexpected end/, () => '終わりの部分が失われている'],
  [/nothing but zeros (?:follows|from)/, () => '途中から後ろがすべてゼロ'],
  [/^no OBX in the message, or it ends within/, () => '結果の部分がない、または途中で切れている'],
  [/\bends\b.* at byte|^cut at byte/, () => '終わりが切れている'],
  [/^no known file kind/, () => 'どの形式のファイルとしても読めない'],
  [/^no character set explains/, () => 'どの文字コードとしても読めない'],
  [/characters? that are no text|are not text/, () => '文字にならない部分がある'],
  [
    /^an HL7 message outside the folders/,
    () => '標準化ストレージのフォルダの外にあるメッセージ（削除済みかどうか分からない）',
  ],
  [/^data type (\S+) is not known$/, (kind) => `データ種別 ${kind} は未対応`],
  [/^differs from the generation before/, () => '前の世代と中身が違う（更新された印はない）'],
  [/SHA-256 stands in the seal/, () => '封印したときと中身が違う'],
  [/^negated: (.*)$/, (what) => `元の記録では「ない」と書かれている: ${what}`],
  [/^status (.+)$/, (status) => `状態「${status}」の意味が分からない`],
  [/RLE segment/, () => '圧縮された画像を元に戻せない'],
  [/^XML: /, () => '文書の書式が壊れている'],
  [/^DICOM header: /, () => '画像の見出し部分が読めない'],
]

/** The detail of a gap in Japanese; '' where it has no words here. */
export function gapDetailInJapanese(detail: string): string {
  const [, files, ofFiles] = /^(\d+) files?: (.+)$/.exec(detail) ?? []
  if (ofFiles !== undefined) {
    const said = gapDetailInJapanese(ofFiles)
    return said === '' ? '' : `${files}件: ${said}`
  }
  const [, reason = '', ofReason] = /^([a-z-]+)(?:: (.+))?$/.exec(detail) ?? []
  const word = Object.hasOwn(GAP_REASONS, reason) ? GAP_REASONS[reason]?.ja : undefined
  if (word !== undefined) {
    const said = ofReason === undefined ? '' : gapDetailInJapanese(ofReason)
    return said === '' ? word : `${word}: ${said}`
  }
  for (const [pattern, say] of SAYINGS) {
    const found = pattern.exec(detail)
    if (found !== null) return say(...found.slice(1).map((part) => part ?? ''))
  }
  return ''
}

/** Rounded down: what is said to be there is there. */
function percent(held = '', all = ''): string {
  return `${Math.floor((100 * Number(held)) / Number(all))}%`
}
