/**
 * What a gap's technical detail says, for who reads a chart in Japanese. The loader writes details for those who look into the medium,
 * in English with bytes and places; here stand those that come up on charts. What of a detail is not told, a file's own name or a cause
 * that has no words here, stays as it was written.
 */
import { GAP_REASONS } from './gap-reasons.ts'

/** How a detail begins or reads, and the same in Japanese. */
type Saying = readonly [RegExp, (...parts: string[]) => string]

/** Told without numbers or names: the rest of such a detail is for those who look into the medium. */
const CAUSES: readonly Saying[] = [
  [/\.locked$|\.encrypted$|\.enc$|\.crypt$/i, () => '暗号化ウイルスが付ける名前に変えられている'],
  [
    /as dense as ciphertext|bits (?:a|per) byte|begins as HL7, but|Base64 or hexadecimal/,
    () => '中身が乱数のようで、暗号化された形をしている',
  ],
  [/checksum\b.* is wrong/, () => '圧縮の検査値が合わない（詰めたときと中身が違う）'],
  [/unclosed tag|unexpected end/, () => '終わりの部分が失われている'],
  [/nothing but zeros (?:follows|from)/, () => '途中から後ろがすべてゼロ'],
  [/\bends\b.* at byte|^cut at byte/, () => '終わりが切れている'],
  [/^no known file kind/, () => 'どの形式のファイルとしても読めない'],
  [/^differs from the generation before/, () => '前の世代と中身が違う（更新された印はない）'],
  [/SHA-256 stands in/, () => '封印したとき、または目録の記載と中身が違う'],
  [/RLE segment|^no fragment begins/, () => '圧縮された画像を元に戻せない'],
  [/^not JSON/, () => 'JSON の書式が壊れている'],
  [/^XML: /, () => '文書の書式が壊れている'],
  [/^DICOM header: /, () => '画像の見出し部分が読めない'],
  [/^PDF/, () => 'PDF の中身が壊れている'],
]

