/** Bytes of a text that their declared character set does not have: UTF-8 if they are, else Shift_JIS. */
import { isUtf8 } from 'node:buffer'
import type { DetectedText } from '../../model/dicom-text.ts'

export function undeclaredText(bytes: Uint8Array): DetectedText {
  const charset = isUtf8(bytes) ? 'utf-8' : 'shift_jis'
  const text = new TextDecoder(charset).decode(bytes)
  return { text, charset, sound: !text.includes('\ufffd') }
}
