import fs from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { query, sansho, temporaryFolder, writeMessage } from './medium.ts'

let work = ''
beforeEach(() => {
  work = temporaryFolder()
})
afterEach(() => fs.rmSync(work, { recursive: true, force: true }))

test('of more indexes than can be held together the rest is refused by name, and everything else loads', () => {
  const medium = path.join(work, 'medium')
  const data = path.join(work, 'data')
  writeMessage(medium, { patientId: '0000000001', type: 'ADT-00', segments: ['PV1|1|O'] })
  for (let n = 0; n < 4; n++) {
    const folder = path.join(medium, `export-${n}`)
    fs.mkdirSync(folder)
    fs.writeFileSync(path.join(folder, 'index.csv'), 'patient,file\r\n')
    // Nothing but zeros behind, which takes no room on the disk.
    fs.truncateSync(path.join(folder, 'index.csv'), 2 ** 25)
  }
  const outcome = sansho('load', medium, '--data', data)
  expect(outcome.code, outcome.stderr).toBe(3)
  const refused = query<{ path: string }>(
    data,
    "SELECT path FROM file WHERE reason = 'unreadable' AND detail LIKE 'more indexes%'",
    'manifest',
  )
  expect(refused).toHaveLength(2)
  expect(query(data, 'SELECT patient_id FROM patient')).toEqual([{ patient_id: '0000000001' }])
}, 120_000)
