/** Messages that real systems write otherwise than SS-MIX2 foresees, from the medium to the answer at a terminal. */
import fs from 'node:fs'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { LabsAnswer } from '../../model/api/chart/labs.ts'
import { MedicationsAnswer } from '../../model/api/chart/medications.ts'
import { OpenChartAnswer } from '../../model/api/chart/opening.ts'
import { ProblemsAnswer } from '../../model/api/chart/problems.ts'
import { SummaryAnswer } from '../../model/api/chart/summary.ts'
import { fieldProblemText } from '../../model/codes/field-problem-words.ts'
import { labSegments, sansho, temporaryFolder, writeMessage } from '../loader/load/medium.ts'
import { startTestServer, type Terminal, type TestServer } from '../server/running-server.ts'

let medium: string
let server: TestServer
let terminal: Terminal

beforeAll(async () => {
  medium = temporaryFolder()
  writeAll()
  server = await startTestServer(null)
  const loaded = sansho('load', medium, '--data', server.dataDirectory, '--json')
  expect(loaded.stderr).toBe('')
  terminal = await server.clinician()
  // The server looks for a new generation at most once a second.
  await vi.waitFor(
    async () => {
      const status = await (await terminal.send('GET', '/api/status')).json()
      expect(status).toMatchObject({ ready: true })
    },
    { timeout: 10_000, interval: 200 },
  )
}, 60_000)
afterAll(async () => {
  await server.stop()
  fs.rmSync(medium, { recursive: true, force: true })
})

const PATIENTS = {
  cancelledElsewhere: '0000000101',
  cancelledByStatus: '0000000102',
  cancelledOneGroup: '0000000103',
  cancelledReport: '0000000104',
  sharedCode: '0000000105',
  enteredTwice: '0000000106',
  severalAllergens: '0000000107',
  allergyAtAdmission: '0000000108',
  drugsOnly: '0000000109',
  renumbered: '0000000110',
  deletedWithoutKey: '0000000111',
  twoMessages: '0000000112',
  oddUnit: '0000000113',
  extension: '0000000114',
  refiled: '0000000115',
  refiledPart: '0000000116',
  serial: '0000000117',
  short: '12',
} as const
type Name = keyof typeof PATIENTS

