/** Documents in the character sets of Japanese systems, declared wrongly or not at all: the page reads as the text that was loaded. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readContent } from '../../loader/formats/files/content.ts'
import { DocumentsAnswer } from '../../model/api/chart/documents.ts'
import { startTestServer, type Terminal, type TestServer } from './running-server.ts'

const PATIENT = '0000000100'
const EUC_JP = Buffer.from('b7d0b2e1b5adcfbfa1a7c7aec8afa4caa4b7', 'hex')
const SHIFT_JIS = Buffer.from('8c6f89df8b4c985e8146944d94ad82c882b5', 'hex')
const IDLE_SHIFTS = Buffer.from("\x1b(B\x1b$B\x1b(B\x1b$B\x1b$B7P2a5-O?!'G.H/$J$7\x1b(B", 'latin1')
const DOCUMENTS: Readonly<Record<string, Buffer>> = {
  'EUC-JP': EUC_JP,
  Shift_JIS: SHIFT_JIS,
  'ISO-2022-JP with idle shifts': IDLE_SHIFTS,
  'Shift_JIS declared Latin': Buffer.concat([
    Buffer.from('<html><head><meta charset="iso-8859-1"></head><body>'),
    SHIFT_JIS,
    Buffer.from('</body></html>'),
  ]),
}

let server: TestServer
let terminal: Terminal
let chart: string
beforeAll(async () => {
  server = await startTestServer((generation) => {
    const patient = generation.patient({ id: PATIENT, kanji: ['山田', '太郎'] })
    for (const [title, bytes] of Object.entries(DOCUMENTS)) {
      const content = readContent(bytes)
      if (!content.ok) throw new Error(title)
      const { mediaType, text } = content
      generation.document(patient, { title, text }, [
        { name: 'main', mediaType, bytes, compressed: true },
      ])
    }
  })
  terminal = await server.clinician()
  chart = await terminal.open(PATIENT)
})
afterAll(() => server.stop())

test.each(Object.keys(DOCUMENTS))('%s', async (title) => {
  const list = await terminal.send('GET', `/api/charts/${chart}/documents`)
  const { documents } = DocumentsAnswer.parse(await list.json())
  const found = documents.find((each) => each.title === title)
  const answer = await terminal.send('GET', `/api/charts/${chart}/documents/${found?.document}`)
  expect(await answer.text()).toContain('経過記録：熱発なし')
})
