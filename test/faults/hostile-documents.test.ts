/** Documents made to stall the server or to lose their text. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { DocumentsAnswer } from '../../model/api/chart/documents.ts'
import { startTestServer, type Terminal, type TestServer } from '../server/running-server.ts'

const PATIENT = '0000000100'
const MEBIBYTE = 2 ** 20
const PIXEL = 'data:image/png;base64,iVBORw0KGgoAAAANSUhEUg=='

const DOCUMENTS: Readonly<Record<string, string>> = {
  nested: `${'<div><p><font>'.repeat(MEBIBYTE / 14)}PENICILLIN</font></div>AFTER`,
  mismatched: `${'<div></span>'.repeat(MEBIBYTE / 12)}PENICILLIN`,
  unclosed: `${'<table><tr><td>A<td>B<tr><td>C<p>D<p>E<li>F<li>G</table>'.repeat(200)}LAST`,
  deepTable: `${'<div>'.repeat(150)}<table><tr><td>K</td><td>4.1</td></tr></table>${'</div>'.repeat(150)}<b>END</b>`,
  form: '<textarea>PENICILLIN</textarea><b>AFTER</b>',
  answers:
    '<p><input type="checkbox" checked>ALLERGIC<input type="checkbox">NONE<input value="&quot;><img src=x onerror=alert(1)>"><select><option>A<option selected>B</select></p>',
  drawn:
    '<p>A<svg><script>alert(1)</script><text>38.5</text></svg><canvas></canvas><object data="http://evil.example/x"></object><iframe src="http://evil.example/"></iframe>B</p>',
  pictures: `<p>before<img src="${PIXEL}" alt="graph"><img src="data:image/svg+xml;base64,PHN2Zz4="></p>`,
  huge: 'x'.repeat(5 * MEBIBYTE),
}

let server: TestServer
let terminal: Terminal
let chart: string
beforeAll(async () => {
  server = await startTestServer((generation) => {
    const patient = generation.patient({ id: PATIENT, kanji: ['山田', '太郎'] })
    for (const [title, html] of Object.entries(DOCUMENTS)) {
      const bytes = Buffer.from(html)
      const part = { name: 'main.html', mediaType: 'text/html', bytes, compressed: true }
      generation.document(patient, { title, text: 'READABLE' }, [part])
    }
  })
  terminal = await server.clinician()
  chart = await terminal.open(PATIENT)
})
afterAll(() => server.stop())

async function show(title: string): Promise<Response> {
  const list = await terminal.send('GET', `/api/charts/${chart}/documents`)
  const { documents } = DocumentsAnswer.parse(await list.json())
  const found = documents.find((each) => each.title === title)
  return terminal.send('GET', `/api/charts/${chart}/documents/${found?.document}`)
}

// Time that grew with the square of the depth would take minutes: the runner's own limit ends such a test.
test.each(['nested', 'mismatched'])(
  '%s markup of a megabyte is flattened, its text stays',
  async (title) => {
    const answer = await show(title)
    expect(answer.status).toBe(200)
    expect(await answer.text()).toContain('PENICILLIN')
  },
)

test('elements that end without being closed are not taken for depth', async () => {
  const html = await (await show('unclosed')).text()
  expect(html).toContain('LAST')
  expect(html.match(/<td>/g)).toHaveLength(600)
})

test('what lies too deep keeps its text, what follows keeps its markup', async () => {
  const html = await (await show('deepTable')).text()
  expect(html).toMatch(/K.*4\.1/)
  expect(html).toContain('<b>END</b>')
})

test('text that was typed into a form field is shown', async () => {
  const html = await (await show('form')).text()
  expect(html).toContain('PENICILLIN')
  expect(html).toContain('<b>AFTER</b>')
})

test('what cannot be shown is said to be missing', async () => {
  const html = await (await show('drawn')).text()
  for (const kind of ['svg', 'canvas', 'object', 'iframe']) {
    expect(html).toContain(`[表示できない内容 not shown: ${kind}]`)
  }
  expect(html).toContain('38.5')
  expect(html).not.toMatch(/evil|alert|<svg|<iframe/)
})

test('what was ticked, typed and chosen in a form is shown', async () => {
  const html = await (await show('answers')).text()
  expect(html).toContain('<p>☑ALLERGIC☐NONE "&gt;&lt;img src=x onerror=alert(1)&gt;  B </p>')
})

test('pictures within the source are shown, but no SVG', async () => {
  const html = await (await show('pictures')).text()
  expect(html).toContain(`src="${PIXEL}"`)
  expect(html).toContain('[image]')
  expect(html).not.toContain('svg')
})

test('HTML too large to be made safe in passing is refused with its text', async () => {
  const answer = await show('huge')
  expect(answer.status).toBe(415)
  expect(await answer.json()).toMatchObject({ text: 'READABLE' })
})