/** Told whole: nothing of the detail is left out. */
const SENTENCES: readonly Saying[] = [
  [/^0 bytes$/, () => '中身がない（0バイト）'],
  [
    /^(?:(\d+) bytes, all zero|all (\d+) bytes are zero)$/,
    (one, two) => `${one || two}バイトすべてがゼロ`,
  ],
  [
    /^PID-3 names another patient than the folder$/,
    () => 'フォルダは別の患者のもの（PID-3 と違う）',
  ],
  [
    /^the folder and (.+) name different patients$/,
    (field) => `フォルダは別の患者のもの（${field} と違う）`,
  ],
  [/^rows of several patients name it$/, () => '複数の患者の行が同じファイルを指している'],
  [/^no patient$/, () => '患者番号がない'],
  [/^it names no patient$/, () => '誰のものか書かれていない'],
  [
    /^it names no patient; a report/,
    () => '誰のものか書かれていない（この患者の報告書に結果として載っている）',
  ],
  [
    /^it names no patient; a document/,
    () => '誰のものか書かれていない（この患者の文書から参照されている）',
  ],
  [
    /^it names no patient; another record/,
    () => '誰のものか書かれていない（この患者の別の記録から参照されている）',
  ],
  [
    /^it names no patient; its results/,
    () => '誰のものか書かれていない（中の検査結果はこの患者のもの）',
  ],
  [
    /^its patient is not in this backup, or cannot be told from another$/,
    () => '患者がこのバックアップにいないか、別の患者と区別できない',
  ],
  [
    /^it names its patient by an insurance number alone, and no Patient in this backup has that number for itself$/,
    () =>
      '患者が保険の番号だけで書かれており、その番号（枝番まで）を持つ患者がこのバックアップにいない（番号のある患者基本情報と一緒に読み込めば、その患者のものになる）',
  ],
  [/^the document gives its patient no number$/, () => '文書に患者番号がない'],
  [/^the document is about several patients$/, () => '文書が複数の患者についてのもの'],
  [
    /^the document gives its patient insurance numbers alone, which families and colleagues share$/,
    () =>
      '文書に書かれた番号が保険の番号だけで、家族や同僚と共通のため誰のカルテか決められない（院内の患者番号を付けて出し直したものなら読み込める）',
  ],
  [/^its subject is no patient: (.+)$/, (type) => `対象が患者ではない: ${type}`],
  [
    /^it is about another than its patient: focus (.+)$/,
    (who) => `患者本人以外についての記録: ${who}`,
  ],
  [/^cannot be interpreted safely: (.+)$/, (what) => `安全に解釈できない: ${what}`],
  [/^no document refers to it$/, () => 'どの文書からも参照されていない'],
  [
    /^no FHIR resource: it has no resourceType$/,
    () => 'FHIR リソースではない（resourceType がない）',
  ],
  [/^no FHIR resource in it$/, () => 'FHIR リソースが入っていない'],
  [
    /^an archive within the medium: load it by itself$/,
    () => '媒体の中の書庫（zip）は開いていない（書庫だけを取得元にすると読み込める）',
  ],
  [/^a Bundle entry without resource$/, () => 'Bundle の項目にリソースがない'],
  [/^Parameters that hold (.+)$/, (types) => `Parameters に入っている ${types}`],
  [/^not UTF-8$/, () => 'UTF-8 として読めない'],
  [
    /^pixel data of (\d+) bytes end after (\d+), at byte (\d+)$/,
    (all, held, at) =>
      `画像データ${all}バイトのうち${held}バイト（${percent(held, all)}）しかない（${at}バイト目で終わる）`,
  ],
  [/^no (.+) in the message$/, (segments) => `メッセージに ${segments} がない`],
  [
    /^no OBX in the message, or it ends within/,
    () => '結果（OBX）の部分がない、または途中で切れている',
  ],
  [/^file ends within the name of a segment$/, () => 'セグメント名の途中で切れている'],
  [/^(\d+) messages in one file$/, (count) => `1つのファイルに${count}件のメッセージ`],
  [/^MSH-1 and MSH-2 name no usable delimiters$/, () => 'MSH-1・MSH-2 の区切り文字が使えない'],
  [
    /^no character set explains the text at character (\d+)$/,
    (at) => `どの文字コードとしても読めない（${at}文字目）`,
  ],
  [/^(\d+) characters that are no text$/, (count) => `文字にならない部分が${count}文字ある`],
  [/^(\d+) cells under (\d+) heads$/, (cells, heads) => `見出し${heads}列に対して${cells}列ある`],
  [
    /^an HL7 message outside the folders/,
    () => '標準化ストレージのフォルダの外にあるメッセージ（削除済みかどうか分からない）',
  ],
  [
    /^found outside its folders, under the name of a rescue program/,
    () =>
      '復旧ソフトなどが付けた名前で、元のフォルダの外にある（削除・差し替え済みかどうか分からない）',
  ],
  [/^data type (\S+) is not known$/, (kind) => `データ種別 ${kind} は未対応`],
  [/^no (medicine|allergy|problem) in it$/, (what) => `${CDA_FACTS[what ?? '']}が書かれていない`],
  [/^no result that can be named$/, () => '名前の分かる結果がない'],
  [/^an entry without a statement$/, () => '中身のない項目'],
  [/^a procedure without a name$/, () => '名前のない手術・処置'],
  [/^nullFlavor (\S+): nothing is said$/, (flavor) => `何も書かれていない（nullFlavor ${flavor}）`],
  [/^no information: (.*)$/, (what) => `元の記録では「情報がない」と書かれている: ${what}`],
  [/^negated: (.*)$/, (what) => `元の記録では「ない」と書かれている: ${what}`],
  [
    /^([A-Z.]+): not (?:done yet|supplied) (.+)$/,
    (mood, what) => `まだ行われていない（予定・依頼 ${mood}）: ${what}`,
  ],
  [
    /^a stay without its end, or a visit without its day or kind: ?(.*)$/,
    (what) => `終わりの日のない入院、または日か種類（外来・入院）の分からない受診: ${what}`,
  ],
  [/^unclear value: (.+)$/, (what) => `値が1つに定まらないため解釈していない: ${what}`],
  [/^status (.+)$/, (status) => `状態「${status}」の意味が分からない`],
  [
    /^no MSH; entropy ([\d.]+) of at most ([\d.]+) bits a byte, (\d+) of (\d+) characters unreadable$/,
    (bits, most, lost, all) =>
      `中身が乱数のようで、暗号化された形をしている（MSH なし。${all}文字のうち${lost}文字が読めない。最大${most}のうち${bits}ビット/バイト）`,
  ],
  [
    /^pixel data as dense as ciphertext at byte (\d+)$/,
    (at) => `画像データが乱数のようで、暗号化された形をしている（${at}バイト目）`,
  ],
  [
    /^no known file kind, ([\d.]+) bits per byte in the first (\d+) bytes$/,
    (bits, first) =>
      `中身が乱数のようで、暗号化された形をしている（先頭${first}バイトで1バイトあたり${bits}ビット）`,
  ],
  [
    /^begins as HL7, but (\d+) of (\d+) characters are not text$/,
    (lost, all) =>
      `HL7 として始まるが、${all}文字のうち${lost}文字が文字でない（暗号化された形をしている）`,
  ],
  [/^ends without its terminator at byte (\d+)$/, (at) => `終端がないまま${at}バイト目で終わる`],
  [/^text ends inside a character at byte (\d+)$/, (at) => `${at}バイト目の文字の途中で終わる`],
  [
    /^XML: unclosed tag: (\S+) \(character (\d+), file of (\d+) bytes\)$/,
    (tag, at, all) =>
      `終わりの部分が失われている（${at}文字目のタグ ${tag} が閉じない。全${all}バイト）`,
  ],
  [/^(\S+ \/ \S+): (\d+) messages?$/, (dates, count) => `${dates}（${count}件のメッセージ）`],
  [
    /^(\S+ \/ \S+): (.+); the other chart is (.+)$/,
    (sources, what, other) => `${differenceText(what)}（${sources}）。もう一方のカルテは ${other}`,
  ],
  [/^(\S+ \/ \S+): (.+ \/ .+)$/, (sources, what) => `${differenceText(what)}（${sources}）`],
  // The name of a FHIR resource type is the same in every language.
  [/^([A-Z][A-Za-z]+)$/, (type) => type],
  // What such a resource is about is in the words of its source.
  [/^([A-Z][a-z]+[A-Za-z]*: .+（.+）.*)$/, (named) => named],
]

