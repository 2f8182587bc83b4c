import crypto from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { screenContent } from '../../../loader/screening/content.ts'
import { mediumVerdict } from '../../../loader/screening/medium-verdict.ts'
import {
  labSegments,
  query,
  report,
  sansho,
  temporaryFolder,
  writeMessage,
} from '../load/medium.ts'

let work = ''
let medium = ''
let data = ''
beforeEach(() => {
  work = temporaryFolder()
  medium = path.join(work, 'medium')
  data = path.join(work, 'data')
})
afterEach(() => fs.rmSync(work, { recursive: true, force: true }))

const load = (...more: string[]) => sansho('load', medium, '--data', data, '--json', ...more)

/** @returns paths of the messages. */
function writeLabs(count: number, date = '20220501'): string[] {
  const patientId = '0000000001'
  writeMessage(medium, { patientId, type: 'ADT-00', segments: ['PV1|0001|O'] })
  return Array.from({ length: count }, (_, order) => {
    const lab = { patientId, type: 'OML-11', date, order: String(order + 1) }
    return writeMessage(medium, { ...lab, segments: labSegments(`${order}.0`) })
  })
}

/** Replaces bytes of a file by a cipher's output. */
function encrypt(file: string, from: number, length: number): void {
  const place = path.join(medium, file)
  const bytes = fs.readFileSync(place)
  crypto.createHash('sha512').update(file).digest().copy(bytes, from, 0, length)
  fs.writeFileSync(place, bytes)
}

test('a message with an intact head and a few encrypted bytes is encrypted, and its patient has a gap', () => {
  const [first = ''] = writeLabs(30)
  encrypt(first, 300, 48)
  const outcome = load()
  expect(outcome.code).toBe(3)
  expect(report(outcome)).toMatchObject({ medium: 'partly-damaged' })
  expect(
    query(data, "SELECT path, verdict, reason FROM file WHERE verdict <> 'sound'", 'manifest'),
  ).toEqual([{ path: first, verdict: 'encrypted', reason: 'encrypted' }])
  expect(
    query(data, 'SELECT p.patient_id, g.reason FROM gap g JOIN patient p ON p.id = g.patient'),
  ).toEqual([{ patient_id: '0000000001', reason: 'encrypted' }])
})

test('a torn end is read with a mark on the chart, unless the whole medium is written so', () => {
  const labs = writeLabs(200)
  const cut = (file: string) => {
    const place = path.join(medium, file)
    fs.writeFileSync(place, fs.readFileSync(place).subarray(0, -1))
  }
  cut(labs[0] ?? '')
  load()
  expect(query(data, 'SELECT reason, detail FROM gap')).toEqual([
    { reason: 'doubtful', detail: expect.stringContaining('without its terminator') },
  ])
  for (const lab of labs.slice(1)) cut(lab)
  const outcome = load()
  expect(outcome.code).toBe(0)
  expect(report(outcome)).toMatchObject({ gaps: 0, medium: 'clean' })
})

test('a torn end of what the source has struck off is a gap of its patient, too', () => {
  const patientId = '0000000001'
  writeLabs(30)
  const struck = { patientId, type: 'OML-11', date: '20220502', order: '99', flag: '0' }
  const place = path.join(medium, writeMessage(medium, { ...struck, segments: labSegments('1.0') }))
  fs.writeFileSync(place, fs.readFileSync(place).subarray(0, -1))
  expect(load().code).toBe(3)
  expect(
    query(data, 'SELECT p.patient_id, g.reason FROM gap g JOIN patient p ON p.id = g.patient'),
  ).toEqual([{ patient_id: patientId, reason: 'doubtful' }])
})

