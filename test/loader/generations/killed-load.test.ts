import { once } from 'node:events'
import fs from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  labSegments,
  report,
  sansho,
  startSansho,
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
  for (let patient = 1; patient <= 400; patient++) {
    const patientId = String(patient * 1000).padStart(10, '0')
    writeMessage(medium, { patientId, type: 'ADT-00', segments: ['PV1|0001|O'] })
    for (let order = 1; order <= 5; order++) {
      const lab = { patientId, type: 'OML-11', date: '20220501', order: String(order) }
      writeMessage(medium, { ...lab, segments: labSegments(`${order}.0`) })
    }
  }
})
afterEach(() => fs.rmSync(work, { recursive: true, force: true }))

const generations = () => path.join(data, 'generations')
const current = () => fs.readlinkSync(path.join(generations(), 'current'))
const buildings = () =>
  fs.readdirSync(generations()).filter((name) => name.startsWith('.building-'))

/** Resolves when the load has begun to read. */
async function startedLoad() {
  // Everything is read again: a load that takes over may be done before anything reaches it.
  const load = startSansho('load', medium, '--data', data, '--json', '--rehash')
  await once(load.stdout, 'data')
  return load
}

test('a load killed in the middle leaves the old generation, and the next load works', async () => {
  const first = report(sansho('load', medium, '--data', data, '--json')).generation
  const load = await startedLoad()
  load.kill('SIGKILL')
  await once(load, 'exit')
  expect(current()).toBe(first)
  expect(buildings()).toHaveLength(1)

  const next = sansho('load', medium, '--data', data, '--json')
  expect(next.code).toBe(0)
  expect(current()).toBe(report(next).generation)
  expect(buildings()).toEqual([])
})

test('a load stopped by the operator cleans up behind itself', async () => {
  const first = report(sansho('load', medium, '--data', data, '--json')).generation
  const load = await startedLoad()
  load.kill('SIGINT')
  const [code] = await once(load, 'exit')
  expect(code).toBe(1)
  expect(current()).toBe(first)
  expect(buildings()).toEqual([])
})

test('a second load is refused while the first is at work, and names it', async () => {
  const load = await startedLoad()
  load.kill('SIGSTOP')
  const second = sansho('load', medium, '--data', data)
  load.kill('SIGCONT')
  const [code] = await once(load, 'exit')
  expect(second.code).toBe(4)
  expect(second.stderr).toMatch(/another load is running.*process \d+ has been loading/)
  expect(code).toBe(0)
})
