import { once } from 'node:events'
import fs from 'node:fs'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  copyOf,
  expectVerified,
  filesOf,
  type Hospital,
  load,
  loadAsAnew,
  makeHospital,
  remove,
} from './loaded-hospital.ts'
import { query, sansho, startSansho } from './medium.ts'

describe('of an earlier load', () => {
  let base: Hospital
  let hospital: Hospital
  let sources: string[] = []
  beforeAll(() => {
    base = makeHospital(3)
    load(base, [`ehr=${base.ehr}`])
  })
  afterAll(() => remove(base))
  beforeEach(() => {
    hospital = copyOf(base)
    sources = [`ehr=${hospital.ehr}`]
  })
  afterEach(() => remove(hospital))

  test('what was damaged, belongs to another program or has lost its documents is not used', () => {
    const kept = path.join(hospital.data, 'readings')
    const chart = path.join(kept, 'base', 'chart.sqlite')
    const bytes = fs.readFileSync(chart)
    bytes.writeUInt8((bytes.readUInt8(9_000) ^ 1) & 0xff, 9_000)
    fs.writeFileSync(chart, bytes)
    expect(load(hospital, sources).takenOver.files).toBe(0)
    fs.writeFileSync(path.join(kept, 'software'), 'another')
    expect(load(hospital, sources).takenOver.files).toBe(0)
    for (const file of filesOf(path.join(kept, 'blobs'))) fs.rmSync(file)
    const { takenOver, files } = loadAsAnew(hospital, sources)
    expect(takenOver.files).toBeGreaterThan(0)
    expect(takenOver.files).toBeLessThan(files.seen)
  }, 300_000)

  test('images that were indexed without their pixels are listed, and copied by the next load', () => {
    const counts = () => {
      const kept = `SELECT sum(blob = '') AS without, sum(blob <> '') AS whole, sum(blob = '' AND rows = 0) AS objects`
      return query(hospital.data, `${kept} FROM image_instance`)[0] as Record<string, number>
    }
    fs.rmSync(hospital.data, { recursive: true })
    const { uncopied, records } = load(hospital, sources, '--without-pixels')
    expect(uncopied).toBeGreaterThan(0)
    const first = counts()
    expect(first).toMatchObject({ without: uncopied, objects: 0 })
    expectVerified(hospital)
    const next = loadAsAnew(hospital, sources)
    expect([next.uncopied, next.records]).toEqual([0, records])
    expect(counts()).toEqual({ without: 0, whole: (first.whole ?? 0) + uncopied, objects: 0 })
    // What is there already stays.
    expect(load(hospital, sources, '--without-pixels').uncopied).toBe(0)
  }, 120_000)

  test('says for which files nothing would show a single changed bit', () => {
    const generations = path.join(hospital.data, 'generations')
    const list = () =>
      fs
        .readFileSync(path.join(generations, 'current', 'unwitnessed-files.csv'), 'utf8')
        .trim()
        .split('\r\n')
        .slice(1)
    const report = path.join(generations, 'current', 'report.json')
    const { unwitnessed, files } = JSON.parse(fs.readFileSync(report, 'utf8'))
    expect(unwitnessed).toBe(list().length)
    expect(unwitnessed).toBeGreaterThan(files.loaded - 1)

    // The second reading finds the bytes of the first: they vouch for each other.
    expect(load(hospital, sources, '--rehash')).toMatchObject({
      unwitnessed: 0,
      takenOver: { files: 0 },
    })
    const [lab = ''] = filesOf(hospital.ehr).filter((each) => each.includes('OML-11'))
    fs.copyFileSync(lab, lab.replace('_1', '_1.bak'))
    const other = lab.replace(/(\d{17})(_\d+_1)$/, '20261030235959000$2')
    fs.renameSync(lab, other)
    expect(load(hospital, sources, '--activate', 'test').unwitnessed).toBeGreaterThan(0)
    expect(list()).toContain(`ehr,${path.relative(hospital.ehr, other)}`)

    const seal = path.join(hospital.work, 'medium.seal')
    const sealed = sansho('seal', hospital.ehr, '--out', seal, '--data', hospital.data)
    expect(sealed.code, sealed.stderr).toBe(0)
    fs.rmSync(generations, { recursive: true, force: true })
    expect(load(hospital, sources, '--seal', seal).unwitnessed).toBe(0)
  }, 300_000)
})

test('a killed load goes on where it was, and what the power cut spoiled is read again', async () => {
  const hospital = makeHospital(60)
  const sources = [`ehr=${hospital.ehr}`]
  const begun = startSansho('load', ...sources, '--data', hospital.data)
  const journals = path.join(hospital.data, 'readings', 'journals')
  const sizes = () =>
    fs.existsSync(journals) ? filesOf(journals).map((file) => fs.statSync(file).size) : []
  let before: number[] = []
  // A frame that is being written would be lost with the process: it has grown no more since the last look.
  const isWritten = () => sizes().some((size, at) => size > 100_000 && size === before[at])
  while (!isWritten() && begun.exitCode === null) {
    before = sizes()
    await wait(5)
  }
  begun.kill('SIGKILL')
  await once(begun, 'exit')
  expect(fs.existsSync(path.join(hospital.data, 'generations', 'current'))).toBe(false)
  const [blob] = filesOf(path.join(hospital.data, 'readings', 'blobs'))
  if (blob !== undefined) fs.truncateSync(blob, 1)
  const [frames = ''] = filesOf(journals).filter((file) => file.endsWith('.frames'))
  fs.appendFileSync(frames, 'torn')

  const { takenOver, files } = loadAsAnew(hospital, sources)
  expect(takenOver.files).toBeGreaterThan(0)
  expect(takenOver.files).toBeLessThan(files.seen)
  expectVerified(hospital)
  remove(hospital)
}, 300_000)
