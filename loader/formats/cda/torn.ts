/** Whose a document was that cannot be read to its end: its header often is whole, and its gap belongs on that patient's chart. */
import { decodeDocument } from '../../../model/document-charset.ts'
import { unpackedHead } from '../files/gzip.ts'
import { readUntilFault } from './element.ts'
import { chartNumberOf } from './header.ts'

/** @returns '' where the header does not name exactly one patient, or may itself be cut among several */
export function patientOfTorn(packed: Uint8Array): string {
  const root = readUntilFault(decodeDocument(unpackedHead(packed)).text)
  if (root?.name !== 'ClinicalDocument') return ''
  const read = root.children.filter((child) => typeof child !== 'string')
  // CDA R2 schema: every recordTarget stands before the author, so no further patient can follow what comes next.
  const last = read.findLastIndex(({ name }) => name === 'recordTarget')
  return last < 0 || last === read.length - 1 ? '' : (chartNumberOf(root) ?? '')
}
