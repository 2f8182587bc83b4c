/**
 * Traces that ransomware leaves in names and notes. A verdict here never hides a file: it is quarantined and counted.
 * Patterns: names and extensions that families listed at id-ransomware and nomoreransom.org are known by.
 */

const NOTE_NAMES = [
  /(?:read[_ -]?me|how[_ -]?to|restore|recover|decrypt|unlock|help)[^/]*(?:decrypt|restore|recover|unlock|files|back|instruction)/,
  /(?:recover|restor|decrypt|unlock)[a-z]*[_ -]*(?:info|information|note|me|manual|guide)\b/,
  /(?:files|data|documents)[_ -]*(?:are|is|have[_ -]been|was|were)?[_ -]*encrypted/,
  /^[#_!.-]*decrypt|_readme_?$|^r[3e]adm3/,
  /^!/,
]
const NOTE_EXTENSION = /\.(?:txt|html?|rtf|md|url)$/
const NOTE_WORDS = /\.onion\b|\btor browser\b|\bbitcoin\b|\bmonero\b|\bBTC\b/i
const NOTE_DEMAND = /decrypt|encrypted|暗号化|復号|ransom|身代金/i
/** What many families write that ask for a letter instead of a payment page. */
const NOTE_SENTENCE =
  /\byour (?:[\w-]+ ){0,4}(?:files|data|documents|network|computers?)\b[^.!]{0,60}\bencrypted\b/i
const NOTE_PLACE = /\.onion\b|\btor browser\b/i
/** A note is a short text; larger files are not read for wording. Bytes. */
const NOTE_SIZE = 65_536

const EXTENSIONS = new Set(
  (
    'locked encrypted enc crypt crypted crypto cry lck locky wncry wcry wnry lockbit abcd phobos eking eight dharma ' +
    'cezar arena makop mkp ryk ryuk conti hive basta akira play blackcat alphv avos2 cuba mallox babyk babuk medusa ' +
    'rhysida royal 8base elbie devos faust stop djvu sodinokibi revil maze clop cl0p globeimposter'
  ).split(' '),
)

/** Whether the name alone is that of a ransom note: `README_DECRYPT.txt`, `HOW_TO_RESTORE_FILES.html`. */
export function hasRansomNoteName(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1)
  // Most files of a storage have no extension: spare them the patterns.
  const dot = name.lastIndexOf('.')
  if (dot <= 0) return false
  const [stem, extension] = [name.slice(0, dot).toLowerCase(), name.slice(dot).toLowerCase()]
  // A program in a page: nothing but an installer or a note is one.
  if (extension === '.hta') return true
  return NOTE_EXTENSION.test(extension) && NOTE_NAMES.some((pattern) => pattern.test(stem))
}

/** Whether a short text demands payment: an address for it and what it is for. */
export function hasRansomNoteWording(bytes: Uint8Array): boolean {
  const text = shortText(bytes)
  return (NOTE_WORDS.test(text) && NOTE_DEMAND.test(text)) || NOTE_SENTENCE.test(text)
}

/** The same of a file that lies where a record of a patient should: somebody's history may speak of payments, too. */
export function isSurelyRansomNote(bytes: Uint8Array): boolean {
  // Words in ASCII are the same in any character set of bytes: most files are spared the decoding.
  const text = shortText(bytes, 'latin1')
  if (NOTE_SENTENCE.test(text)) return true
  return NOTE_PLACE.test(text) && NOTE_DEMAND.test(shortText(bytes))
}

/** '' for longer ones. */
function shortText(bytes: Uint8Array, charset: 'utf8' | 'latin1' = 'utf8'): string {
  return bytes.length > NOTE_SIZE
    ? ''
    : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString(charset)
}

/** The path without its last extension, and whether that extension is one ransomware is known by. Null: no extension. */
export function withoutExtension(path: string): { path: string; isKnownRansom: boolean } | null {
  const dot = path.lastIndexOf('.')
  if (dot <= path.lastIndexOf('/') + 1 || dot === path.length - 1) return null
  const extension = path.slice(dot + 1).toLowerCase()
  return { path: path.slice(0, dot), isKnownRansom: EXTENSIONS.has(extension) }
}
