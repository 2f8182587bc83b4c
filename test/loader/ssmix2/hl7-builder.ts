/** Writes small HL7 v2 messages and storage paths for tests, in ISO-2022-JP or another character set. */

import type { ParsedFile } from '../../../loader/formats/format.ts'
import { ssmix2 } from '../../../loader/formats/ssmix2/format.ts'
import type { ClinicalRecord } from '../../../model/records.ts'

export const PATIENT = '0012417394'

const tables = new Map<string, Map<string, number[]>>()

/** Characters of a double-byte set by what its decoder says of every pair. */
function table(label: string, prefix: readonly number[]): Map<string, number[]> {
  const known = tables.get(label + prefix.length)
  if (known !== undefined) return known
  const made = new Map<string, number[]>()
  const decoder = new TextDecoder(label)
  for (let lead = 0x81; lead <= 0xfe; lead++) {
    for (let trail = 0x40; trail <= 0xfe; trail++) {
      const bytes = [...prefix, lead, trail]
      const text = decoder.decode(new Uint8Array(bytes))
      if ([...text].length === 1 && text !== '\ufffd' && !made.has(text)) made.set(text, bytes)
    }
  }
  tables.set(label + prefix.length, made)
  return made
}

/** ISO-2022-JP bytes; kanji shifted in and out, JIS X 0212 where JIS X 0208 has no such character. */
export function jis(text: string): Uint8Array {
  const out: number[] = []
  let mode = ''
  const shift = (to: string) => {
    if (mode !== to) out.push(0x1b, ...Buffer.from(to === '' ? '(B' : to, 'latin1'))
    mode = to
  }
  for (const ch of text) {
    const code = ch.codePointAt(0) ?? 0
    const x0208 = code < 0x80 ? undefined : table('euc-jp', []).get(ch)
    const x0212 = code < 0x80 || x0208 ? undefined : table('euc-jp', [0x8f]).get(ch)
    if (code < 0x80) {
      shift('')
      out.push(code)
    } else if (code >= 0xff61 && code <= 0xff9f) {
      shift('(I')
      out.push(code - 0xff40)
    } else if (x0208) {
      shift('$B')
      out.push(...x0208.map((b) => b & 0x7f))
    } else if (x0212) {
      shift('$(D')
      out.push(...x0212.slice(1).map((b) => b & 0x7f))
    } else throw new Error(`no JIS character for ${ch}`)
  }
  shift('')
  return new Uint8Array(out)
}

/** Bytes in Shift_JIS or EUC-JP. */
export function doubleByte(text: string, label: 'shift_jis' | 'euc-jp'): Uint8Array {
  const made = table(label, [])
  const bytes = [...text].flatMap((ch) => {
    const code = ch.codePointAt(0) ?? 0
    if (code < 0x80) return [code]
    if (code >= 0xff61 && code <= 0xff9f && label === 'shift_jis') return [code - 0xfec0]
    return made.get(ch) ?? []
  })
  return new Uint8Array(bytes)
}

export const MSH = (event: string) =>
  `MSH|^~\\&|HIS|SEND|GW|RCV|20220401090000||${event}|1|P|2.5||||||~ISO IR87||ISO 2022-1994`
export const PID = `PID|0001||${PATIENT}||仮前田^千代^^^^^L^I~カリマエダ^チヨ^^^^^L^P||19421103|F`

export interface Place {
  readonly date?: string
  readonly order?: string
  readonly flag?: string
  readonly root?: string
}

/** A storage path of that type. */
export function pathOf(type: string, place: Place = {}): string {
  const { date = '20220401', order = '000143285131053', flag = '1', root = 'std' } = place
  const name = `${PATIENT}_${date}_${type}_${order}_20220401090000000_01_${flag}`
  return `${root}/001/241/${PATIENT}/${date}/${type}/${name}`
}

/** Parses a message given as segments. */
export function parse(type: string, segments: readonly string[], place: Place = {}): ParsedFile {
  return parseBytes(type, jis(segments.join('\r')), place)
}

export function parseBytes(type: string, bytes: Uint8Array, place: Place = {}): ParsedFile {
  const path = pathOf(type, place)
  const facts = ssmix2.claim(path)
  if (facts === null) throw new Error(`not claimed: ${path}`)
  return ssmix2.parse(bytes, path, facts)
}

type Records = Extract<ParsedFile, { outcome: 'records' }>

/** The outcome, which must be records. */
export function understood(parsed: ParsedFile): Records {
  if (parsed.outcome !== 'records') throw new Error(`not understood: ${JSON.stringify(parsed)}`)
  return parsed
}

/** Records of one kind out of a message that must be understood. */
export function recordsOf<K extends ClinicalRecord['kind']>(
  kind: K,
  type: string,
  segments: readonly string[],
): Extract<ClinicalRecord, { kind: K }>[] {
  return understood(parse(type, segments)).records.filter(
    (record): record is Extract<ClinicalRecord, { kind: K }> => record.kind === kind,
  )
}
