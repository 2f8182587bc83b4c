/** The charts of those in a bed come first, and say that they are not all. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import path from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { SearchAnswer } from '../../../model/api/patients.ts'
import { openAccounts } from '../../../server/access/accounts.ts'
import { openStateDatabase } from '../../../server/access/state-database.ts'
import { startServer } from '../../../server/start.ts'
import { makeTerminal, PASSWORD } from '../../server/running-server.ts'
import { labSegments, SANSHO, sansho, temporaryFolder, writeMessage } from './medium.ts'

let work: string
let medium: string
let data: string
beforeEach(() => {
  work = temporaryFolder()
  medium = path.join(work, 'medium')
  data = path.join(work, 'data')
})
afterEach(() => fs.rmSync(work, { recursive: true, force: true }))

const STAY = ['PV1|0001|I|W1^101^1^^^N']

function admit(patientId: string, day: string, time = '090000000', flag = '1'): void {
  const at = { date: day, timestamp: day + time, flag }
  writeMessage(medium, { patientId, type: 'ADT-22', segments: STAY, ...at })
}
function discharge(patientId: string, day: string, time = '100000000', flag = '1'): void {
  const at = { date: day, timestamp: day + time, flag }
  writeMessage(medium, { patientId, type: 'ADT-52', segments: STAY, ...at })
}
function person(patientId: string): void {
  writeMessage(medium, { patientId, type: 'ADT-00', segments: ['PV1|1|O'] })
  const lab = { date: '20220601', order: '000000000000001' }
  writeMessage(medium, { patientId, type: 'OML-11', segments: labSegments('1.3'), ...lab })
}

/** Kills the load as soon as it says that the in-patients are there. */
async function loadUntilInpatients(): Promise<void> {
  const load = spawn(SANSHO, ['load', medium, '--data', data, '--inpatients-first', '--json'], {
    env: { ...process.env, LC_ALL: 'C' },
  })
  let said = ''
  load.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text
    if (said.includes('probable in-patients')) load.kill('SIGKILL')
  })
  await once(load, 'close')
  expect(said).toContain('probable in-patients')
}

function current(): { partial: string; patients: string[]; folder: string } {
  const folder = path.join(data, 'generations/current')
  const db = new Database(path.join(folder, 'chart.sqlite'), { readonly: true })
  const partial = db.prepare('SELECT partial FROM generation').pluck().get() as string
  const patients = db.prepare('SELECT patient_id FROM patient ORDER BY 1').pluck().all() as string[]
  db.close()
  return { partial, patients, folder: fs.readlinkSync(folder) }
}
const report = () =>
  JSON.parse(fs.readFileSync(path.join(data, 'generations/current/report.json'), 'utf8'))

/** Everything a path can tell of being in a bed. */
function fill(): void {
  for (let n = 1; n <= 9; n++) person(`000000000${n}`)
  admit('0000000001', '20220501')
  admit('0000000002', '20220501')
  discharge('0000000002', '20220510')
  discharge('0000000003', '20220501', '080000000')
  admit('0000000003', '20220501', '200000000')
  admit('0000000004', '20220501', '080000000')
  discharge('0000000004', '20220501', '200000000')
  admit('0000000005', '20220501')
  discharge('0000000005', '20220510', '100000000', '0')
  admit('0000000006', '20220501', '090000000', '0')
  for (let day = 0; day < 70; day++) {
    const date = new Date(Date.UTC(2022, 0, 1 + day)).toISOString().slice(0, 10).replaceAll('-', '')
    writeMessage(medium, {
      patientId: '0000000007',
      type: 'OML-11',
      date,
      segments: labSegments('1'),
    })
  }
  discharge('0000000008', '20220401')
  admit('0000000008', '20220501')
}
const IN_BED = ['0000000001', '0000000003', '0000000005', '0000000007', '0000000008']