function writeAll(): void {
  const write = (name: Name, type: string, segments: string[], more = {}) =>
    writeMessage(medium, { patientId: PATIENTS[name], type, segments, ...more })
  const ORDER = '000000000000001'
  const ordered = { date: '20220501', order: ORDER, timestamp: '20220501100000000' }
  const nextDay = { date: '20220502', order: ORDER, timestamp: '20220502100000000' }

  write('cancelledElsewhere', 'OMP-01', prescription('NW', '1'), ordered)
  write('cancelledElsewhere', 'OMP-01', [`ORC|CA|${ORDER}||1`], nextDay)
  write('cancelledByStatus', 'OMP-01', prescription('SC', '1', 'CA'), ordered)
  const groups = [...prescription('NW', '1'), ...prescription('NW', '2')]
  write('cancelledOneGroup', 'OMP-01', groups, ordered)
  write('cancelledOneGroup', 'OMP-01', [`ORC|DC^stop|${ORDER}||2`], nextDay)
  write('cancelledReport', 'OML-11', labSegments('9.9').toSpliced(3, 0, 'ORC|CA|1'), ordered)

  const iam = (code: string, name: string, action = 'A', status = '') =>
    `IAM|1|FA^FOOD^HL70127|${code}^${name}^99X|||${action}|||||||||||${status}`
  const shellfish = [iam('99', 'SHRIMP'), iam('99', 'CRAB')]
  write('sharedCode', 'ADT-61', shellfish, { timestamp: '20220401000000000' })
  write('sharedCode', 'ADT-61', [iam('99', 'SHRIMP', 'D')])
  const twice = [iam('1', 'EGG', 'A', 'C^confirmed'), iam('2', 'EGG', 'A', 'E^erroneous')]
  write('enteredTwice', 'ADT-61', twice)
  write('severalAllergens', 'ADT-00', ['PV1|1|O', 'AL1|1|DA|1^ASPIRIN^99X~2^PENICILLIN^99X'])
  const admission = ['PV1|1|I|W1^1^1^^^N', 'AL1|1|DA|1^ASPIRIN^99X']
  write('allergyAtAdmission', 'ADT-22', admission, { date: '20220501' })
  write('drugsOnly', 'ADT-00', ['PV1|1|O', 'AL1|1|DA|0^NKDA^99X'])

  const prb = (action: string, code: string, key: string) =>
    `PRB|${action}|20220101|${code}^DISEASE${code}^MDCDX2|${key}|||20220101`
  const earlier = { timestamp: '20220401000000000' }
  write('renumbered', 'PPR-01', [prb('AD', '1', '1'), prb('AD', '2', '1')], earlier)
  write('renumbered', 'PPR-01', [prb('AD', '3', '1')])
  write('deletedWithoutKey', 'PPR-01', [prb('AD', '1', '')], earlier)
  write('deletedWithoutKey', 'PPR-01', [prb('DE', '1', '')])

  const stay = 'PV1|1|I|W1^1^1^^^N'
  const second = `MSH|^~\\&|A|B|C|D|2022||ADT^A11|1|P|2.5`
  write('twoMessages', 'ADT-22', [stay, second, 'PID|1||0000000112', stay], { date: '20220501' })
  const odd = labSegments('1.3').map((line) => line.replace('mg/dL^mg/dL^99X', '^^mg/dL'))
  write('oddUnit', 'OML-11', odd, ordered)
  write('extension', 'OML-11', labSegments('1.3'), { ...ordered, suffix: '.hl7' })
  const corrected = labSegments('3.1').map((line) => line.replace(/F$/, 'C'))
  write('refiled', 'OML-11', labSegments('1.3'), ordered)
  write('refiled', 'OML-11', corrected, nextDay)
  const potassium = 'OBX|2|NM|3H015000002327101^POTASSIUM^JC10||6.5|mmol/L^mmol/L^99X|3.5-5.0|H|||F'
  write('refiledPart', 'OML-11', [...labSegments('1.3'), potassium], ordered)
  write('refiledPart', 'OML-11', corrected, nextDay)
  const later = labSegments('1.5').map((line) => line.replace('202205010900', '202205020900'))
  write('serial', 'OML-11', labSegments('1.3'), ordered)
  write('serial', 'OML-11', later, nextDay)
  const folder = `${medium}/12/12/-/ADT-00`
  fs.mkdirSync(folder, { recursive: true })
  const from = write('short', 'ADT-00', ['PV1|1|O', 'AL1|1|DA|1^ASPIRIN^99X'])
  fs.renameSync(`${medium}/${from}`, `${folder}/${from.slice(from.lastIndexOf('/') + 1)}`)
}

function prescription(control: string, group: string, status = ''): string[] {
  return [
    `ORC|${control}|000000000000001||${group}|${status}||||202205010900`,
    `RXE||100^DRUG${group}^HOT9|1||TAB^TAB^MR9P`,
    'TQ1|1||1&DAILY&JAMISDP01|||60^d|20220501',
  ]
}

async function read<Answer>(
  schema: { parse: (input: unknown) => Answer },
  name: Name,
  part: string,
): Promise<Answer> {
  const chart = await terminal.open(PATIENTS[name])
  return schema.parse(await (await terminal.send('GET', `/api/charts/${chart}/${part}`)).json())
}

async function open(name: Name): Promise<OpenChartAnswer> {
  const answer = await terminal.send('POST', '/api/charts', { patientId: PATIENTS[name] })
  return OpenChartAnswer.parse(await answer.json())
}

