/** Documents of kinds that no browser shows are taken over as a kind that it does. */
import type { ClinicalRecord, FieldProblem } from '../../../model/records.ts'
import { tiffAsPdf } from './tiff/tiff-as-pdf.ts'

interface Read {
  readonly records: readonly ClinicalRecord[]
  readonly problems: readonly FieldProblem[]
}

/** The same records, with every TIFF among the documents as a PDF. @param bytes of the file they come from */
export function viewable<Reading extends Read>(reading: Reading, bytes: Uint8Array): Reading {
  if (!reading.records.some(isTiff)) return reading
  const problems: FieldProblem[] = []
  const records = reading.records.map((record) => {
    if (!isTiff(record)) return record
    const converted = tiffAsPdf(record.content ?? bytes)
    if (converted === null) return record
    problems.push(...converted.problems)
    return { ...record, mediaType: 'application/pdf', content: converted.pdf }
  })
  return { ...reading, records, problems: [...reading.problems, ...problems] }
}

function isTiff(record: ClinicalRecord): record is ClinicalRecord & { kind: 'documentPart' } {
  return record.kind === 'documentPart' && record.mediaType === 'image/tiff'
}
