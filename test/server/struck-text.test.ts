/** What the author of a document struck out or hid must not read as valid: it is struck out, or marked, in what a browser is given. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { DocumentsAnswer } from '../../model/api/chart/documents.ts'
import { startTestServer, type Terminal, type TestServer } from './running-server.ts'

const PATIENT = '0000000100'
const SHEET =
  '<style>td.void, .note .gone{color:red;text-decoration:line-through} a:hover{text-decoration:line-through}</style>'
const CSS = Buffer.from('p.old { text-decoration : underline line-through }')
const DOCUMENTS: Readonly<Record<string, string>> = {
  elements: '<p><del>warfarin 3 mg</del><ins>2 mg</ins> <s>A</s> <strike>B</strike></p>',
  styles: '<p style="text-decoration: line-through red">warfarin</p><p style="x:y">heparin</p>',
  sheet: `<html><head>${SHEET}</head><body><table><tr><td class="x void">warfarin</td><td class="x">heparin</td></tr></table><i class="gone">A</i></body></html>`,
  hidden:
    '<style>.off{display:none}</style><p class="off">warfarin</p><p hidden>A</p><p style="display:none">B</p><p data-hidden="">heparin</p>',
  attached: '<p class="old">warfarin</p><p>heparin</p>',
  cda: `<ClinicalDocument xmlns="urn:hl7-org:v3"><component><structuredBody><component><section><title>T</title><text><paragraph><content revised="delete">warfarin <content>3 mg</content></content><content revised="insert">heparin</content></paragraph></text></section></component></structuredBody></component></ClinicalDocument>`,
}

let server: TestServer
let terminal: Terminal
let chart: string
beforeAll(async () => {
  server = await startTestServer((generation) => {
    const patient = generation.patient({ id: PATIENT, kanji: ['山田', '太郎'] })
    for (const [title, source] of Object.entries(DOCUMENTS)) {
      const mediaType = title === 'cda' ? 'application/xml' : 'text/html'
      const part = { name: 'main', mediaType, bytes: Buffer.from(source), compressed: true }
      const sheet = { name: 'Style.CSS', mediaType: 'text/plain', bytes: CSS, compressed: true }
      generation.document(patient, { title, text: '' }, [part, sheet])
    }
  })
  terminal = await server.clinician()
  chart = await terminal.open(PATIENT)
})
afterAll(() => server.stop())

async function shown(title: string): Promise<string> {
  const list = await terminal.send('GET', `/api/charts/${chart}/documents`)
  const { documents } = DocumentsAnswer.parse(await list.json())
  const found = documents.find((each) => each.title === title)
  const answer = await terminal.send('GET', `/api/charts/${chart}/documents/${found?.document}`)
  return answer.text()
}

test('by an element', async () => {
  const html = await shown('elements')
  expect(html).toMatch(/<del[^>]*>warfarin 3 mg<\/del><ins>2 mg<\/ins>/)
  expect(html).toMatch(/<s [^>]*>A<\/s> <strike [^>]*>B<\/strike>/)
})

test('by its own style', async () => {
  const html = await shown('styles')
  expect(html).toContain('<p style="text-decoration:line-through">warfarin</p><p>heparin</p>')
})

test('by the style sheet in the document', async () => {
  const html = await shown('sheet')
  expect(html).toContain('<td style="text-decoration:line-through">warfarin</td><td>heparin</td>')
  expect(html).toContain('<i style="text-decoration:line-through">A</i>')
})

test('by a style sheet beside it', async () => {
  const html = await shown('attached')
  expect(html).toContain('<p style="text-decoration:line-through">warfarin</p><p>heparin</p>')
})

test('hidden by a sheet, an attribute or a style, and not by what the document calls so', async () => {
  const html = await shown('hidden')
  const mark = 'data-hidden(?:="")?'
  expect(html).toMatch(new RegExp(`<p ${mark}>warfarin</p><p ${mark}>A</p><p ${mark}>B</p>`))
  expect(html).toContain('<p>heparin</p>')
  expect(html).toContain('[data-hidden]:not(:empty)::before{content:"[原本では非表示')
})

test('by a revision of a CDA', async () => {
  const html = await shown('cda')
  expect(html).toContain('<del>warfarin <span>3 mg</span></del><ins>heparin</ins>')
})
