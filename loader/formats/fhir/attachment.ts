/** Attachment (FHIR R4 datatype) and Binary: base64 content, checked against what is said of it. */
import { isUtf8 } from 'node:buffer'
import crypto from 'node:crypto'
import { readContent } from '../files/content.ts'
import { mediaTypeOf, PLAIN_TEXT } from '../files/media-type.ts'
import { textOfSheet } from '../files/style-sheet-text.ts'
import type { Damage } from '../files/unknown-content.ts'
import { type Json, str } from './json.ts'

export interface Attachment {
  /** By the content's own first bytes; what the source calls it only where they tell nothing. */
  readonly mediaType: string
  /** Readable text, '' when there is none. */
  readonly text: string
  readonly content: Uint8Array
  /** Why it cannot be what it was; null when nothing shows that. It is shown all the same, as far as it goes. */
  readonly damage: Damage | null
}

/** Longest text kept for searching, in UTF-16 units; the content itself stays whole. */
const LONGEST_TEXT = 1_000_000

/** Null when there is no content in it. `problem` hears what does not agree. */
export function readAttachment(
  attachment: Json,
  problem: (text: string, reason: string) => void,
): Attachment | null {
  const data = str(attachment.data)
  if (data === '') return null
  const content = Buffer.from(data, 'base64')
  const hash = str(attachment.hash)
  // FHIR R4 Attachment.hash: SHA-1 of the data, in base64.
  if (hash !== '' && crypto.hash('sha1', content, 'base64') !== hash) {
    problem(hash, 'the attachment is not what its hash says')
  }
  const declared = str(attachment.contentType)
  if (declared.startsWith('text/plain') && isPlainText(content)) {
    const text = content.toString('utf8')
    return { mediaType: PLAIN_TEXT, text: text.slice(0, LONGEST_TEXT), content, damage: null }
  }
  const read = readContent(content)
  if (read.ok) {
    const name = str(attachment.title)
    const isSheet = declared.startsWith('text/css') || /\.css$/i.test(name)
    const text = isSheet ? textOfSheet(read.text, name) : read.text
    return { mediaType: read.mediaType || declared, text, content, damage: null }
  }
  const mediaType = mediaTypeOf(content) || declared || 'application/octet-stream'
  return { mediaType, text: '', content, damage: read.damage }
}

/** UTF-8 without zeros, and no other kind that only calls itself text. */
function isPlainText(content: Buffer): boolean {
  return (
    isUtf8(content) &&
    !content.includes(0) &&
    !/^\s*(<|%PDF|MSH\|)/.test(content.toString('latin1', 0, 16))
  )
}

/** A text that this program wrote out of the resource's own words. */
export function textContent(text: string): Attachment {
  return { mediaType: PLAIN_TEXT, text, content: Buffer.from(text), damage: null }
}
