/** Documents from a backup are hostile files: what a browser is given of them. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DocumentsAnswer, DocumentTextAnswer } from '../../model/api/chart/documents.ts'
import { Problem } from '../../model/api/common.ts'
import { startTestServer, type Terminal, type TestServer } from './running-server.ts'
import { buildSmallHospital, DEAD, HANAKO, PNG } from './small-hospital.ts'

let server: TestServer
let terminal: Terminal
let chart: string
beforeAll(async () => {
  server = await startTestServer(buildSmallHospital)
  terminal = await server.clinician()
  chart = await terminal.open(HANAKO)
})
afterAll(() => server.stop())

async function list(handle = chart): Promise<DocumentsAnswer> {
  const answer = await terminal.send('GET', `/api/charts/${handle}/documents`)
  return DocumentsAnswer.parse(await answer.json())
}

async function named(title: string, handle = chart): Promise<string> {
  const found = (await list(handle)).documents.find((each) => each.title === title)
  if (found === undefined) throw new Error(`no document ${title}`)
  return found.document
}

async function show(title: string, rest = ''): Promise<Response> {
  return terminal.send('GET', `/api/charts/${chart}/documents/${await named(title)}${rest}`)
}

describe('the list', () => {
  test('marks superseded documents, counts deleted ones, and shows nobody else’s', async () => {
    const { documents, deleted } = await list()
    expect(documents.map(({ title, standing }) => [title, standing])).toEqual([
      ['経過記録', 'current'],
      ['サマリー', 'current'],
      ['読影', 'current'],
      ['メモ', 'current'],
      ['図', 'current'],
      ['旧版', 'superseded'],
    ])
    expect(deleted).toBe(1)
    expect(documents[0]?.parts).toMatchObject([{ part: 0, mediaType: 'text/html' }, { part: 1 }])
  })
})

describe('the bytes', () => {
  test('of HTML lose everything that runs or calls out, and keep text and own images', async () => {
    const answer = await show('経過記録')
    const html = await answer.text()
    expect(answer.headers.get('Content-Type')).toBe('text/html; charset=utf-8')
    expect(html).toContain('食欲あり')
    expect(html).toContain('<td colspan="2">表</td>')
    expect(html).toContain(`src="data:image/png;base64,${PNG.toString('base64')}"`)
    expect(html).toContain('[外部画像]')
    for (const banned of [
      'alert(',
      'evil.example',
      'javascript:',
      '<script',
      'onload',
      '<iframe',
      '<form',
      '<svg',
      '<input',
      '<a ',
    ]) {
      expect(html).not.toContain(banned)
    }
  })

  test('come in a sandbox that the viewer may frame, and nobody keeps', async () => {
    const { headers } = await show('経過記録')
    const policy = headers.get('Content-Security-Policy')
    expect(policy).toBe(
      "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'",
    )
    expect(headers.get('X-Frame-Options')).toBe('SAMEORIGIN')
    expect(headers.get('X-Content-Type-Options')).toBe('nosniff')
    expect(headers.get('Content-Disposition')).toBe('inline')
    expect(headers.get('Cache-Control')).toBe('no-store')
  })

  test('of CDA are its narrative; what XML may not say falls back to text', async () => {
    const html = await (await show('サマリー')).text()
    expect(html).toContain('<h1>退院時サマリー</h1>')
    expect(html).toContain('<h2>経過</h2>')
    expect(html).toContain('<p>腹痛 &lt;script&gt; は軽快</p>')
    expect(html).toContain('<li>禁酒</li>')
    expect(html).not.toContain('<script')
    expect(html).not.toContain('root:')
  })

  test('of PDF and images are as they were', async () => {
    const pdf = await show('読影')
    expect(pdf.headers.get('Content-Type')).toBe('application/pdf')
    expect(await pdf.text()).toBe('%PDF-1.4 ')
    const image = await show('経過記録', '/parts/1')
    expect(image.headers.get('Content-Type')).toBe('image/png')
    expect(Buffer.from(await image.arrayBuffer())).toEqual(PNG)
  })

  test('of text in Shift_JIS are readable', async () => {
    expect(await (await show('メモ')).text()).toContain('<pre>日本語</pre>')
  })

  test('of SVG and unknown kinds are refused, with their text', async () => {
    const answer = await show('図')
    expect(answer.status).toBe(415)
    expect(Problem.parse(await answer.json())).toMatchObject({
      type: 'urn:sansho:problem:cannot-show',
      text: '胃の図',
    })
  })

  test('of another patient, a deleted document, another generation or a missing part are not found', async () => {
    const foreign = await named('他人の記録', await terminal.open(DEAD))
    const own = await named('図')
    for (const path of [
      foreign,
      '7-00000000',
      own.replace(/-.*/, '-00000000'),
      `${own}/parts/9`,
      `${own}/parts/x`,
      '1',
      '../documents',
    ]) {
      const answer = await terminal.send('GET', `/api/charts/${chart}/documents/${path}`)
      if (path !== '../documents') expect(answer.status, path).toBe(404)
    }
  })

  test('are logged with document and part', async () => {
    await show('経過記録', '/parts/1')
    const last = server.audit().at(-1)
    expect(last).toMatchObject({ action: 'document.read', patientId: HANAKO })
    expect(JSON.parse(last?.detail ?? '')).toMatchObject({ part: 1 })
  })

  test('that were altered on the disk are refused, not shown', async () => {
    const directory = join(server.dataDirectory, 'generations', '20221110T0315Z-ab12cd')
    const blobs = join(directory, 'blobs')
    for (const file of readdirSync(blobs, { recursive: true, encoding: 'utf8' })) {
      const path = join(blobs, file)
      if (file.length > 60 && readFileSync(path).toString('latin1').startsWith('%PDF')) {
        writeFileSync(path, '%PDF-9.9 ')
      }
    }
    const answer = await show('読影')
    expect(answer.status).toBe(500)
    const text = await answer.text()
    expect(Problem.parse(JSON.parse(text)).type).toBe('urn:sansho:problem:document-damaged')
    expect(text).not.toContain(directory)
  })
})

describe('the text', () => {
  test('comes alone, with provenance', async () => {
    const answer = DocumentTextAnswer.parse(await (await show('経過記録', '/text')).json())
    expect(answer).toMatchObject({ title: '経過記録', text: 'S 食欲あり\nO 発熱', gapCount: 1 })
  })
})
