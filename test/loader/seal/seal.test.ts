import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { sealGeneration } from '../../../loader/generations/generation-seal.ts'
import { fingerprint, signingKey } from '../../../loader/seal/signing-key.ts'
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
let list = ''
beforeEach(() => {
  work = temporaryFolder()
  medium = path.join(work, 'medium')
  data = path.join(work, 'data')
  list = path.join(work, 'medium.seal')
  writePatient('0000000001')
  writePatient('0000000002')
})
afterEach(() => fs.rmSync(work, { recursive: true, force: true }))

function writePatient(patientId: string): string {
  writeMessage(medium, { patientId, type: 'ADT-00', segments: ['PV1|0001|O'] })
  const lab = { patientId, type: 'OML-11', date: '20220501', order: '1' }
  return writeMessage(medium, { ...lab, segments: labSegments('1.0') })
}

const seal = () => sansho('seal', medium, '--out', list, '--data', data, '--json')
const load = (...more: string[]) =>
  sansho('load', medium, '--data', data, '--json', '--seal', list, ...more)

test('an unchanged medium agrees with its seal', () => {
  const sealed = seal()
  expect(sealed.stderr).toBe('')
  expect(report(sealed)).toMatchObject({ files: 4, unreadable: 0 })
  expect(fs.readdirSync(medium)).toEqual(['000'])
  const outcome = load()
  expect(outcome.code).toBe(0)
  expect(report(outcome).seals).toMatchObject([
    { source: 'ehr', isOwn: true, same: 4, changed: 0, missing: 0, added: 0 },
  ])
  expect(fs.statSync(path.join(data, 'state', 'seal-key.pem')).mode & 0o777).toBe(0o600)
})

test('every changed, missing and added file is named, and what is missing is a gap on its chart', () => {
  const third = writePatient('0000000003')
  seal()
  const changed = writePatient('0000000002')
  fs.appendFileSync(path.join(medium, changed), 'NTE|1||added later\r')
  fs.rmSync(path.join(medium, '000/000/0000000003'), { recursive: true })
  const added = writeMessage(medium, { patientId: '0000000004', type: 'ADT-00' })
  const outcome = load()
  expect(outcome.code).toBe(3)
  expect(report(outcome).seals).toMatchObject([{ same: 3, changed: 1, missing: 2, added: 1 }])
  const differences = query(
    data,
    'SELECT path, difference FROM seal_difference ORDER BY difference, path',
    'manifest',
  )
  expect(differences).toContainEqual({ path: changed, difference: 'changed' })
  expect(differences).toContainEqual({ path: added, difference: 'added' })
  expect(differences).toContainEqual({ path: third, difference: 'missing' })
  const gaps = query(
    data,
    `SELECT p.patient_id, g.data_type, g.date FROM gap g JOIN patient p ON p.id = g.patient
     WHERE g.reason = 'missing-file' ORDER BY g.data_type`,
  )
  const doubts = query<{ detail: string }>(
    data,
    `SELECT p.patient_id, g.data_type, g.detail FROM gap g JOIN patient p ON p.id = g.patient WHERE g.reason = 'doubtful'`,
  )
  expect(doubts).toMatchObject([{ patient_id: '0000000002', data_type: 'OML-11' }])
  expect(doubts[0]?.detail).toContain('another SHA-256 stands in the seal of 20')
  expect(gaps).toEqual([
    { patient_id: '0000000003', data_type: 'ADT-00', date: '' },
    { patient_id: '0000000003', data_type: 'OML-11', date: '2022-05-01' },
  ])
})

test('a list of SHA-256 on the medium itself is compared with what was read', () => {
  const third = writePatient('0000000003')
  const lab = writePatient('0000000002')
  const sums = execFileSync('sh', ['-c', 'find . -type f | xargs sha256sum'], { cwd: medium })
  fs.writeFileSync(path.join(medium, 'SHA256SUMS'), sums)
  fs.rmSync(path.join(medium, third))
  const place = path.join(medium, lab)
  fs.writeFileSync(place, fs.readFileSync(place, 'latin1').replace('||1.0|', '||7.0|'), 'latin1')
  const outcome = sansho('load', medium, '--data', data, '--json')
  expect(outcome.code).toBe(3)
  const gaps = query(
    data,
    `SELECT p.patient_id, g.data_type, g.reason, g.detail FROM gap g JOIN patient p ON p.id = g.patient
     ORDER BY p.patient_id`,
  )
  const detail = 'another SHA-256 stands in SHA256SUMS'
  expect(gaps).toEqual([
    { patient_id: '0000000002', data_type: 'OML-11', reason: 'doubtful', detail },
    { patient_id: '0000000003', data_type: 'OML-11', reason: 'missing-file', detail: third },
  ])
  expect(report(outcome).unwitnessed).toBe(1)
})

test('the manifest says which medium it was and who had it read', () => {
  sansho('load', medium, '--data', data)
  const [source] = query<{ identity: string }>(data, 'SELECT identity FROM source', 'manifest')
  expect(source?.identity).toMatch(/^[\w.]+ \S+/)
  expect(query(data, 'SELECT operator, machine FROM load', 'manifest')).toEqual([
    { operator: os.userInfo().username, machine: os.hostname() },
  ])
})

test('an altered seal is refused and nothing is published', () => {
  seal()
  const text = fs.readFileSync(list, 'utf8')
  fs.writeFileSync(list, text.replace(/"size":(\d)/, '"size":9$1'))
  const outcome = load()
  expect(outcome.code).toBe(4)
  expect(outcome.stderr).toContain('its signature does not fit')
  expect(fs.existsSync(path.join(data, 'generations', 'current'))).toBe(false)
  fs.writeFileSync(list, text.split('\n').slice(0, 3).join('\n'))
  expect(load().code).toBe(4)
})

