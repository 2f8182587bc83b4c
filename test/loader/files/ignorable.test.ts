/** Names that are known to have no clinical content, and names that must never be passed over. */
import { describe, expect, it } from 'vitest'
import { ignorable } from '../../../loader/formats/registry.ts'

describe('a file name', () => {
  it.each([
    'Thumbs.db',
    'a/b/desktop.ini',
    'a/.DS_Store',
    'a/._main_document.xml',
    '__MACOSX/x/y.xml',
    'System Volume Information/IndexerVolumeGuid',
    'README',
    'README.md',
    'SSMIXIDX.mdf',
    'ssmix2_index.mdb',
    'ext.sha256',
    'SHA256SUMS',
    '~$report.docx',
  ])('%s is ignorable', (path) => {
    expect(ignorable(path)).not.toBe('')
  })

  it.each([
    'README.txt',
    'READ_ME.txt',
    'a/main_document.xml',
    'a/report.db.pdf',
    'constructor/x.pdf',
    'a/memo.txt',
    '',
  ])('%s is not', (path) => {
    expect(ignorable(path)).toBe('')
  })
})