/** What two sources say otherwise of one person: loader/writer/same-person.ts. */
function differenceText(what = ''): string {
  return what
    .replace(/^birth date /, '生年月日 ')
    .replace(/^name /, '氏名 ')
    .replace(
      /(^|, )sex (\S+) \/ (\S+)/,
      (_all, comma, one, other) => `${comma}性別 ${sexText(one)} / ${sexText(other)}`,
    )
    .replace('number of another institution', '別の医療機関の番号')
    .replaceAll(', ', '、')
}

const sexText = (code: string) => ({ M: '男性', F: '女性' })[code] ?? code

const CDA_FACTS: Readonly<Record<string, string>> = {
  medicine: '薬剤',
  allergy: 'アレルギー',
  problem: '病名',
}

/** A detail in Japanese; '' where it has no words here. */
export interface ToldDetail {
  readonly said: string
  /** What of the detail is not told by it, as it was written; '' = it is told whole. */
  readonly rest: string
}

/** The detail of a gap in Japanese, with what is left of it. */
export function gapDetailInJapanese(detail: string): ToldDetail {
  const [, source = '', sentByAnother] =
    /^引継ぎ元で \/ at the sender(?: \(([^)]+)\))?: (.+)$/.exec(detail) ?? []
  if (sentByAnother !== undefined) {
    return after(source === '' ? '引継ぎ元で' : `引継ぎ元の ${source} で`, sentByAnother)
  }
  const [counted, count, first, ofCounted] =
    /^(\d+) (?:records?|files?)(?:, first ((?:line|entry|section) [^:]+))?(?:: (.+))?$/.exec(
      detail,
    ) ?? []
  if (counted !== undefined) {
    return after(
      `${count}件${first === undefined ? '' : `（最初は${placeText(first)}）`}`,
      ofCounted,
    )
  }
  const [place, ofPlace] =
    /^(?:(?:line|entry) \d+(?: (?:entry \d+|attachment))*|section [^:]+|recordTarget)(?::|$)/.test(
      detail,
    )
      ? splitOnce(detail)
      : []
  if (place !== undefined) return after(placeText(place), ofPlace)
  const [, reason = '', ofReason] = /^([a-z-]+)(?:: (.+))?$/.exec(detail) ?? []
  const word = Object.hasOwn(GAP_REASONS, reason) ? GAP_REASONS[reason]?.ja : undefined
  if (word !== undefined) return after(word, ofReason)
  const whole = firstOf(SENTENCES, detail)
  if (whole !== '') return { said: whole, rest: '' }
  return { said: firstOf(CAUSES, detail), rest: detail }
}

/** `lead: …`, or the lead alone where the rest has no words. */
function after(lead: string, detail: string | undefined): ToldDetail {
  if (detail === undefined) return { said: lead, rest: '' }
  const { said, rest } = gapDetailInJapanese(detail)
  return { said: said === '' ? lead : `${lead}: ${said}`, rest }
}

function splitOnce(detail: string): [string, string | undefined] {
  const at = detail.indexOf(': ')
  return at < 0 ? [detail, undefined] : [detail.slice(0, at), detail.slice(at + 2)]
}

function placeText(place: string): string {
  return place
    .replace(/line (\d+)/, '$1行目')
    .replace(/entry (\d+)/g, '項目$1')
    .replace(/^section /, '節 ')
    .replace('attachment', '添付')
    .replace('recordTarget', '患者欄（recordTarget）')
}

function firstOf(sayings: readonly Saying[], detail: string): string {
  for (const [pattern, say] of sayings) {
    const found = pattern.exec(detail)
    if (found !== null) return say(...found.slice(1).map((part) => part ?? ''))
  }
  return ''
}

/** Rounded down: what is said to be there is there. */
function percent(held = '', all = ''): string {
  return `${Math.floor((100 * Number(held)) / Number(all))}%`
}
