/**
 * Names of archive entries, which no file system has vetted: decoded, and contained in the archive's own root.
 *
 * A name is only ever a label here, since nothing is written to disk. Absolute names are taken as relative ones (`tar -P`
 * writes them); names that climb (`..`) or hide (NUL) are refused.
 */

export interface EntryName {
  /** `/` between parts; control characters and undecodable bytes as `\xNN`. */
  readonly path: string
  /** '' or why an entry of this name is refused. */
  readonly refused: string
}

const LONGEST_NAME = 4096
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const japanese = ['shift_jis', 'euc-jp'].map((name) => new TextDecoder(name, { fatal: true }))

/**
 * UTF-8; else the Japanese set that reads with fewer half-width kana (EUC-JP taken for Shift_JIS is full of them); else
 * UTF-8 with every other byte as `\xNN`.
 * @param backslashes `folders`: a name without `/` has `\` between its parts, as some Windows programs write zip archives
 * (the standard knows only `/`, APPNOTE.TXT 4.4.17.1)
 */
export function decodeName(bytes: Uint8Array, backslashes: 'names' | 'folders' = 'names'): string {
  const name = readName(bytes)
  if (name === null) return escapeName(Buffer.from(bytes))
  return backslashes === 'folders' && !name.includes('/') ? name.replaceAll('\\', '/') : name
}

function readName(bytes: Uint8Array): string | null {
  const asUtf8 = decoded(utf8, bytes)
  if (asUtf8 !== null) return asUtf8
  const readings = japanese
    .map((decoder) => decoded(decoder, bytes))
    .filter((text) => text !== null)
    .sort((a, b) => halfWidthKana(a) - halfWidthKana(b))
  return readings[0] ?? null
}

function decoded(decoder: TextDecoder, bytes: Uint8Array): string | null {
  try {
    return decoder.decode(bytes)
  } catch {
    return null
  }
}

function halfWidthKana(text: string): number {
  return text.match(/[\uff61-\uff9f\ue000-\uf8ff]/g)?.length ?? 0
}

/** Contains a decoded name in the archive's root. `../a` keeps its path and is refused; `/a`, `C:/a`, `./a` are `a`. */
export function containName(name: string): EntryName {
  const refused = refusal(name)
  const whole = name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME)}…` : name
  const shown = whole.replace(/\p{Cc}/gu, escapeCharacter)
  const inside = /^(?:[A-Za-z]:)?\/|^\.\/|\/\.?\//.test(shown) ? withoutRoot(shown) : shown
  return inside === ''
    ? { path: '(no name)', refused: refused || 'no name' }
    : { path: inside, refused }
}

function refusal(name: string): string {
  if (name.length > LONGEST_NAME) return `a name of ${name.length} characters`
  if (name.includes('\0')) return 'a name with a NUL character'
  if (name.includes('..') && name.split(/[/\\]/).includes('..')) {
    return 'a name that leads out of the archive (..)'
  }
  return ''
}

function withoutRoot(name: string): string {
  const parts = name.replace(/^[A-Za-z]:(?=\/)/, '').split('/')
  return parts.filter((part) => part !== '' && part !== '.').join('/')
}

function escapeCharacter(character: string): string {
  return `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`
}

/** UTF-8 as it is; every byte that is not part of it as `\xNN`. */
export function escapeName(name: Buffer): string {
  const whole = name.toString('utf8')
  if (Buffer.from(whole, 'utf8').equals(name)) return whole
  let shown = ''
  for (let at = 0; at < name.length; ) {
    const length = utf8Length(name, at)
    if (length === 0) shown += `\\x${(name[at] ?? 0).toString(16).padStart(2, '0')}`
    else shown += name.toString('utf8', at, at + length)
    at += Math.max(length, 1)
  }
  return shown
}

/** Length of the UTF-8 sequence that begins here; 0 when none does. */
function utf8Length(name: Buffer, at: number): number {
  for (let length = 1; length <= 4 && at + length <= name.length; length++) {
    const piece = name.subarray(at, at + length)
    if (Buffer.from(piece.toString('utf8'), 'utf8').equals(piece)) return length
  }
  return 0
}
