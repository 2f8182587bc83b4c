/**
 * Text of DICOM elements by Specific Character Set (0008,0005): DICOM PS3.3 C.12.1.1.2, PS3.5 6.1.2.
 * Lenient where real devices err: escapes that were not declared are followed, Shift_JIS under ISO_IR 13 is
 * read as such, and bytes that the declared set does not have are detected by whoever reads them.
 */

export interface DicomText {
  readonly text: string
  /** Set in which the bytes turned out to be when it is not the declared one, '' otherwise. */
  readonly deviatingCharset: string
}

/** What undeclared bytes turned out to be. */
export interface DetectedText {
  readonly text: string
  readonly charset: string
  /** False: some bytes could not be read. */
  readonly sound: boolean
}

/** Single-byte and whole-text sets by defined term without its `ISO_IR` / `ISO 2022 IR` prefix. */
const DECODERS: Readonly<Record<string, string>> = {
  '13': 'shift_jis',
  '100': 'iso-8859-1',
  '101': 'iso-8859-2',
  '109': 'iso-8859-3',
  '110': 'iso-8859-4',
  '126': 'iso-8859-7',
  '127': 'iso-8859-6',
  '138': 'iso-8859-8',
  '144': 'iso-8859-5',
  '148': 'windows-1254',
  '166': 'windows-874',
  '203': 'iso-8859-15',
  '192': 'utf-8',
  '149': 'euc-kr',
  '58': 'gb18030',
  GB18030: 'gb18030',
  GBK: 'gbk',
}

/** ISO 2022 escapes (PS3.5 table 6.2-1 … PS3.3 C.12-3, C.12-4): the bytes after ESC, what they switch, to what. */
const ESCAPES: readonly (readonly [string, 'g0' | 'g1', string])[] = [
  ['(B', 'g0', 'ascii'],
  ['(J', 'g0', 'ascii'],
  ['$B', 'g0', 'jisx0208'],
  ['$@', 'g0', 'jisx0208'],
  ['$(D', 'g0', 'jisx0212'],
  ['(I', 'g0', 'kana'],
  [')I', 'g1', 'shift_jis'],
  ['$)C', 'g1', 'euc-kr'],
  ['$)A', 'g1', 'gb18030'],
  ['-A', 'g1', 'iso-8859-1'],
  ['-B', 'g1', 'iso-8859-2'],
  ['-C', 'g1', 'iso-8859-3'],
  ['-D', 'g1', 'iso-8859-4'],
  ['-F', 'g1', 'iso-8859-7'],
  ['-G', 'g1', 'iso-8859-6'],
  ['-H', 'g1', 'iso-8859-8'],
  ['-L', 'g1', 'iso-8859-5'],
  ['-M', 'g1', 'windows-1254'],
  ['-T', 'g1', 'windows-874'],
  ['-b', 'g1', 'iso-8859-15'],
]

const ESC = 0x1b

/**
 * Decodes one element's bytes. `declared`: (0008,0005) as written, values parted by `\`, '' = absent (ASCII).
 * Trailing padding (space, NUL) is removed. Never throws.
 */
export function decodeDicomText(
  bytes: Uint8Array,
  declared: string,
  detect: (bytes: Uint8Array) => DetectedText,
): DicomText {
  const value = bytes.subarray(0, endOfValue(bytes))
  const initial = decoderOf(declared.split('\\')[0] ?? '')
  if (value.includes(ESC)) return decodeIso2022(value, declared, initial)
  if (isAscii(value)) return { text: asciiText(value), deviatingCharset: '' }
  if (initial !== '' && !contradicts(value, initial)) {
    const decoded = decode(value, initial)
    if (decoded !== null) return { text: decoded, deviatingCharset: '' }
  }
  const found = detect(value)
  return { text: found.text, deviatingCharset: found.sound ? found.charset : 'unknown' }
}

function decoderOf(term: string): string {
  const name = term.trim().replace(/^ISO[_ ](2022 )?IR ?/, '')
  return DECODERS[name] ?? ''
}

/** 80-9F are control characters in every ISO 8859 set, never in a name: Shift_JIS lead bytes are there. */
function contradicts(value: Uint8Array, decoder: string): boolean {
  return decoder.startsWith('iso-8859') && value.some((byte) => byte >= 0x80 && byte <= 0x9f)
}

function decode(bytes: Uint8Array, decoder: string): string | null {
  try {
    return new TextDecoder(decoder, { fatal: true }).decode(bytes)
  } catch {
    return null
  }
}

/** A run of bytes of one set is collected, then decoded at once. */
function decodeIso2022(value: Uint8Array, declared: string, initial: string): DicomText {
  let text = ''
  let g0 = 'ascii'
  let g1 = initial
  let run: number[] = []
  let runDecoder = ''
  let sound = declared.includes('2022') || declared.includes('87')
  const flush = () => {
    if (run.length > 0) text += decodeRun(Uint8Array.from(run), runDecoder)
    run = []
  }
  const push = (decoder: string, ...bytes: number[]) => {
    if (decoder !== runDecoder) flush()
    runDecoder = decoder
    run.push(...bytes)
  }
  for (let at = 0; at < value.length; at++) {
    const byte = value[at] ?? 0
    if (byte === ESC) {
      const shift = escapeAt(value, at + 1)
      if (!shift) sound = false
      else if (shift[1] === 'g0') g0 = shift[2]
      else g1 = shift[2]
      at += shift?.[0].length ?? 0
    } else if (byte >= 0x80) push(g1 === '' ? 'shift_jis' : g1, byte)
    else if (byte < 0x21 || g0 === 'ascii') {
      push('ascii', byte)
      if (isDelimiter(byte)) g1 = initial
      if (byte === 0x0a || byte === 0x0d) g0 = 'ascii'
    } else if (g0 === 'kana') push('shift_jis', byte | 0x80)
    else {
      const second = (value[++at] ?? 0x20) | 0x80
      if (g0 === 'jisx0212') push('euc-jp', 0x8f, byte | 0x80, second)
      else push('euc-jp', byte | 0x80, second)
    }
  }
  flush()
  return { text, deviatingCharset: sound && !text.includes('\ufffd') ? '' : 'iso-2022-jp' }
}

function decodeRun(bytes: Uint8Array, decoder: string): string {
  return decoder === 'ascii' ? asciiText(bytes) : new TextDecoder(decoder).decode(bytes)
}

function escapeAt(value: Uint8Array, at: number): (typeof ESCAPES)[number] | undefined {
  return ESCAPES.find(([sequence]) =>
    [...sequence].every((ch, i) => value[at + i] === ch.charCodeAt(0)),
  )
}

/** PS3.5 6.1.2.5.3: at `\`, and in names at `^` and `=`, the initial sets hold again. */
function isDelimiter(byte: number): boolean {
  return byte === 0x5c || byte === 0x5e || byte === 0x3d
}

function isAscii(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte < 0x80)
}

function asciiText(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += String.fromCharCode(byte)
  return text
}

function endOfValue(bytes: Uint8Array): number {
  let end = bytes.length
  while (end > 0 && (bytes[end - 1] === 0x20 || bytes[end - 1] === 0)) end--
  return end
}