test('a message that goes on as another one, stands twice or is of another order is doubtful on its chart', () => {
  const patientId = '0000000001'
  writeMessage(medium, { patientId, type: 'ADT-00', segments: ['PV1|0001|O'] })
  const results = (...numbers: number[]) =>
    numbers.map((n) => `OBX|${n}|NM|10${n}^ITEM ${n}^99X||${n}.0|mg/dL^mg/dL^99X||||||F`)
  const lab = (order: number, numbers: number[], ordered = order) => {
    const orc = `ORC|SC|00000000000000${ordered}`
    const segments = [
      'SPM|1|1||023^SERUM^JC10',
      `OBR|1|${order}||3^A^99X`,
      orc,
      ...results(...numbers),
    ]
    const date = '20220501'
    return writeMessage(medium, { patientId, type: 'OML-11', date, order: `${order}`, segments })
  }
  const sound = [lab(1, [1, 2, 3]), lab(2, [1, 2, 1, 2, 3]), lab(3, [1, 1, 1]), lab(4, [4, 5])]
  const jumping = lab(5, [1, 2, 9])
  const falling = lab(9, [7, 8, 3])
  const other = lab(6, [1, 2], 7)
  const twice = lab(8, [1, 2])
  const bytes = fs.readFileSync(path.join(medium, twice))
  fs.writeFileSync(path.join(medium, twice), Buffer.concat([bytes, bytes]))
  expect(load().code).toBe(3)
  expect(
    query(data, "SELECT path, detail FROM file WHERE verdict <> 'sound' ORDER BY path", 'manifest'),
  ).toEqual([
    { path: jumping, detail: 'segments left out: OBX 9 behind 2' },
    { path: other, detail: 'the file is named by another order, not by that of its ORC-2' },
    { path: twice, detail: 'the same message twice' },
    { path: falling, detail: 'segments out of turn: OBX 3 behind 8' },
  ])
  expect(query(data, 'SELECT reason, patient FROM gap WHERE patient IS NOT NULL')).toHaveLength(4)
  expect(sound).toHaveLength(4)
})

test('a style sheet that stops between two rules is doubtful where those of all other documents go on', () => {
  const [patientId, note] = ['0000000001', '^経過記録^^11506-3^経過記録^LN']
  writeMessage(medium, { patientId, type: 'ADT-00', segments: ['PV1|0001|O'] })
  const place = (day: string) =>
    `000/000/${patientId}/${day}/${note}/${patientId}_${day}_11506-3_N${day}_${day}101500123_01_1`
  const write = (day: string, sheet: string) => {
    const folder = path.join(medium, 'extended', place(day))
    fs.mkdirSync(folder, { recursive: true })
    fs.writeFileSync(path.join(folder, 'main_document.html'), '<html><p>経過</p></html>')
    fs.writeFileSync(path.join(folder, 'style.css'), sheet)
  }
  const sheet = 'p{margin:0}td{border:1px solid}'
  for (let day = 1; day <= 30; day++) write(`202204${String(day).padStart(2, '0')}`, sheet)
  write('20220501', sheet.slice(0, sheet.indexOf('}') + 1))
  write('20220502', `${sheet}th{color:black}`)
  load()
  expect(query(data, "SELECT path FROM file WHERE verdict = 'suspicious'", 'manifest')).toEqual([
    { path: `extended/${place('20220501')}/style.css` },
  ])
  expect(
    query(data, 'SELECT p.patient_id, g.date FROM gap g JOIN patient p ON p.id = g.patient'),
  ).toEqual([{ patient_id: patientId, date: '2022-05-01' }])
})

