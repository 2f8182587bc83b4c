/** What a chart says: valid facts as valid, everything else with its mark or not at all. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ImagesAnswer } from '../../model/api/chart/image-studies.ts'
import { LabsAnswer } from '../../model/api/chart/labs.ts'
import { MedicationsAnswer } from '../../model/api/chart/medications.ts'
import { OpenChartAnswer } from '../../model/api/chart/opening.ts'
import { type Allergy, ProblemsAnswer } from '../../model/api/chart/problems.ts'
import { SummaryAnswer } from '../../model/api/chart/summary.ts'
import { TimelineAnswer } from '../../model/api/chart/timeline.ts'
import { VitalsAnswer } from '../../model/api/chart/vitals.ts'
import { WardAnswer, WardsAnswer } from '../../model/api/patients.ts'
import { everydayPlace } from '../../model/codes/everyday-labs.ts'
import { startTestServer, type Terminal, type TestServer } from './running-server.ts'
import {
  buildSmallHospital,
  DEAD,
  HANAKO,
  MERGED,
  NONE_KNOWN,
  SUPERSEDED_ALLERGY,
  UNREADABLE,
} from './small-hospital.ts'

let server: TestServer
let terminal: Terminal
let hanako: string
beforeAll(async () => {
  server = await startTestServer(buildSmallHospital)
  terminal = await server.clinician()
  hanako = await terminal.open(HANAKO)
})
afterAll(() => server.stop())

async function read<Answer>(
  schema: { parse: (input: unknown) => Answer },
  part: string,
  chart = hanako,
): Promise<Answer> {
  return schema.parse(await (await terminal.send('GET', `/api/charts/${chart}/${part}`)).json())
}

async function open(patientId: string): Promise<OpenChartAnswer> {
  const answer = await terminal.send('POST', '/api/charts', { patientId })
  return OpenChartAnswer.parse(await answer.json())
}

describe('the banner', () => {
  test('tells age at as-of, era, place and every id', async () => {
    const { banner, patientGaps, gapCount } = await open(HANAKO)
    expect(banner).toMatchObject({
      patientId: HANAKO,
      name: '斎藤　花子',
      kana: 'サイトウ　ハナコ',
      birthDate: { at: '1958-03-02', text: '19580302' },
      birthDateEra: 'S33.3.2',
      age: 64,
      bloodAbo: 'A',
      ward: '３階東病棟',
      room: '301',
      bed: '2',
      department: '内科',
      attending: '山田 太郎',
      sameName: true,
    })
    expect(banner.identifiers.map(({ value, use }) => [value, use])).toEqual([
      [HANAKO, 'current'],
      [MERGED, 'prior'],
    ])
    expect(patientGaps).toHaveLength(1)
    expect(gapCount).toBe(1)
  })

  test('a merged id opens the surviving chart', async () => {
    expect((await open(MERGED)).banner.patientId).toBe(HANAKO)
  })

  test('a dead patient is dead, an unknown sex is unknown', async () => {
    expect((await open(DEAD)).banner).toMatchObject({
      deceased: true,
      sex: '',
      // At death, whose day is not known.
      age: null,
      birthDateEra: 'S35.2.29',
      allergyState: 'no-record',
    })
  })
})

describe('allergies', () => {
  const named = (allergies: readonly Allergy[]) =>
    allergies.map((each) => [each.substance, each.origin, each.current, each.deleted])

  test('each once, those of a merged id too, deleted ones marked, removed ones not at all', async () => {
    const { allergies, allergyState } = await read(ProblemsAnswer, 'problems')
    expect(allergyState).toBe('present')
    expect(named(allergies)).toEqual([
      ['ペニシリン', 'list', true, false],
      ['ラテックス', 'master', true, false],
      ['そば', 'list', true, true],
      ['大豆', 'list', false, true],
    ])
    expect(allergies[0]).toMatchObject({ severity: '重度', reaction: 'アナフィラキシー' })
  })

  test('a list that could not be read is never "none known"', async () => {
    expect((await open(UNREADABLE)).banner.allergyState).toBe('unreadable')
  })

  test('"none known" needs the source to say so', async () => {
    expect((await open(NONE_KNOWN)).banner.allergyState).toBe('none-known')
  })

  test('one known only from a superseded list or earlier master is neither current nor gone', async () => {
    const { chart, banner } = await open(SUPERSEDED_ALLERGY)
    const { allergies } = await read(ProblemsAnswer, 'problems', chart)
    expect(named(allergies)).toEqual([
      ['アスピリン', 'list', false, false],
      ['小麦', 'master', false, false],
      ['大豆', 'list', false, true],
    ])
    expect(banner.allergyState).toBe('present')
  })
})

describe('medications', () => {
  test('are current only while they cover as-of', async () => {
    const { orders } = await read(MedicationsAnswer, 'medications')
    const told = new Map(orders.map((order) => [order.orderNo, order]))
    expect(
      [...told.values()].filter((order) => order.currentBy !== null).map((order) => order.orderNo),
    ).toEqual(['J1', 'P1'])
    expect(told.get('P1')).toMatchObject({ coveredUntil: '2022-11-10', duration: '7 d' })
    expect(told.get('P2')).toMatchObject({ coveredUntil: '2022-11-09', currentBy: null })
    expect(told.get('P3')).toMatchObject({ cancelled: true, currentBy: null, control: 'CA' })
    expect(told.get('P4')).toMatchObject({ coveredUntil: '', currentBy: null })
    expect(told.get('P5')).toMatchObject({ currentBy: null })
    expect(told.has('P6'), 'a superseded version is no order').toBe(false)
    expect(told.get('J1')).toMatchObject({
      rate: '40 mL/h',
      components: [
        { role: '', drug: 'フルオロウラシル', dose: '0.5', unit: '錠' },
        { role: 'B', drug: '生理食塩液', dose: '500', unit: 'mL' },
      ],
    })
    expect(told.get('J2'), 'a drip that ended two hours before as-of').toMatchObject({
      currentBy: null,
    })
  })

  test('on the first screen: current ones, then those as needed, no others', async () => {
    const { medications } = await read(SummaryAnswer, 'summary')
    expect(medications.map((order) => [order.orderNo, order.currentBy])).toEqual([
      ['J1', 'period'],
      ['P1', 'period'],
      ['P4', null],
    ])
  })

  test('what was given comes with amount, unit and status', async () => {
    const { administrations } = await read(MedicationsAnswer, 'medications')
    expect(administrations).toMatchObject([
      { drug: 'フルオロウラシル', amount: '500 mg', status: 'CP' },
    ])
  })
})

describe('labs', () => {
  test('keep text, comparator, flag and range; another unit is another row; superseded ones are gone', async () => {
    const { groups, items, results } = await read(LabsAnswer, 'labs')
    expect(groups.map((group) => group.collectedAt.at?.slice(0, 10))).toEqual([
      '2022-11-08',
      '2022-11-07',
      '2022-11-05',
      '2022-11-02',
      '2022-11-02',
      '2022-11-01',
      '2022-10-04',
      '2022-10-03',
    ])
    expect(groups.map(({ parent }) => parent)).toContain('1 MRSA')
    const crp = items.filter((item) => item.name === 'CRP')
    expect(crp.map((item) => [item.unit, item.section]).sort()).toEqual([
      ['mg/L', 'immunology'],
      ['mg/dL', 'immunology'],
    ])
    const inDecilitres = crp.find((item) => item.unit === 'mg/dL')?.id
    const told = results.filter((result) => result.item === inDecilitres)
    expect(
      told.map(({ text, comparator, flag, range, status }) => [
        text,
        comparator,
        flag,
        range,
        status,
      ]),
    ).toEqual([
      ['<0.05', '<', '', '', 'F'],
      ['12.30', '', 'H', '0.00-0.14', 'F'],
      ['1.50', '', '', '', 'W'],
    ])
    expect(JSON.stringify(results)).not.toContain('99.9')
    expect(items.find((item) => item.name === 'MRSA')?.section).toBe('microbiology')
  })

  test('a result tells a time of its own only where it is not that of its specimen', async () => {
    const { results } = await read(LabsAnswer, 'labs')
    const told = results.filter(({ text }) => ['陽性(+)', '抗E', '12.30'].includes(text))
    expect(told.map(({ text, observedAt }) => [text, observedAt?.at])).toEqual([
      ['12.30', undefined],
      ['陽性(+)', '2022-11-07T09:30'],
      ['抗E', undefined],
    ])
  })

  test('the first screen never takes a void result for the newest', async () => {
    const { labs } = await read(SummaryAnswer, 'summary')
    const crp = labs.find((lab) => lab.item.unit === 'mg/dL')
    expect(crp?.latest.text).toBe('12.30')
    expect(crp?.trend).toEqual([
      { at: '2022-11-01T07:00', number: 0.05, comparator: '<' },
      { at: '2022-11-05T07:00', number: 12.3, comparator: '' },
    ])
  })

  test('potassium in blood is read before all others, and potassium in urine is not', () => {
    const item = (code: string, name = '', specimen = '') => ({ code, name, specimen })
    const inOrder = [
      item('3H015000002326101'),
      item('3H010000002326101'),
      item('5C070000002306201'),
      item('2A990000001930953'),
      item('2A990000001930952'),
      item('', 'T-Bil', '血清'),
      item('2B030000002231157'),
    ].map(everydayPlace)
    expect(inOrder).toEqual([...new Set(inOrder)].sort((a, b) => a - b))
    const last = everydayPlace(item('3A010000002327101', '総蛋白'))
    expect(inOrder.at(-1)).toBeLessThan(last)
    expect(everydayPlace(item('3H015000000126101', 'K'))).toBe(last)
    expect(everydayPlace(item('', 'K', '尿'))).toBe(last)
    expect(everydayPlace(item('2A990000001930954', 'ヘマトクリット'))).toBe(last)
  })

  test('the first screen takes labs in that order', async () => {
    const { labs } = await read(SummaryAnswer, 'summary')
    const places = labs.map((lab) => everydayPlace(lab.item))
    expect(places.length).toBeGreaterThan(1)
    expect(places).toEqual([...places].sort((a, b) => a - b))
  })

  test('what no laboratory measured stands beside it: social history, scores with their parts, alerts', async () => {
    const { groups, items, results } = await read(LabsAnswer, 'labs')
    const others = new Set(
      groups.filter(({ category }) => category === 'other').map(({ id }) => id),
    )
    const names = new Map(items.map(({ id, name, section }) => [id, [section, name]]))
    const found = results.filter(({ group }) => others.has(group))
    expect(found.map(({ item, text }) => [...(names.get(item) ?? []), text])).toEqual([
      ['', '喫煙状況', '喫煙中 20本/日'],
      ['要介護認定', '要介護度', '2'],
    ])
    const { labs } = await read(SummaryAnswer, 'summary')
    expect(labs.map(({ item }) => item.name)).not.toContain('喫煙状況')
  })

  test('infections and irregular antibodies are picked out as they came', async () => {
    const { infections } = await read(SummaryAnswer, 'summary')
    expect(infections.map(({ name, text, kind, flag }) => [name, text, kind, flag])).toEqual([
      ['HBs抗原', '陽性(+)', 'infection', 'A'],
      ['不規則抗体', '抗E', 'antibody', ''],
      ['MRSA', '2+', 'infection', ''],
    ])
  })
})

describe('the first screen', () => {
  test('has problems, plans, courses and the newest documents', async () => {
    const summary = await read(SummaryAnswer, 'summary')
    expect(summary.problems.map(({ name, suspected, ended }) => [name, suspected, ended])).toEqual([
      ['進行胃癌', true, false],
      ['感冒', false, true],
    ])
    expect(summary.scheduled.map(({ kind, title }) => [kind, title])).toEqual([
      ['chemotherapy', 'フルオロウラシル + 生理食塩液'],
      ['radiology', '胸部CT'],
      ['discharge-planned', ''],
    ])
    expect(summary.lastDischargeSummary?.title).toBe('サマリー')
    expect(summary.lastImaging.report?.title).toBe('読影')
    expect(summary.documentCount).toBe(5)
    expect(summary.encounters).toMatchObject([{ class: 'inpatient', ward: '３階東病棟' }])
  })

  test('what was written of a problem, why the patient came and how a result was found are told', async () => {
    const summary = await read(SummaryAnswer, 'summary')
    expect(summary.problems.map(({ note }) => note)).toEqual(['他院で指摘', ''])
    expect(summary.encounters.map(({ reason }) => reason)).toEqual(['吐血'])
    const { results } = await read(LabsAnswer, 'labs')
    expect(results.map(({ text, method }) => [text, method])).toContainEqual(['2+', '選択培地'])
  })

  test('a study known only from an order says that its images are not here', async () => {
    const { studies } = await read(ImagesAnswer, 'images')
    expect(studies).toMatchObject([
      { studyUid: '1.2.392.1', inBackup: false, modalities: ['CT'], reports: [{ title: '読影' }] },
    ])
  })
})

describe('the timeline', () => {
  test('has whole days, newest first, with cancelled orders marked', async () => {
    const { entries, nextBefore } = await read(TimelineAnswer, 'timeline')
    const days = entries.map((entry) => entry.at.at?.slice(0, 10) ?? '')
    expect(days).toEqual([...days].sort().reverse())
    expect(
      entries.filter((entry) => entry.cancelled).map((entry) => entry.lines[0] ?? entry.title),
    ).toEqual(['取り消した薬 0.5 錠 30日分', '頭部MRI'])
    expect(
      entries.find((entry) => entry.kind === 'document' && entry.side === 'note')?.lines,
    ).toEqual(['S 食欲あり', 'O 発熱'])
    expect(JSON.stringify(entries)).not.toMatch(/旧版|消した(記録|本文)|他人|99\.9|1\.50/)
    expect(nextBefore).toBeNull()
  })

  test('pages by day without losing or repeating an entry', async () => {
    const long = await startTestServer((g) => {
      const patient = g.patient({ id: '1', kanji: ['長', '井'] })
      for (let day = 1; day <= 28; day += 1) {
        for (let hour = 0; hour < 7; hour += 1) {
          const at = `2022-02-${String(day).padStart(2, '0')}T0${hour}:00`
          g.insert('clinical_order', {
            patient,
            category: 'diet',
            item_id: g.term(`食事 ${day}-${hour}`),
            ordered_at: at,
            standing: 1,
          })
        }
      }
      const undated = { patient, category: 'diet', item_id: g.term('日付なし'), standing: 1 }
      g.insert('clinical_order', { ...undated, ordered_at: '2022-01' })
    })
    const someone = await long.clinician()
    const chart = await someone.open('1')
    const titles: string[] = []
    let before: string | null = ''
    let pages = 0
    while (before !== null) {
      const query = before === '' ? '' : `?before=${before}`
      const answer = await someone.send('GET', `/api/charts/${chart}/timeline${query}`)
      const page = TimelineAnswer.parse(await answer.json())
      titles.push(...page.entries.map((entry) => entry.title))
      expect(page.undated.map((entry) => entry.title)).toEqual(before === '' ? ['日付なし'] : [])
      before = page.nextBefore
      pages += 1
    }
    expect(pages).toBeGreaterThan(2)
    expect(titles).toHaveLength(28 * 7)
    expect(new Set(titles).size).toBe(28 * 7)
    await long.stop()
  })
})

describe('vitals', () => {
  test('show the fortnight that ends with the newest value, and any span asked for', async () => {
    const newest = await read(VitalsAnswer, 'vitals')
    expect(newest).toMatchObject({
      from: '2022-10-27',
      to: '2022-11-09',
      firstDay: '2022-10-01',
      lastDay: '2022-11-09',
    })
    expect(newest.points.map(({ item, text, unit }) => [item, text, unit])).toEqual([
      ['temperature', '38.9', '℃'],
      ['temperature', '37.2', '℃'],
      ['meal', '8割', ''],
    ])
    expect(newest.events).toMatchObject([{ code: 'admission', title: '３階東病棟' }])
    const older = await read(VitalsAnswer, 'vitals?from=2022-10-01&to=2022-10-01')
    expect(older.points.map((point) => point.text)).toEqual(['36.5'])
  })
})

describe('wards', () => {
  test('reconcile with the stays in progress, with a group for those without a ward', async () => {
    const list = await (await terminal.send('GET', '/api/wards')).json()
    const { wards, inpatients } = WardsAnswer.parse(list)
    expect(inpatients).toBe(3)
    expect(wards.map(({ name, inpatients: n, withoutBed }) => [name, n, withoutBed])).toEqual([
      ['３階東病棟', 2, 1],
      ['', 1, 1],
    ])
    expect(wards.at(-1)?.ward).toBe('none')
    const path = `/api/wards/${wards[0]?.ward}`
    const ward = WardAnswer.parse(await (await terminal.send('GET', path)).json())
    expect(
      ward.patients.map(({ patientId, room, facts, gapCount }) => [
        patientId,
        room,
        facts?.mainProblem,
        facts?.allergyState,
        gapCount,
      ]),
    ).toEqual([
      [HANAKO, '301', '進行胃癌', 'present', 1],
      [NONE_KNOWN, '', '', 'none-known', 0],
    ])
    // As they came, where the source marks them; never measured is not "negative".
    expect(ward.patients.map(({ facts }) => facts?.infections)).toEqual([
      {
        state: 'marked',
        results: [
          { text: 'HBs抗原 陽性(+)', sense: 'positive', earlier: null },
          { text: 'MRSA 2+', sense: 'positive', earlier: null },
        ],
      },
      { state: 'no-record', results: [] },
    ])
  })
})