describe('in-patients first', () => {
  test('their charts are served while the rest is unread, then the whole replaces them', async () => {
    fill()
    await loadUntilInpatients()
    const first = current()
    expect(first).toMatchObject({ partial: 'inpatients', patients: IN_BED })
    expect(report()).toMatchObject({ partial: 'inpatients', patients: 5, gaps: 0 })
    expect(sansho('verify', '--data', data).code).toBe(0)

    const load = sansho('load', medium, '--data', data, '--inpatients-first')
    expect(load.code).toBe(0)
    const whole = current()
    expect(whole).toMatchObject({ partial: '' })
    expect(whole.patients).toHaveLength(9)
    expect(report()).toMatchObject({ partial: '', activation: { losses: [], comparedWith: '' } })
    expect(report().inpatientsFirst).toMatchObject({ patients: 5 })
    const left = fs.readdirSync(path.join(data, 'generations')).filter((name) => /^\d/.test(name))
    expect(left).toEqual([whole.folder])
    expect(sansho('generations', 'rollback', '--reason', 'x', '--data', data).code).toBe(4)
    const log = sansho('audit', 'export', '--data', data).stdout
    expect(log).toContain(first.folder)
    expect(log).toContain(whole.folder)
  })

  test('who is not found is told apart from who does not exist', async () => {
    fill()
    await loadUntilInpatients()
    const state = openStateDatabase(data)
    await openAccounts(state).add(
      { user: 'yamada', displayName: '山田', role: 'clinician', demo: false },
      PASSWORD,
    )
    state.close()
    const server = await startServer({
      dataDirectory: data,
      host: '127.0.0.1',
      port: 0,
      https: false,
      demo: false,
      viewerDirectory: path.join(work, 'dist'),
      log: () => {},
    })
    try {
      const terminal = makeTerminal(server.address)
      await terminal.send('POST', '/api/session', { user: 'yamada', password: PASSWORD })
      const status = await (await terminal.send('GET', '/api/status')).json()
      expect(status).toMatchObject({ ready: true, partial: 'inpatients' })
      const body = { query: '0000000009', limit: 10 }
      const answer = await terminal.send('POST', '/api/patients/search', body)
      expect(SearchAnswer.parse(await answer.json())).toMatchObject({
        patients: [],
        partial: 'inpatients',
      })
    } finally {
      await server.stop()
    }
  })

  test('a whole generation is never replaced by one of a part', () => {
    fill()
    expect(sansho('load', medium, '--data', data).code).toBe(0)
    const load = sansho('load', medium, '--data', data, '--inpatients-first')
    expect(load.code).toBe(0)
    expect(load.stderr).not.toContain('probable in-patients')
    expect(report()).toMatchObject({ partial: '', inpatientsFirst: null })
  })

  test('one that a kill has left is not activated over a whole one', async () => {
    fill()
    await loadUntilInpatients()
    const generations = path.join(data, 'generations')
    const { folder } = current()
    const aside = path.join(work, 'aside')
    fs.cpSync(path.join(generations, folder), aside, { recursive: true })
    expect(sansho('load', medium, '--data', data).code).toBe(0)
    const whole = current().folder
    fs.renameSync(aside, path.join(generations, folder))
    const outcome = sansho('generations', 'activate', folder, '--reason', 'x', '--data', data)
    expect(outcome).toMatchObject({ code: 4, stderr: expect.stringContaining('in-patients only') })
    expect(current().folder).toBe(whole)
  })

  test.each([
    ['a storage two folders below the medium', (place: string) => place],
    [
      'types in small letters',
      (place: string) => place.replace(/ADT-\d\d/g, (type) => type.toLowerCase()),
    ],
  ])('%s is looked through', async (_, renamed) => {
    fill()
    const below = path.join(work, 'whole', 'backup', 'storage')
    for (const name of fs.readdirSync(medium, { recursive: true, encoding: 'utf8' })) {
      if (!fs.statSync(path.join(medium, name)).isFile()) continue
      const place = path.join(below, renamed(name))
      fs.mkdirSync(path.dirname(place), { recursive: true })
      fs.renameSync(path.join(medium, name), place)
    }
    fs.rmSync(medium, { recursive: true })
    fs.renameSync(path.join(work, 'whole'), medium)
    await loadUntilInpatients()
    expect(current()).toMatchObject({ partial: 'inpatients', patients: IN_BED })
  })

  test('ids too short for two groups are looked for in one, and in none', async () => {
    for (const id of ['12', '123', '124', '1234', '12345']) person(id)
    admit('12', '20220501')
    admit('123', '20220501')
    admit('124', '20220501')
    discharge('124', '20220502')
    admit('12345', '20220501')
    fs.renameSync(path.join(medium, '12', '12'), path.join(medium, 'aside'))
    fs.rmSync(path.join(medium, '12'), { recursive: true })
    fs.renameSync(path.join(medium, 'aside'), path.join(medium, '12'))
    await loadUntilInpatients()
    expect(current()).toMatchObject({ partial: 'inpatients', patients: ['12', '123', '12345'] })
  })

  test('a small medium is read at once unless asked otherwise; one without in-patients always', () => {
    fill()
    sansho('load', medium, '--data', data)
    expect(report().inpatientsFirst).toBeNull()
    fs.rmSync(data, { recursive: true })
    fs.rmSync(medium, { recursive: true })
    person('0000000001')
    expect(sansho('load', medium, '--data', data, '--inpatients-first').code).toBe(0)
    expect(report().inpatientsFirst).toBeNull()
  })

  test('a whole that is refused leaves the in-patients served, and says so', () => {
    fill()
    const whole = ['0000000002', '0000000004', '0000000006', '0000000009']
    for (const id of whole) {
      for (let n = 0; n < 12; n++) {
        const file = writeMessage(medium, {
          patientId: id,
          type: 'OML-11',
          date: '20220601',
          order: String(n).padStart(15, '0'),
        })
        fs.writeFileSync(path.join(medium, file), crypto.getRandomValues(Buffer.alloc(2048)))
      }
    }
    const load = sansho('load', medium, '--data', data, '--inpatients-first')
    expect(load.code).toBe(4)
    expect(load.stderr).toContain(`${current().folder}, stays served`)
    expect(current()).toMatchObject({ partial: 'inpatients', patients: IN_BED })
  })

  test('folders of in-patients that are all lost leave nothing behind, and the whole says so', () => {
    fill()
    for (const id of IN_BED) {
      const folder = path.join(medium, '000/000', id)
      for (const name of fs.readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
        const file = path.join(folder, name)
        if (fs.statSync(file).isFile())
          fs.writeFileSync(file, crypto.getRandomValues(Buffer.alloc(2048)))
      }
    }
    const load = sansho('load', medium, '--data', data, '--inpatients-first')
    expect(load.code).toBe(4)
    expect(
      fs.readdirSync(path.join(data, 'generations')).filter((name) => /^\d/.test(name)),
    ).toEqual([])
  })
})
