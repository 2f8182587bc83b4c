/** Files of a document come one by one: what a style sheet beside it strikes out is not marked in its plain text, and the text says so. */
import fs from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { query, sansho, temporaryFolder, writeMessage } from '../load/medium.ts'

test('the text of a document whose style sheet strikes out begins with a word on it; nobody else’s does', () => {
  const [medium, data] = [temporaryFolder(), temporaryFolder()]
  const patientId = '0000000001'
  writeMessage(medium, { patientId, type: 'ADT-00', segments: ['PV1|0001|O'] })
  const note = '^経過記録^^11506-3^経過記録^LN'
  const write = (day: string, sheet: string) => {
    const place = `extended/000/000/${patientId}/${day}/${note}/${patientId}_${day}_11506-3_N${day}_${day}101500123_01_1`
    const folder = path.join(medium, place)
    fs.mkdirSync(folder, { recursive: true })
    fs.writeFileSync(
      path.join(folder, 'main_document.html'),
      '<html><p class="old">ワルファリン</p></html>',
    )
    fs.writeFileSync(path.join(folder, 'style.css'), sheet)
  }
  write('20220501', '.old{text-decoration:line-through}')
  write('20220502', '.old{color:red}')
  sansho('load', medium, '--data', data)
  expect(query(data, 'SELECT text FROM document ORDER BY document_at')).toEqual([
    { text: expect.stringMatching(/^［この文字には、.*取消線.*］\nワルファリン$/) },
    { text: 'ワルファリン' },
  ])
})
