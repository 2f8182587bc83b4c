/** Every file of the shared DICOM corpus: read, or refused with a name; never a throw. Skipped where it is absent. */
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { dicom } from '../../loader/formats/dicom/format.ts'
import type { ParsedFile } from '../../loader/formats/format.ts'
import type { ImageInstanceRecord } from '../../model/records/documents.ts'

const CORPUS = resolve(import.meta.dirname, '../../../shared/data/dicom/corpus')
const PRESENT = existsSync(join(CORPUS, 'MANIFEST.tsv'))

/** Names noted in the manifest, or read in the header by an independent tool. */
const NAMES: Readonly<Record<string, { patientName: string; studyDescription?: string }>> = {
  'charset-jp/jp_2022_87.dcm': {
    patientName: '山田^太郎',
    studyDescription: '胸部単純X線',
  },
  'charset-jp/jp_sjis_as_ir13.dcm': { patientName: '山田^太郎', studyDescription: '腹部エコー' },
  'charset-jp/jp_utf8.dcm': { patientName: '山田^太郎', studyDescription: '髙橋 﨑 祇園' },
  'charset-jp/jp_2022_159.dcm': { patientName: '平井^˘' },
  'charset/chrH31.dcm': { patientName: 'Yamada^Tarou=山田^太郎=やまだ^たろう' },
  'charset/chrI2.dcm': { patientName: 'Hong^Gildong=洪^吉洞=홍^길동' },
  'charset/chrFren.dcm': { patientName: 'Buc^Jérôme' },
  'charset/chrGerm.dcm': { patientName: 'Äneas^Rüdiger' },
  'charset/chrRuss.dcm': { patientName: 'Люкceмбypг' },
  'charset/chrX1.dcm': { patientName: 'Wang^XiaoDong=王^小東' },
}
/** Columns of the manifest that hold the first value of a file, which may lie in a sequence: compared where not. */
const SAME: readonly (readonly [string, keyof ImageInstanceRecord])[] = [
  ['ts', 'transferSyntaxUid'],
  ['sop', 'sopClassUid'],
  ['modality', 'modality'],
  ['rows', 'rows'],
  ['cols', 'columns'],
  ['frames', 'frames'],
  ['sop_uid', 'sopInstanceUid'],
]

describe.skipIf(!PRESENT)('the shared DICOM corpus', () => {
  for (const row of PRESENT ? manifest() : []) {
    const { path = '', expect: expected = '' } = row
    it(`${path} (${expected})`, () => {
      const file = readCorpusFile(path)
      if (expected === 'ignore') expect(file).toBeNull()
      else if (isIndex(path)) expect(file?.outcome).toBe('ignored')
      else if (expected === 'reject' || expected === 'error-image') expectRefused(file)
      else if (expected === 'reject-or-bounded') expectRefused(file)
      else if (path === 'hostile/trunc_header.dcm') {
        // Cut before its Study Instance UID: no study to put it in, so it must be a gap.
        expect(file).toMatchObject({ outcome: 'quarantined', refusal: 'truncated' })
      } else if (hasNoUid(row)) expect(['records', 'notInterpreted']).toContain(file?.outcome)
      else expectInstance(file, row)
    })
  }
})

function expectInstance(file: ParsedFile | null, row: Record<string, string>): void {
  expect(file?.outcome).toBe('records')
  if (file?.outcome !== 'records') return
  const record = file.records[0] as ImageInstanceRecord
  for (const [column, field] of SAME) {
    const value = row[column] ?? ''
    if (value !== '' && row.path !== 'broken/badVR.dcm') expect(String(record[field])).toBe(value)
  }
  const named = NAMES[row.path ?? '']
  if (named?.studyDescription) expect(record.studyDescription).toBe(named.studyDescription)
  if (named) expect(record.patientName).toContain(named.patientName)
}

function expectRefused(file: ParsedFile | null): void {
  expect(file?.outcome).toBe('quarantined')
  if (file?.outcome !== 'quarantined') return
  expect(file.refusal).not.toBe('')
  expect(file.detail).not.toBe('')
}

function hasNoUid(row: Record<string, string>): boolean {
  return row.study_uid === '' && row.sop === '' && row.expect === 'ok'
}

function isIndex(path: string): boolean {
  return /DICOMDIR/.test(path)
}

/** As the pipeline does: by path, else by the first bytes. Objects without a patient get one from their folder. */
function readCorpusFile(path: string): ParsedFile | null {
  const bytes = readFileSync(join(CORPUS, path))
  const facts = dicom.claim(path) ?? dicom.claimContent?.(bytes.subarray(0, 4096), path)
  if (!facts) return null
  const file = dicom.parse(bytes, path, facts)
  const nobody = file.outcome === 'quarantined' && file.detail.includes('names a patient')
  return nobody ? dicom.parse(bytes, path, { ...facts, patientId: 'CORPUS' }) : file
}

function manifest(): Record<string, string>[] {
  const [head = '', ...lines] = readFileSync(join(CORPUS, 'MANIFEST.tsv'), 'utf8')
    .trimEnd()
    .split('\n')
  const columns = head.split('\t')
  return lines.map((line) => {
    const cells = line.split('\t')
    return Object.fromEntries(columns.map((column, i) => [column, cells[i] ?? '']))
  })
}
