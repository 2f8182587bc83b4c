/** A rehearsal by the program, on a small hospital of our own. */
import fs from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findBrowser } from '../../scripts/print-to-pdf.ts'
import { labSegments, sansho, temporaryFolder, writeMessage } from '../loader/load/medium.ts'
import { folderContents, zipOf } from '../loader/sources/archive-door.ts'

const work = temporaryFolder()
const data = path.join(work, 'data')
const medium = path.join(work, 'medium')
afterAll(() => fs.rmSync(work, { recursive: true, force: true }))

beforeAll(() => {
  for (const patientId of ['0000000001', '0000000002', '0000000003']) {
    writeMessage(medium, { patientId, type: 'ADT-00', segments: ['PV1|1|O'] })
    const lab = { date: '20220501', order: '000000000000001' }
    writeMessage(medium, { patientId, type: 'OML-11', segments: labSegments('1.3'), ...lab })
  }
  const stay = ['PV1|0001|I|W1^101^1^^^N||||||||||||||||||||||||||||||||||||||||20220501']
  writeMessage(medium, {
    patientId: '0000000002',
    type: 'ADT-22',
    date: '20220501',
    segments: stay,
  })
  const list = path.join(work, 'list.csv')
  fs.writeFileSync(list, 'name,source\n電子カルテ,ehr\n')
  expect(sansho('ledger', 'import', list, '--data', data).code).toBe(0)
})

interface Content {
  readonly folder: string
  readonly rtoSeconds: number
  readonly rpoHours: number
  readonly load: { readonly gaps: number; readonly patients: number }
  readonly charts: { readonly opened: number; readonly inpatients: number }
  readonly facts: {
    readonly counts: readonly {
      readonly kind: string
      readonly drawn: number
      readonly agree: number
    }[]
    readonly differences: readonly unknown[]
  }
  readonly machine: readonly {
    readonly what: string
    readonly ok: boolean | null
    readonly detail: string
  }[]
  readonly changes: readonly {
    readonly what: string
    readonly before: number
    readonly after: number
  }[]
}

function run(source = medium): { code: number | null; content: Content } {
  const outcome = sansho('drill', source, '--data', data, '--json')
  expect(outcome.stderr).not.toContain('sansho:')
  return { code: outcome.code, content: JSON.parse(outcome.stdout) as Content }
}

const isViewerBuilt = ({ machine }: Content) =>
  machine.find(({ what }) => what === 'viewer')?.ok === true

let first: Content
test('measures the way from medium to chart, and touches nothing that is served', () => {
  const { code, content } = run()
  first = content
  // The viewer is built after these tests on a fresh machine; that alone may be wrong.
  expect(code).toBe(isViewerBuilt(content) ? 0 : 3)
  expect(content.machine.filter(({ what }) => what !== 'viewer').map(({ ok }) => ok)).toEqual([
    true,
    true,
    true,
    null,
  ])
  expect(content.machine.at(-1)?.detail).toMatch(
    findBrowser() === null ? /print a packet/ : /PDF \d{5,} bytes/,
  )
  expect(content).toMatchObject({
    load: { gaps: 0, patients: 3 },
    charts: { opened: 3, inpatients: 1 },
  })
  expect(content.rtoSeconds).toBeGreaterThan(0)
  expect(content.rpoHours).toBeGreaterThan(24)
  expect(content.facts.differences).toEqual([])
  expect(content.facts.counts).toContainEqual({ kind: 'result', drawn: 3, agree: 3 })
  expect(content.changes).toEqual([])
  expect(fs.existsSync(path.join(data, 'generations'))).toBe(false)
  expect(fs.readdirSync(path.join(data, 'drills'))).toEqual([path.basename(content.folder)])
})

test('leaves a report for people and one that proves itself', () => {
  const page = fs.readFileSync(path.join(first.folder, 'report.html'), 'utf8')
  expect(page).toContain('訓練報告書')
  expect(page).not.toContain('<script')
  const file = path.join(first.folder, 'report.json')
  expect(sansho('drill', 'verify', file, '--data', data)).toMatchObject({ code: 0 })
  const altered = path.join(work, 'altered.json')
  const text = fs.readFileSync(file, 'utf8')
  fs.writeFileSync(altered, text.replace(/"rtoSeconds": [\d.]+/, '"rtoSeconds": 0.01'))
  expect(sansho('drill', 'verify', altered, '--data', data)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('altered'),
  })
  expect(sansho('drill', 'verify', file, '--data', path.join(work, 'elsewhere')).code).toBe(3)
  fs.writeFileSync(path.join(first.folder, 'report.html'), page.replace('訓練報告書', '報告書'))
  expect(sansho('drill', 'verify', file, '--data', data)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('report.html was altered'),
  })
})

test('tells the register that the backup proved readable, and the log that it took place', () => {
  const [line = ''] = sansho('ledger', '--json', '--data', data).stdout.split('\n')
  expect(JSON.parse(line)).toMatchObject({ name: '電子カルテ', alarm: null })
  const log = sansho('audit', 'export', '--data', data)
  expect(log.stdout).toContain('"drill"')
})

test('on a medium that lost a patient and got a gap says what changed, and ends with 3', () => {
  fs.rmSync(path.join(medium, '000/000/0000000003'), { recursive: true })
  const labs = path.join(medium, '000/000/0000000001/20220501/OML-11')
  const [name = ''] = fs.readdirSync(labs)
  fs.truncateSync(path.join(labs, name), 0)
  const { code, content } = run()
  expect(code).toBe(3)
  expect(content.load).toMatchObject({ gaps: 1, patients: 2 })
  expect(content.changes).toContainEqual({ what: 'patients', before: 3, after: 2 })
  expect(content.changes).toContainEqual({ what: 'gaps', before: 0, after: 1 })
})

test('goes on where a report of an earlier drill cannot be read any more', () => {
  const damaged = path.join(data, 'drills', '29991231T000000Z')
  fs.mkdirSync(damaged)
  fs.writeFileSync(path.join(damaged, 'report.json'), '{"id": "2999')
  const { content } = run()
  fs.rmSync(damaged, { recursive: true })
  expect(content.changes).toContainEqual({ what: 'patients', before: 2, after: 2 })
})

test('compares facts with what lies in an archive, and sees a clock that was set back', async () => {
  const archive = path.join(work, 'medium.zip')
  const files = [...folderContents(medium)].map(([name, bytes]) => ({ name, bytes }))
  fs.writeFileSync(archive, zipOf(files))
  const later = path.join(data, 'drills', '29991231T000000Z')
  fs.mkdirSync(later)
  const { content } = run(archive)
  fs.rmdirSync(later)
  expect(content.facts.differences).toEqual([])
  const [results] = content.facts.counts.filter(({ kind }) => kind === 'result')
  expect(results?.agree).toBeGreaterThan(0)
  expect(content.machine).toContainEqual({
    what: 'clock',
    ok: false,
    detail: expect.stringContaining('behind 29991231T0000Z'),
  })
})

test.each([
  ['a medium that is not there', [path.join(work, 'gone')], 1],
  ['a count that is none', [medium, '--facts', 'many'], 2],
])('%s is refused in words, and no report is left', (_, args, code) => {
  const before = fs.readdirSync(path.join(data, 'drills'))
  const outcome = sansho('drill', ...args, '--data', data)
  expect(outcome.code).toBe(code)
  expect(outcome.stderr).toContain('sansho')
  expect(fs.readdirSync(path.join(data, 'drills'))).toEqual(before)
})
