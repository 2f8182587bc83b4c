/**
 * A second look at files that their format could read: intermittent encryption and overwritten sectors leave headers and
 * ends intact. Each kind is asked for what it cannot hold; compressed kinds are never judged by their entropy.
 *
 * Not found: foreign bytes where a format allows any (zeros in the background of uncompressed pixels, a flipped bit in a pixel).
 */
import type { FileRefusal } from '../../model/records.ts'
import { wholeFileDamage } from '../formats/files/unknown-content.ts'
import { screenDicom } from './dicom.ts'
import type { Finding } from './finding.ts'
import { screenJpegFile } from './jpeg.ts'
import { textNoise } from './noise.ts'
import { screenPdf } from './pdf.ts'
import { isWide, screenText } from './text.ts'
import { screenTiff } from './tiff.ts'

const HEAD = 256

/** Null when nothing speaks against the file, or it is of a kind that proves nothing. Never throws. */
export function screenContent(bytes: Uint8Array, path = ''): Finding | null {
  const [a, b, c, d] = bytes
  if (a === 0x25 && b === 0x50 && c === 0x44 && d === 0x46) return screenPdf(bytes)
  if (a === 0xff && b === 0xd8 && c === 0xff) return screenJpegFile(bytes)
  if (bytes[128] === 0x44 && bytes[129] === 0x49 && bytes[130] === 0x43 && bytes[131] === 0x4d) {
    return screenDicom(bytes)
  }
  if ((a === 0x49 && b === 0x49 && c === 0x2a) || (a === 0x4d && b === 0x4d && d === 0x2a)) {
    return screenTiff(bytes)
  }
  return beginsAsText(bytes) && !isWide(bytes) ? screenText(bytes, path) : null
}

const NAMED_AS_TEXT = /\.(?:csv|tsv|txt|html?|css|js|xsl|xml|json|ndjson|ya?ml)$/i

/** The same of a file whose name says that it is text, whatever its head looks like. */
export function screenFile(bytes: Uint8Array, path: string): Finding | null {
  const isText = NAMED_AS_TEXT.test(path) && !isWide(bytes)
  return screenContent(bytes, path) ?? (isText ? screenText(bytes, path) : null)
}

/** Why a file of which nothing is read must be counted as lost; null when nothing says so. Never throws. */
export function refusalOfUnread(
  bytes: Uint8Array,
  path: string,
): { readonly refusal: FileRefusal; readonly evidence: string } | null {
  const whole = wholeFileDamage(bytes)
  if (whole !== null && whole.refusal !== 'empty') {
    return { refusal: whole.refusal, evidence: whole.detail }
  }
  const finding = screenFile(bytes, path)
  return finding?.refusal ? { refusal: finding.refusal, evidence: finding.evidence } : null
}

/** HL7, markup, or a byte order mark before either; a table, JSON or plain text by having nothing else in its head. */
function beginsAsText(bytes: Uint8Array): boolean {
  const at = bytes[0] === 0xef ? 3 : 0
  let i = at
  while (i < at + 16 && (bytes[i] === 0x20 || bytes[i] === 0x0a || bytes[i] === 0x0d)) i++
  const first = bytes[i]
  const isMessage = first === 0x4d && bytes[i + 1] === 0x53 && bytes[i + 2] === 0x48
  // Every compressed or binary kind has a byte there that no text holds.
  return first === 0x3c || isMessage || textNoise(bytes, Math.min(HEAD, bytes.length)).count === 0
}
