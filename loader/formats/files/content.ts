/** One document file, whatever its kind: what it is, whether it is whole, and what can be read of it as text. */

import { type DecodedText, decodeDocument } from '../../../model/document-charset.ts'
import type { FieldProblem } from '../../../model/records.ts'
import { completenessDamage } from './completeness.ts'
import { readHtml, tidyLines } from './html-text.ts'
import { HL7_V2, HTML, type MediaType, mediaTypeOf, PLAIN_TEXT, XML } from './media-type.ts'
import { type Damage, startOfZeros, unknownContent, wholeFileDamage } from './unknown-content.ts'
import { readXml, type XmlDocument } from './xml-text.ts'

export type Content =
  | {
      readonly ok: true
      readonly mediaType: MediaType
      /** '' for pictures, films and office files. */
      readonly text: string
      /** As the document titles itself, '' = it does not. */
      readonly title: string
      readonly author: string
      /** Set for XML kinds. */
      readonly xml: XmlDocument | null
      /** Character set of a text kind when the document declares another one, '' otherwise. */
      readonly deviatingCharset: string
      readonly problems: readonly FieldProblem[]
    }
  | { readonly ok: false; readonly damage: Damage }

/** Longest text kept for searching and for the timeline, in UTF-16 units; the document itself stays whole. */
const LONGEST_TEXT = 1_000_000

/** Never throws; linear in the file's size. */
export function readContent(bytes: Uint8Array): Content {
  const whole = wholeFileDamage(bytes)
  if (whole) return { ok: false, damage: whole }
  const mediaType = mediaTypeOf(bytes)
  if (mediaType === '') return { ok: false, damage: unknownContent(bytes) }
  const damage = completenessDamage(bytes, mediaType)
  if (damage) return { ok: false, damage }
  return isText(mediaType) ? readText(bytes, mediaType) : plain(mediaType, '')
}

function isText(type: MediaType): boolean {
  return type === XML || type === HTML || type === PLAIN_TEXT || type === HL7_V2
}

function readText(bytes: Uint8Array, mediaType: MediaType): Content {
  const zeros = startOfZeros(bytes)
  if (zeros < bytes.length)
    return truncated(`nothing but zeros follows the text from byte ${zeros}`)
  const decoded = decodeDocument(bytes)
  const isSplit = !decoded.sound && decodeDocument(bytes.subarray(0, -1)).sound
  if (decoded.cut || isSplit)
    return truncated(`text ends inside a character at byte ${bytes.length}`)
  if (!decoded.sound) return { ok: false, damage: undecodable(bytes, decoded) }
  const hole = decoded.text.indexOf('\0\0\0\0')
  if (hole >= 0) return truncated(`text is overwritten by zeros at character ${hole}`)
  if (mediaType === XML) return fromXml(decoded, bytes.length)
  if (mediaType === HTML) return fromHtml(decoded)
  return plain(mediaType, tidyLines(decoded.text), deviationOf(decoded))
}

function fromXml(decoded: DecodedText, size: number): Content {
  const reading = readXml(decoded.text)
  if (!reading.ok) {
    const { message, position, unclosed } = reading.damage
    const detail = `XML: ${message} (character ${position}, file of ${size} bytes)`
    return { ok: false, damage: { refusal: unclosed ? 'truncated' : 'unparsable', detail } }
  }
  const { document } = reading
  return {
    ...plain(XML, document.text, deviationOf(decoded)),
    title: document.title,
    author: document.authorName,
    xml: document,
    problems: document.entities.map((where) => ({
      where,
      text: '',
      reason: 'XML entity of the document itself is not expanded',
    })),
  }
}

function fromHtml(decoded: DecodedText): Content {
  const html = readHtml(decoded.text)
  if (html.endsInsideTag) {
    return truncated(`HTML ends inside a tag at character ${decoded.text.length}`)
  }
  const unclosed = {
    where: `character ${decoded.text.length}`,
    text: '',
    reason: 'HTML ends without </html>: perhaps cut',
  }
  return {
    ...plain(HTML, html.text, deviationOf(decoded)),
    title: html.title,
    author: html.author,
    problems: html.closed ? [] : [unclosed],
  }
}

function plain(mediaType: MediaType, text: string, deviatingCharset = ''): Content & { ok: true } {
  return {
    ok: true,
    mediaType,
    text: text.slice(0, LONGEST_TEXT),
    title: '',
    author: '',
    xml: null,
    deviatingCharset,
    problems:
      text.length > LONGEST_TEXT
        ? [
            {
              where: `character ${LONGEST_TEXT}`,
              text: '',
              reason: 'text searched only up to here',
            },
          ]
        : [],
  }
}

function truncated(detail: string): Content {
  return { ok: false, damage: { refusal: 'truncated', detail } }
}

function deviationOf(decoded: DecodedText): string {
  return decoded.deviates ? decoded.charset : ''
}

function undecodable(bytes: Uint8Array, decoded: DecodedText): Damage {
  const dense = unknownContent(bytes)
  if (dense.refusal === 'encrypted') return dense
  const at = decoded.text.indexOf('\ufffd')
  return { refusal: 'undecodable', detail: `no character set explains the text at character ${at}` }
}