test('a medium with more than a fifth of its files lost is refused, its report kept; a reason loads it', () => {
  const labs = writeLabs(60)
  for (const lab of labs.slice(0, 25)) encrypt(lab, 0, 64)
  expect(sansho('inspect', medium).stdout).toContain('medium: do not use')
  const refused = load()
  expect(refused.code).toBe(4)
  expect(refused.stderr).toMatch(/\d+ files encrypted, \d+ damaged, 36 sound/)
  expect(fs.existsSync(path.join(data, 'generations', 'current'))).toBe(false)
  const [id = ''] = fs.readdirSync(path.join(data, 'refused'))
  const csv = fs.readFileSync(path.join(data, 'refused', id, 'affected-patients.csv'), 'utf8')
  expect(csv).toContain('0000000001')
  const accepted = load('--accept-damage', 'no other medium is left')
  expect(accepted.code).toBe(3)
  expect(report(accepted)).toMatchObject({
    medium: 'do-not-use',
    acceptedDamage: 'no other medium is left',
    current: true,
  })
})

test('an old file that differs from the generation before is suspicious, a recent one is not', () => {
  const [old = ''] = writeLabs(1, '20200101')
  const [recent = ''] = writeLabs(1, '20220501')
  load()
  for (const file of [old, recent]) fs.appendFileSync(path.join(medium, file), 'NTE|1||x\r')
  const outcome = load()
  expect(report(outcome).suspicious).toEqual([
    expect.objectContaining({ path: old, patientId: '0000000001' }),
  ])
  expect(query(data, "SELECT path FROM file WHERE verdict = 'suspicious'", 'manifest')).toEqual([
    { path: old },
  ])
})

test('a file of noise under a name that says nothing counts as encrypted', () => {
  writeLabs(1)
  fs.writeFileSync(
    path.join(medium, 'a8f3e1'),
    crypto.createHash('shake256', { outputLength: 4096 }).digest(),
  )
  load()
  expect(query(data, "SELECT verdict, reason FROM file WHERE format = ''", 'manifest')).toEqual([
    { verdict: 'encrypted', reason: 'encrypted' },
  ])
})

const HEAD = 'MSH|^~\\&|A|B|C|D|20220501||OUL^R22|1|P|2.5||||||~ISO IR87\r'
const text = (body: string) => Buffer.from(`${HEAD}OBX|1|ST|a||${body}|\r`, 'latin1')

test.each([
  ['ISO-2022-JP', text('\x1b$B46@w\x1b(B')],
  ['half-width kana of careless senders', text('\x1b$B46@w\x1b(B \xb1\xb2\xb3')],
  ['UTF-8', Buffer.from(`${HEAD}OBX|1|ST|a||感染|\r`)],
  ['Shift_JIS', text('\x8a\xb4\x90\xf5')],
  ['EUC-JP', text('\xb4\xb6\xc0\xf7')],
  ['MLLP framing', Buffer.concat([text('x'), Buffer.from([0x1c, 0x0d])])],
])('sound text in %s is not accused', (_, bytes) => {
  expect(screenContent(bytes)).toBeNull()
})

test.each([
  ['one byte beyond 7 bits', text('\x1b$B46@w\x1b(B\xf0'), 'suspicious'],
  ['a flipped bit that makes a control character', text('a\x01b'), 'suspicious'],
  [
    'zeros instead of the last line',
    Buffer.concat([text('x').subarray(0, -5), Buffer.alloc(64)]),
    'damaged',
  ],
])('%s is noticed', (_, bytes, verdict) => {
  expect(screenContent(bytes)?.verdict).toBe(verdict)
})

test('a medium is judged by its share of lost files, and a handful decides nothing', () => {
  expect(mediumVerdict({ sound: 100 })).toBe('clean')
  expect(mediumVerdict({ sound: 100, '': 500 })).toBe('clean')
  expect(mediumVerdict({ sound: 100, 'ransom-note': 1 })).toBe('partly-damaged')
  expect(mediumVerdict({ sound: 5, damaged: 5 })).toBe('partly-damaged')
  expect(mediumVerdict({ sound: 81, damaged: 10, encrypted: 10 })).toBe('partly-damaged')
  expect(mediumVerdict({ sound: 79, damaged: 10, encrypted: 11 })).toBe('do-not-use')
  expect(mediumVerdict({ sound: 900, suspicious: 60 })).toBe('partly-damaged')
})
