import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createRandom } from '../../../scripts/demo-hospital/random.ts'
import {
  bothSources,
  changeSome,
  changeUnseen,
  copyOf,
  expectVerified,
  filesOf,
  type Hospital,
  load,
  loadAsAnew,
  makeHospital,
  remove,
} from './loaded-hospital.ts'
import { query } from './medium.ts'

const EXAMPLES = fileURLToPath(new URL('../../../docs/examples', import.meta.url))
const PAST = 1_700_000_000

let base: Hospital
let hospital: Hospital
beforeAll(() => {
  base = makeHospital(6)
  load(base, bothSources(base))
})
afterAll(() => remove(base))
beforeEach(() => {
  hospital = copyOf(base)
})
afterEach(() => remove(hospital))

const labs = () => filesOf(hospital.ehr).filter((file) => file.includes('OML-11'))

/** The files whose bytes were read in that load and are sound, of these formats. */
function readIn(loadedAt: string, formats = "'ssmix2', 'fhir', 'csv', ''"): string[] {
  const sql = `SELECT path FROM file WHERE read_at >= '${loadedAt}' AND sha256 <> '' AND verdict <> 'damaged'
               AND format IN (${formats}) ORDER BY path`
  return query<{ path: string }>(hospital.data, sql, 'manifest').map((file) => file.path)
}

describe('a newer snapshot of the same hospital', () => {
  test('gives the same read model as a load of everything, whatever changed', () => {
    const joined = () =>
      query<{ n: number }>(
        hospital.data,
        'SELECT count(*) AS n FROM other_statement WHERE agrees = 1',
      )[0]?.n
    for (const seed of [1, 2, 3]) {
      const random = createRandom(seed, 'delta')
      changeSome(hospital.media, path.join(hospital.work, 'aside'), random)
      if (seed === 3) fs.utimesSync(filesOf(hospital.fhir)[0] ?? '', PAST, PAST)
      const { takenOver, files } = loadAsAnew(hospital, bothSources(hospital))
      expect(takenOver.files).toBeGreaterThan(files.seen / 2)
      expect(takenOver.files).toBeLessThan(files.seen)
      expect(joined()).toBeGreaterThan(100)
    }
    expectVerified(hospital)
  }, 300_000)

  test('a patient, and a whole source, that are gone leave nothing behind', () => {
    const swapped = bothSources(hospital).toReversed()
    const { takenOver, files } = loadAsAnew(hospital, swapped)
    expect(takenOver.files).toBeGreaterThan(files.seen * 0.9)

    const [patient = ''] = labs().map((file) => path.basename(file).split('_')[0])
    for (const file of filesOf(hospital.ehr)) if (file.includes(patient)) fs.rmSync(file)
    loadAsAnew(hospital, [`ehr=${hospital.ehr}`])
    const left = query(hospital.data, `SELECT 1 FROM patient WHERE patient_id = '${patient}'`)
    expect(left).toEqual([])
  }, 300_000)

  test('what is in the manifest says when its bytes were read', () => {
    const [first = ''] = labs()
    fs.utimesSync(first, PAST, PAST)
    const { loadedAt, takenOver, files } = load(hospital, bothSources(hospital))
    expect(readIn(loadedAt)).toEqual([path.relative(hospital.ehr, first)])
    expect(takenOver.files).toBeLessThan(files.seen)
    expect(takenOver.files).toBeGreaterThan(files.seen * 0.9)
  }, 60_000)
})

describe('files that refer to each other', () => {
  const OTHERS = "'fhir', 'csv', ''"

  test('stand together, or are all read again', () => {
    const { ehr } = hospital
    const fhir = () => filesOf(path.join(ehr, 'fhir'))
    const exports = path.join(ehr, 'exports')
    const happenings: readonly (() => void)[] = [
      // One is newer, one is gone, one has come that explains others, one is not to be understood any more.
      () => fs.utimesSync(fhir()[0] ?? '', PAST, PAST),
      () => fs.rmSync(fhir().find((file) => /Patient/.test(file)) ?? ''),
      () => {
        const mapping = filesOf(exports).find((file) => file.endsWith('.yaml'))
        fs.copyFileSync(mapping ?? '', path.join(ehr, 'sansho-mapping.yaml'))
      },
      () => fs.writeFileSync(fhir()[0] ?? '', 'nothing of the kind'),
    ]
    fs.renameSync(hospital.fhir, path.join(ehr, 'fhir'))
    fs.cpSync(EXAMPLES, exports, { recursive: true })
    fs.writeFileSync(path.join(exports, 'plain.csv'), 'a,b\r\n1,2\r\n')
    load(hospital, [`ehr=${ehr}`], '--activate', 'test')
    fs.utimesSync(labs()[0] ?? '', PAST, PAST)
    expect(readIn(loadAsAnew(hospital, [`ehr=${ehr}`]).loadedAt, OTHERS)).toEqual([])
    for (const happens of happenings) {
      happens()
      const { loadedAt } = load(hospital, [`ehr=${ehr}`], '--activate', 'test')
      expect(readIn(loadedAt, OTHERS).length).toBeGreaterThan(5)
    }
    fs.rmSync(path.join(ehr, 'sansho-mapping.yaml'))
    loadAsAnew(hospital, [`ehr=${ehr}`])
  }, 300_000)

  test('stand together in an archive, too, where every byte is compared', () => {
    const archive = path.join(hospital.work, 'medium.tar')
    const written = () => {
      execFileSync('tar', ['-cf', archive, '-C', hospital.media, '.'])
      return [`ehr=${archive}`]
    }
    load(hospital, written(), '--activate', 'test')
    const [first = ''] = labs()
    changeUnseen(first)
    const { loadedAt, takenOver } = loadAsAnew(hospital, written())
    expect(readIn(loadedAt, OTHERS)).toEqual([])
    expect(takenOver).toMatchObject({ changedUnseen: 0 })
    const changed = query(
      hospital.data,
      `SELECT path FROM file WHERE read_at >= '${loadedAt}'`,
      'manifest',
    )
    expect(changed).toEqual([{ path: path.relative(hospital.media, first) }])

    const [fhir = ''] = filesOf(hospital.fhir).filter((file) => file.includes('Patient'))
    changeUnseen(fhir)
    expect(readIn(loadAsAnew(hospital, written()).loadedAt, OTHERS).length).toBeGreaterThan(5)
  }, 300_000)
})

test('files that changed without a trace in their times are found, and then everything is read', () => {
  const changed = filesOf(hospital.ehr).filter((each) => /OML-11|OMP-|ADT-12/.test(each))
  // About a hundred of them all are read and compared: that none of so many is among those does not happen.
  expect(changed.length).toBeGreaterThan(filesOf(hospital.ehr).length / 4)
  for (const file of changed) changeUnseen(file)
  const { takenOver } = load(
    hospital,
    bothSources(hospital),
    '--activate',
    'test',
    '--accept-damage',
    'test',
  )
  expect(takenOver.changedUnseen).toBeGreaterThan(0)
  expect(takenOver.files).toBe(0)
}, 300_000)
