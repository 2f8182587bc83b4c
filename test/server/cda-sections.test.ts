/** A section of a CDA document that has entries and no text for people says so; its title alone would read as "nothing". */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { DocumentsAnswer } from '../../model/api/chart/documents.ts'
import { startTestServer, type TestServer } from './running-server.ts'

const entry =
  '<entry><observation classCode="OBS" moodCode="EVN"><code code="1"/></observation></entry>'
const section = (title: string, inside: string) =>
  `<component><section><title>${title}</title>${inside}</section></component>`
const cda = (...sections: string[]) =>
  `<ClinicalDocument xmlns="urn:hl7-org:v3"><title>健診</title><component><structuredBody>${sections.join('')}</structuredBody></component></ClinicalDocument>`
const DOCUMENTS: Readonly<Record<string, string>> = {
  mixed: cda(
    section('検査', `<text> </text>${entry}${entry}`),
    section('経過', `<text>軽快</text>${entry}`),
    section('手術', '<text/>'),
  ),
  styled: cda(
    section(
      '指示',
      '<text><list listType="ordered"><item>安静</item></list><content styleCode="Bold xlabel">禁食</content><content styleCode="x">水</content></text>',
    ),
  ),
  untitled: `<ClinicalDocument xmlns="urn:hl7-org:v3"><component><structuredBody><component><section>${entry}<note>PLAIN</note></section></component></structuredBody></component></ClinicalDocument>`,
}

let server: TestServer
beforeAll(async () => {
  server = await startTestServer((generation) => {
    const patient = generation.patient({ id: '1' })
    for (const [title, xml] of Object.entries(DOCUMENTS)) {
      const bytes = Buffer.from(xml)
      const part = { name: 'main.xml', mediaType: 'text/xml', bytes, compressed: true }
      generation.document(patient, { title, text: 'READABLE' }, [part])
    }
  })
})
afterAll(() => server.stop())

async function show(title: string): Promise<string> {
  const terminal = await server.clinician()
  const chart = await terminal.open('1')
  const answer = await terminal.send('GET', `/api/charts/${chart}/documents`)
  const { documents } = DocumentsAnswer.parse(await answer.json())
  const found = documents.find((each) => each.title === title)
  return (await terminal.send('GET', `/api/charts/${chart}/documents/${found?.document}`)).text()
}

test('entries without a text are counted behind the title, and only there', async () => {
  const html = await show('mixed')
  expect(html).toMatch(/検査<\/h2>\s*<p>（本文なし no text: データ項目 2 件/)
  expect(html).toMatch(/軽快\s*<h2>手術<\/h2>/)
  expect(html.match(/本文なし/g)).toHaveLength(1)
})

test('a document that says nothing to people but this is drawn as its elements', async () => {
  expect(await show('untitled')).toContain('PLAIN')
})

test('what the author numbered or set apart stays so', async () => {
  const html = await show('styled')
  expect(html).toContain('<ol><li>安静</li></ol><b>禁食</b><span>水</span>')
})
