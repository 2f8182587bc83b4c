/** Japanese names in DICOM: alphabetic=ideographic=phonetic. DICOM PS3.5 annex H. */
import type { Person } from '../events.ts'
import { encodeIso2022Jp, isJisText } from '../japanese-text.ts'

export interface EncodedName {
  /** (0008,0005). */
  readonly characterSet: string
  readonly bytes: Uint8Array
}

/**
 * `JIS`: ISO 2022 IR 87 with escapes at each component group; `half`: half-width kana (ISO 2022 IR 13) as the
 * first group, as CR consoles of the 1990s do; `UTF-8`: ISO_IR 192.
 */
export function encodeName(person: Person, style: 'JIS' | 'half' | 'UTF-8'): EncodedName {
  const latin = person.alphabetic.replace(', ', '^') || romanised(person)
  const kanji = `${person.family}^${person.given}`
  const kana = `${person.familyKana}^${person.givenKana}`
  if (style === 'UTF-8' || !isJisText(kanji)) {
    return { characterSet: 'ISO_IR 192', bytes: Buffer.from(`${latin}=${kanji}=${kana}`, 'utf8') }
  }
  if (style === 'half') {
    const first = halfWidthKana(kana)
    return {
      characterSet: 'ISO 2022 IR 13\\ISO 2022 IR 87',
      bytes: Buffer.concat([first, Buffer.from('='), jis(kanji), Buffer.from('='), jis(kana)]),
    }
  }
  return {
    characterSet: '\\ISO 2022 IR 87',
    bytes: Buffer.concat([
      Buffer.from(`${latin}=`, 'latin1'),
      jis(kanji),
      Buffer.from('='),
      jis(kana),
    ]),
  }
}

/** Each side of `^` begins and ends in ASCII: the encoder returns to it before every single-byte character. */
function jis(text: string): Buffer {
  return Buffer.from(encodeIso2022Jp(text))
}

const FULL =
  'ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン'

/** JIS X 0201 katakana; voiced marks follow their letter. */
function halfWidthKana(text: string): Buffer {
  const bytes: number[] = []
  for (const letter of text.normalize('NFD')) {
    const code = letter.codePointAt(0) ?? 0
    const at = FULL.indexOf(letter)
    if (at >= 0) bytes.push(0xa6 + at)
    else if (code === 0x3099) bytes.push(0xde)
    else if (code === 0x309a) bytes.push(0xdf)
    else if (letter === '・') bytes.push(0xa5)
    else bytes.push(code < 0x80 ? code : 0x3f)
  }
  return Buffer.from(bytes)
}

const VOWELS = ['A', 'I', 'U', 'E', 'O']
const CONSONANT_ROWS: readonly (readonly [string, string])[] = [
  ['アイウエオ', ''],
  ['カキクケコ', 'K'],
  ['サシスセソ', 'S'],
  ['タチツテト', 'T'],
  ['ナニヌネノ', 'N'],
  ['ハヒフヘホ', 'H'],
  ['マミムメモ', 'M'],
  ['ラリルレロ', 'R'],
  ['ガギグゲゴ', 'G'],
  ['ザジズゼゾ', 'Z'],
  ['ダヂヅデド', 'D'],
  ['バビブベボ', 'B'],
  ['パピプペポ', 'P'],
]
const SPECIAL: Readonly<Record<string, string>> = {
  シ: 'SHI',
  チ: 'CHI',
  ツ: 'TSU',
  フ: 'FU',
  ジ: 'JI',
  ヤ: 'YA',
  ユ: 'YU',
  ヨ: 'YO',
  ワ: 'WA',
  ン: 'N',
  シャ: 'SHA',
  シュ: 'SHU',
  ショ: 'SHO',
  ジュ: 'JU',
  ジョ: 'JO',
  チャ: 'CHA',
  リョ: 'RYO',
  キョ: 'KYO',
  ッ: '',
  ー: '',
}

/** Latin letters as a console's operator would type them (Hepburn without long vowels). */
function romanised(person: Person): string {
  return [person.familyKana, person.givenKana].map(romanise).join('^')
}

function romanise(kana: string): string {
  let out = ''
  for (let i = 0; i < kana.length; i++) {
    const two = SPECIAL[kana.slice(i, i + 2)]
    if (two !== undefined && kana.length > i + 1) {
      out += two
      i++
      continue
    }
    out += SPECIAL[kana[i] ?? ''] ?? syllable(kana[i] ?? '')
  }
  return out.replace(/OU/g, 'O').replace(/UU/g, 'U')
}

function syllable(letter: string): string {
  for (const [row, consonant] of CONSONANT_ROWS) {
    const at = row.indexOf(letter)
    if (at >= 0) return consonant + (VOWELS[at] ?? '')
  }
  return ''
}