describe('a cancelled order is never current', () => {
  const drugs = async (name: Name) => {
    const { orders } = await read(MedicationsAnswer, name, 'medications')
    return orders
      .filter((order) => order.components.length > 0)
      .map(({ components, cancelled, currentBy }) => [
        components[0]?.drug,
        cancelled,
        currentBy !== null,
      ])
  }

  test('when the cancellation lies in the folder of another day', async () => {
    expect(await drugs('cancelledElsewhere')).toEqual([['DRUG1', true, false]])
  })

  test('when only the order status says so', async () => {
    expect(await drugs('cancelledByStatus')).toEqual([['DRUG1', true, false]])
  })

  test('and one group of it does not take the others along', async () => {
    expect(await drugs('cancelledOneGroup')).toEqual([
      ['DRUG1', false, true],
      ['DRUG2', true, false],
    ])
  })

  test('nor do results of a cancelled report read as values', async () => {
    const { groups, results } = await read(LabsAnswer, 'cancelledReport', 'labs')
    expect(groups).toMatchObject([{ status: 'X' }])
    expect(results).toMatchObject([{ text: '9.9', status: 'X' }])
  })
})

describe('a result filed again under another day', () => {
  const shown = async (name: Name) =>
    (await read(LabsAnswer, name, 'labs')).results.map(({ text, status }) => [text, status]).sort()

  test('is shown as corrected, and not as it was', async () => {
    expect(await shown('refiled')).toEqual([['3.1', 'C']])
    const { fieldProblems } = await read(SummaryAnswer, 'refiled', 'summary')
    expect(fieldProblems).toMatchObject([
      { reason: expect.stringContaining('filed again under another day') },
    ])
    const [problem] = fieldProblems
    expect(fieldProblemText(problem?.reason ?? '', 'ja')).toContain('登録し直されており')
  })

  test('leaves valid what the later file does not repeat', async () => {
    expect(await shown('refiledPart')).toEqual([
      ['3.1', 'C'],
      ['6.5', 'F'],
    ])
  })

  test('is another measurement where the specimen was taken at another time', async () => {
    expect(await shown('serial')).toEqual([
      ['1.3', 'F'],
      ['1.5', 'F'],
    ])
  })
})

describe('an allergy', () => {
  const told = async (name: Name) => {
    const { allergies, allergyState } = await read(ProblemsAnswer, name, 'problems')
    const rows = allergies.map(({ substance, current, deleted }) => [substance, current, deleted])
    return { allergyState, rows }
  }

  test('is not deleted with another one that shares a code for "other"', async () => {
    expect(await told('sharedCode')).toEqual({
      allergyState: 'present',
      rows: [
        ['CRAB', true, false],
        ['SHRIMP', false, true],
      ],
    })
  })

  test('stands though a second entry of it was made in error', async () => {
    expect(await told('enteredTwice')).toEqual({
      allergyState: 'present',
      rows: [['EGG', true, false]],
    })
  })

  test('is told for every allergen of a repeated field', async () => {
    expect((await told('severalAllergens')).rows).toEqual([
      ['ASPIRIN', true, false],
      ['PENICILLIN', true, false],
    ])
  })

  test('is read from an admission as well', async () => {
    expect((await told('allergyAtAdmission')).allergyState).toBe('present')
  })

  test('"none" for drugs alone is not "no known allergy"', async () => {
    expect((await told('drugsOnly')).allergyState).toBe('no-record')
  })
})

describe('a problem', () => {
  const names = async (name: Name) =>
    (await read(ProblemsAnswer, name, 'problems')).problems.map((each) => each.name).sort()

  test('is not lost to another one added under the same number', async () => {
    expect(await names('renumbered')).toEqual(['DISEASE1', 'DISEASE2', 'DISEASE3'])
  })

  test('without a key is deleted by its disease and day', async () => {
    expect(await names('deletedWithoutKey')).toEqual([])
  })
})

test('a second message in a file of one event is a gap, not an event half read', async () => {
  const { banner, patientGaps } = await open('twoMessages')
  expect(banner.ward).toBe('')
  expect(patientGaps).toMatchObject([{ dataType: 'ADT-22', reason: 'unparsable' }])
})

test('a unit in the place of its coding system stays with its number', async () => {
  expect((await read(LabsAnswer, 'oddUnit', 'labs')).items).toMatchObject([{ unit: 'mg/dL' }])
})

test('a file name may carry the extension .hl7', async () => {
  expect((await read(LabsAnswer, 'extension', 'labs')).results).toMatchObject([{ text: '1.3' }])
})

test('a patient id shorter than its group folders is found', async () => {
  expect((await open('short')).banner).toMatchObject({ allergyState: 'present', mastered: true })
})
