/** Messages outside the folders of a storage: nothing there says of what kind they are and whether they were deleted since. */
import type { ParsedFile, PathFacts } from '../format.ts'
import { openMessage } from './message.ts'

/** PID-3 (HL7 v2.5 ch. 3.4.2.3), the first identifier's number. */
const PATIENT_NUMBER = /[\r\n]PID\|[^|\r\n]*\|[^|\r\n]*\|([^|^~&\r\n]*)/

/** Whose message a file begins with; null when it begins with none. @param head its first bytes */
export function misplacedFacts(head: Uint8Array): PathFacts | null {
  const text = Buffer.from(head.buffer, head.byteOffset, head.length).toString('latin1')
  if (!/^\s{0,8}MSH\|/.test(text)) return null
  const patientId = PATIENT_NUMBER.exec(text)?.[1]?.trim() ?? ''
  return {
    patientId,
    date: '',
    dataType: '',
    versionKey: '',
    versionTime: '',
    standing: 'current',
  }
}

/** Never records: a deleted or superseded order would look valid. */
export function parseMisplaced(bytes: Uint8Array): ParsedFile {
  const message = openMessage(bytes)
  if ('refusal' in message) {
    const { refusal, detail } = message
    return { outcome: 'quarantined', refusal, detail, otherPatientId: '' }
  }
  return {
    outcome: 'notInterpreted',
    reason: 'an HL7 message outside the folders of its storage',
  }
}
