/** Hostile and odd CDA documents from a backup to the browser: nothing in them runs or asks for anything, and what they say is not lost. */
import zlib from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { DocumentsAnswer } from '../../model/api/chart/documents.ts'
import { SummaryAnswer } from '../../model/api/chart/summary.ts'
import { allergy, cdaDocument, type DocumentParts, section } from '../loader/cda/cda-document.ts'
import { type LoadedServer, startLoadedServer } from './loaded-server.ts'

const HTML = `<html><head><meta http-equiv="refresh" content="0;url=http://evil.example"><style>@import url(http://evil.example/a.css);p{background:url(http://evil.example/b)}</style></head>
<body onload="alert(1)"><script>alert(2)</script><iframe src="http://evil.example"></iframe><svg onload="alert(3)"><script>alert(4)</script></svg>
<img src="http://evil.example/i.png" onerror="alert(5)"><a href="javascript:alert(6)">x</a><form action="http://evil.example"><input></form>
<object data="http://evil.example"></object><p style="background:url(http://evil.example/c)">READABLE</p></body></html>`
const base64 = (bytes: string | Buffer) => Buffer.from(bytes).toString('base64')
const body = (attributes: string, content: string) => ({
  body: `<component><nonXMLBody><text ${attributes} representation="B64">${content}</text></nonXMLBody></component>`,
})
const document = (patient: string, parts: DocumentParts) =>
  cdaDocument({ patient, id: patient, ...parts })
const NARRATIVE = `<paragraph onclick="alert(1)" style="background:url(http://evil.example)">READABLE</paragraph><script>alert(2)</script>
<content><linkHtml href="javascript:alert(3)">link</linkHtml></content><svg xmlns="http://www.w3.org/2000/svg" onload="alert(4)"/><![CDATA[<script>alert(5)</script>]]>`
const listed = document('955', {
  sections: [section('48765-2', 'A', '<paragraph>READABLE</paragraph>', allergy())],
})

const FILES = {
  'html.xml': document('951', body('mediaType="text/html"', base64(HTML))),
  'html-called-pdf.xml': document('952', body('mediaType="application/pdf"', base64(HTML))),
  'narrative.xml': document('953', { sections: [section('1', 'x', NARRATIVE)] }),
  'packed.xml': document('954', {
    ...body('mediaType="text/plain" compression="DF"', base64(zlib.deflateRawSync('READABLE'))),
  }),
  // Without a declaration, with a style sheet of elsewhere.
  'sheet.xml': listed.replace(
    /<\?xml[^>]*\?>/,
    '<?xml-stylesheet type="text/xsl" href="http://evil.example/cda.xsl"?>',
  ),
  'bomb.xml': listed
    .replaceAll('"955"', '"956"')
    .replace(
      '<ClinicalDocument',
      '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">]><ClinicalDocument',
    )
    .replace('READABLE', 'READABLE &b;&f;'),
  'addendum.xml': listed
    .replaceAll('"955"', '"957"')
    .replace(
      '</custodian>',
      '</custodian><relatedDocument typeCode="APND"><parentDocument><id root="1.2.3" extension="955"/></parentDocument></relatedDocument>',
    ),
}

let loaded: LoadedServer
beforeAll(async () => {
  loaded = await startLoadedServer(FILES, { asOf: '2022-06-01' })
}, 60_000)
afterAll(() => loaded.stop())

async function shown(patient: string): Promise<string> {
  const chart = await loaded.terminal.open(patient)
  const list = await loaded.terminal.send('GET', `/api/charts/${chart}/documents`)
  const [first] = DocumentsAnswer.parse(await list.json()).documents
  const answer = await loaded.terminal.send(
    'GET',
    `/api/charts/${chart}/documents/${first?.document}`,
  )
  // What the page's own policy allows is not the document's.
  return (await answer.text()).replace(/[\s\S]*<body/i, '<body')
}

const RUNS = /<script|<iframe|<object|<svg|<form|<meta|\son\w+=|javascript:|evil\.example/i

test.each([
  ['HTML inside', '951'],
  ['HTML that is called a PDF', '952'],
  ['a narrative with markup of another kind', '953'],
  ['a style sheet of elsewhere', '955'],
])('%s is read, and nothing of it runs or asks', async (_, patient) => {
  const page = await shown(patient)
  expect(page).toContain('READABLE')
  expect(page).not.toMatch(RUNS)
})

test('a body that is packed is unpacked', async () => {
  expect(await shown('954')).toContain('READABLE')
})

test('entities of its own multiply nothing and fetch nothing, and are told', async () => {
  const page = await shown('956')
  expect(page).not.toMatch(/aaaaaaaaaa|root:/)
  const { fieldProblems, allergies } = SummaryAnswer.parse(await loaded.part('956', 'summary'))
  expect(fieldProblems.map(({ reason }) => reason)).toContain(
    'XML entity of the document itself is not expanded',
  )
  expect(allergies).toHaveLength(1)
})

test('an addendum stands beside what it adds to', async () => {
  const summary = SummaryAnswer.parse(await loaded.part('955', 'summary'))
  expect(summary.recentDocuments).toMatchObject([{ standing: 'current' }])
})