test('a seal that cannot be read is refused before anything is read, and so is a name that no medium has', () => {
  const absent = load()
  expect(absent.code).toBe(4)
  expect(absent.stderr).toContain(`${list}: ENOENT`)
  expect(absent.stderr).not.toContain('Check the disk')
  seal()
  const strange = sansho('load', medium, '--data', data, '--seal', `docs=${list}`)
  expect(strange.code).toBe(2)
  expect(strange.stderr).toContain('say which source it belongs to')
  expect(fs.existsSync(path.join(data, 'generations'))).toBe(false)
})

test('a seal of another medium is asked about', () => {
  seal()
  const other = path.join(work, 'other')
  writeMessage(other, { patientId: '0000000009', type: 'ADT-00' })
  const outcome = sansho('load', other, '--data', data, '--seal', list)
  expect(outcome.code).toBe(3)
  expect(outcome.stdout).toContain('is it the seal of another medium?')
})

test('a seal by another installation counts, but is marked', () => {
  sansho('seal', medium, '--out', list, '--data', path.join(work, 'elsewhere'))
  expect(report(load()).seals).toMatchObject([{ isOwn: false, same: 4 }])
})

test('a seal is never written onto the medium or over another file', () => {
  const inside = path.join(medium, '000', 'x.seal')
  const outcome = sansho('seal', medium, '--out', inside, '--data', data)
  expect(outcome.code).toBe(4)
  expect(outcome.stderr).toContain('lies on the medium')
  fs.symlinkSync(medium, path.join(work, 'link'))
  const through = path.join(work, 'link', 'x.seal')
  expect(sansho('seal', medium, '--out', through, '--data', data).code).toBe(4)
  seal()
  expect(seal().code).toBe(4)
  expect(sansho('seal', medium, '--data', data).code).toBe(2)
})

test('verify proves a generation and its medium, or says where they differ', () => {
  seal()
  load()
  const verify = (...more: string[]) => sansho('verify', '--data', data, ...more)
  const sound = verify('--medium', medium)
  expect(sound.stdout).toContain('is what was published')
  expect(sound.stdout).toContain('The media hold what was loaded')
  expect(sound.code).toBe(0)

  const lab = writePatient('0000000001')
  fs.appendFileSync(path.join(medium, lab), 'NTE|1||x\r')
  fs.writeFileSync(path.join(medium, 'new.txt'), 'x')
  const media = JSON.parse(verify('--medium', medium, '--json').stdout)
  expect(media).toMatchObject({ sound: false, faults: [] })
  expect(media.media).toContainEqual({ source: 'ehr', path: lab, difference: 'changed' })
  expect(media.media).toContainEqual({ source: 'ehr', path: 'new.txt', difference: 'added' })
  expect(verify().code).toBe(0)

  const folder = fs.realpathSync(path.join(data, 'generations', 'current'))
  fs.chmodSync(path.join(folder, 'report.json'), 0o644)
  fs.appendFileSync(path.join(folder, 'report.json'), ' ')
  const altered = verify()
  expect(altered.code).toBe(1)
  expect(altered.stdout).toContain('report.json differs')
})

test('a generation that somebody altered and sealed anew with a key of their own is not taken for what was published', () => {
  seal()
  load()
  const folder = fs.realpathSync(path.join(data, 'generations', 'current'))
  const list = path.join(folder, 'unwitnessed-files.csv')
  fs.chmodSync(folder, 0o755)
  fs.chmodSync(list, 0o644)
  fs.appendFileSync(list, 'x')
  fs.rmSync(path.join(folder, 'seal.json'))
  const stranger = signingKey(path.join(work, 'stranger'))
  sealGeneration(folder, path.basename(folder), stranger)
  const key = fingerprint(stranger.publicKey)
  const verify = (...more: string[]) => sansho('verify', '--data', data, '--json', ...more)
  const found = verify()
  expect(found.code).toBe(1)
  expect(JSON.parse(found.stdout).faults).toEqual([
    expect.stringContaining(`sealed with key ${key}, not with `),
  ])
  expect(verify('--key', key).code).toBe(0)
  expect(verify('--key', '0'.repeat(16)).code).toBe(1)
})

test('one flipped bit in a database, a stray journal and an altered seal are found', () => {
  seal()
  load()
  const folder = fs.realpathSync(path.join(data, 'generations', 'current'))
  const faults = () => JSON.parse(sansho('verify', '--data', data, '--json').stdout).faults
  fs.writeFileSync(path.join(folder, 'chart.sqlite-wal'), 'x')
  expect(faults()).toEqual(['chart.sqlite-wal was not there when it was published'])
  fs.rmSync(path.join(folder, 'chart.sqlite-wal'))
  const manifest = path.join(folder, 'manifest.sqlite')
  fs.chmodSync(manifest, 0o644)
  const bytes = fs.readFileSync(manifest)
  bytes[9000] = (bytes[9000] ?? 0) ^ 1
  fs.writeFileSync(manifest, bytes)
  expect(faults()).toEqual([expect.stringContaining('manifest.sqlite differs')])
  const sealFile = path.join(folder, 'seal.json')
  fs.chmodSync(sealFile, 0o644)
  fs.writeFileSync(sealFile, fs.readFileSync(sealFile, 'utf8').replace(/"bytes": \d/, '"bytes": 7'))
  expect(faults()).toEqual([expect.stringContaining('seal.json was altered')])
})
