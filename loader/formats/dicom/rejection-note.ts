/**
 * A rejection note: a key object selection (PS3.3 A.35.4) whose title takes the instances it names back instead of pointing them out
 * (IHE RAD TF, Imaging Object Change Management; titles of PS3.16 CID 7011).
 */
import type { DataSet } from 'dicom-parser'
import { REJECTION_NOTES } from '../../../model/codes/rejection-notes.ts'
import { items } from '../../../model/dicom-pixels/element-values.ts'
import type { Rejection } from '../../../model/records/documents.ts'
import { asciiOf } from './elements.ts'

const KEY_OBJECT_SELECTION = '1.2.840.10008.5.1.4.1.1.88.59'
const DEPTH_LIMIT = 40

/** Never throws; null for everything that is no rejection note, or one that names nothing. */
export function readRejection(dataSet: DataSet): Rejection | null {
  if (asciiOf(dataSet, 'x00080016') !== KEY_OBJECT_SELECTION) return null
  const [title] = items(dataSet, 'x0040a043')
  if (title === undefined || asciiOf(title, 'x00080102') !== 'DCM') return null
  const code = asciiOf(title, 'x00080100')
  if (!Object.hasOwn(REJECTION_NOTES, code)) return null
  const sopInstanceUids = [...new Set(referencesIn(dataSet, 0))]
  return sopInstanceUids.length === 0 ? null : { code, sopInstanceUids }
}

/** What an item of the content tree and those below it point at (PS3.3 C.17.3, C.18.4); what is no UID names nothing. */
function referencesIn(item: DataSet, depth: number): string[] {
  const own = items(item, 'x00081199').map((reference) => asciiOf(reference, 'x00081155'))
  const below = depth < DEPTH_LIMIT ? items(item, 'x0040a730') : []
  return [
    ...own.filter((uid) => /^[\d.]{1,64}$/.test(uid)),
    ...below.flatMap((child) => referencesIn(child, depth + 1)),
  ]
}
