/** Operations, procedures and implants of a chart: valid ones as valid, and nothing found is never "none". */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ProblemsAnswer } from '../../model/api/chart/problems.ts'
import { startTestServer, type Terminal, type TestServer } from './running-server.ts'

let server: TestServer
let terminal: Terminal
beforeAll(async () => {
  server = await startTestServer((g) => {
    const patient = g.patient({ id: '1' })
    g.patient({ id: '2' })
    const surgeon = g.insert('staff', { code: 'D1', name: '執刀 一郎' })
    const note = g.document(patient, { title: '手術記録', document_at: '2022-10-25' }, [])
    const erased = g.document(patient, { title: '消した記録', standing: 0 }, [])
    const procedure = (name: string, row: Record<string, string | number>) =>
      g.insert('procedure', {
        ...{ patient, category: 'operation', name_id: g.term(name), performer_id: surgeon },
        ...{ department_id: g.term('整形外科', '05'), standing: 1 },
        ...row,
      })
    procedure('左人工骨頭挿入術', {
      ...{ start_at: '2022-10-25T09:30', start_text: '202210250930', document_id: note },
    })
    procedure('胃瘻造設術', { category: 'other', start_at: '2020-02-01', document_id: erased })
    procedure('中止した手術', { start_at: '2022-11-01', status: 'not-done' })
    procedure('旧版の手術', { start_at: '2022-11-02', standing: 2 })
    procedure('冠動脈ｽﾃﾝﾄ留置術', { start_at: '2022-11-03', status: 'cancelled' })
    const problem = (name: string, row: Record<string, string | number>) =>
      g.insert('problem', { patient, condition_id: g.term(name), standing: 1, ...row })
    problem('心臓調律装置の存在', { icd10: 'Z950', onset_at: '2018', onset_text: '2018' })
    problem('ペースメーカー機能不全', { suspected: 1 })
    problem('高血圧症', { icd10: 'I10' })
  })
  terminal = await server.clinician()
})
afterAll(() => server.stop())

async function read(patientId: string): Promise<ProblemsAnswer> {
  const chart = await terminal.open(patientId)
  const answer = await terminal.send('GET', `/api/charts/${chart}/problems`)
  return ProblemsAnswer.parse(await answer.json())
}

test('procedures stand newest first, what was not done with its mark, superseded ones not at all', async () => {
  const { procedures } = await read('1')
  expect(procedures.map(({ name, cancelled }) => [name, cancelled])).toEqual([
    ['冠動脈ｽﾃﾝﾄ留置術', true],
    ['中止した手術', true],
    ['左人工骨頭挿入術', false],
    ['胃瘻造設術', false],
  ])
  expect(procedures[2]).toMatchObject({
    ...{ category: 'operation', performer: '執刀 一郎', department: '整形外科' },
    ...{ startAt: { at: '2022-10-25T09:30' }, documentTitle: '手術記録' },
  })
})

test('a procedure leads to its document as long as that is not deleted', async () => {
  const { procedures } = await read('1')
  const chart = await terminal.open('1')
  const path = `/api/charts/${chart}/documents/${procedures[2]?.document}/text`
  expect((await terminal.send('GET', path)).status).toBe(200)
  expect(procedures[3]).toMatchObject({ document: '', documentTitle: '' })
})

test('implants are what names speak of: not cancelled, not suspected, by any width or by ICD-10', async () => {
  const { implants } = await read('1')
  expect(implants.map(({ text, from, at }) => [text, from, at.at])).toEqual([
    ['左人工骨頭挿入術', 'procedure', '2022-10-25T09:30'],
    ['心臓調律装置の存在', 'problem', '2018'],
  ])
  expect((await read('2')).implants).toEqual([])
})
