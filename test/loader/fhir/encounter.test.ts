import { describe, expect, it } from 'vitest'
import { all, expectRecords, PATIENT, readSource, SUBJECT } from './reading-door.ts'

const physical = (code: string) => ({ physicalType: { coding: [{ code }] } })
const PLACES = [
  { resourceType: 'Location', id: 'site', name: '本院', ...physical('si') },
  {
    resourceType: 'Location',
    id: 'w3',
    name: '3東病棟',
    ...physical('wa'),
    partOf: { reference: 'Location/site' },
  },
  {
    resourceType: 'Location',
    id: 'r301',
    name: '301号室',
    ...physical('ro'),
    partOf: { reference: 'Location/w3' },
  },
  {
    resourceType: 'Location',
    id: 'b1',
    name: '01',
    ...physical('bd'),
    partOf: { reference: 'Location/r301' },
  },
  { resourceType: 'Location', id: 'w5', name: '5病棟', partOf: { reference: 'Location/site' } },
  {
    resourceType: 'Location',
    id: 'loop',
    name: '環',
    ...physical('wa'),
    partOf: { reference: 'Location/loop' },
  },
]
const STAY = { resourceType: 'Encounter', id: 'e1', class: { code: 'IMP' }, ...SUBJECT }

function eventsOf(...encounters: object[]) {
  const lines = (resources: readonly object[]) =>
    resources.map((each) => JSON.stringify(each)).join('\n')
  const files = readSource({
    'Patient.ndjson': lines([PATIENT]),
    'Location.ndjson': lines(PLACES),
    'Encounter.ndjson': lines(encounters),
  })
  return all(expectRecords(files.get('Encounter.ndjson')), 'encounterEvent')
}
const at = (...ids: string[]) => ({
  location: ids.map((id) => ({ location: { reference: `Location/${id}` }, status: 'active' })),
})

describe('why the patient came', () => {
  it('is said in the words of the codes and of the conditions that are referred to, each once', () => {
    const events = eventsOf({
      ...STAY,
      status: 'in-progress',
      period: { start: '2024-05-03T09:00:00+09:00' },
      reasonCode: [{ text: '胸痛' }, { coding: [{ code: '1', display: '呼吸困難' }] }],
      reasonReference: [
        { reference: 'Condition/c', display: '胸痛' },
        { reference: 'Condition/d', display: '心不全' },
      ],
    })
    expect(events.map(({ reason }) => reason)).toEqual(['胸痛、呼吸困難、心不全'])
  })
})

describe('a stay becomes events', () => {
  it('that is going on: an admission and no discharge, whatever its history says', () => {
    const events = eventsOf({
      ...STAY,
      status: 'in-progress',
      period: { start: '2024-05-03T09:00:00+09:00' },
      statusHistory: [{ status: 'finished', period: { end: '2024-05-03' } }],
    })
    expect(events.map(({ event, occurredAt }) => [event, occurredAt?.at])).toEqual([
      ['admission', '2024-05-03T09:00:00'],
    ])
  })

  it('that is finished: admission and discharge, both under the encounter id', () => {
    const events = eventsOf({
      ...STAY,
      status: 'finished',
      period: { start: '2024-05-03', end: '2024-05-09' },
      hospitalization: { dischargeDisposition: { text: '自宅' } },
    })
    expect(
      events.map(({ event, occurredAt, orderNo }) => [event, occurredAt?.at, orderNo]),
    ).toEqual([
      ['admission', '2024-05-03', 'e1'],
      ['discharge', '2024-05-09', 'e1'],
    ])
    expect(events[1]?.disposition?.display).toBe('自宅')
  })

  it('that is finished at an unknown time is discharged all the same', () => {
    expect(eventsOf({ ...STAY, status: 'finished' }).map(({ event }) => event)).toEqual([
      'admission',
      'discharge',
    ])
  })

  it('with an end ahead while in progress: a discharge at that time', () => {
    const events = eventsOf({
      ...STAY,
      status: 'in-progress',
      period: { start: '2024-05-03', end: '2024-06-01' },
    })
    expect(events.at(-1)).toMatchObject({ event: 'discharge' })
    expect(events.at(-1)?.occurredAt?.at).toBe('2024-06-01')
  })

  it('that is planned, on leave or cancelled', () => {
    const period = { start: '2024-05-03' }
    const [planned] = eventsOf({ ...STAY, status: 'planned', period })
    expect(planned).toMatchObject({ event: 'admission-planned', occurredAt: null })
    expect(planned?.plannedAt?.at).toBe('2024-05-03')
    const leave = {
      status: 'onleave',
      statusHistory: [{ status: 'onleave', period: { start: '2024-05-04' } }],
    }
    const events = eventsOf({ ...STAY, ...leave, period })
    expect(events.map(({ event, occurredAt }) => [event, occurredAt?.at])).toEqual([
      ['admission', '2024-05-03'],
      ['leave', '2024-05-04'],
    ])
    expect(eventsOf({ ...STAY, status: 'cancelled', period })[0]?.standing).toBe('deleted')
  })

  it('that was left for a night: the leave and the return, from and to the bed of that time', () => {
    const left = (start: string, end?: string) => ({ status: 'onleave', period: { start, end } })
    const stay = { ...STAY, period: { start: '2024-05-03' } }
    const eventsWith = (more: object) =>
      eventsOf({ ...stay, ...more })
        .slice(1)
        .map(({ event, occurredAt, place }) => [event, occurredAt?.at, place?.bed ?? ''])
    const moved = {
      location: ['b1', 'w5'].map((id, at) => ({
        location: { reference: `Location/${id}` },
        period: { start: at === 0 ? '2024-05-03' : '2024-05-08' },
      })),
    }
    const statusHistory = [left('2024-05-04', '2024-05-05'), left('2024-05-10', '2024-05-11')]
    expect(eventsWith({ ...moved, status: 'in-progress', statusHistory })).toEqual([
      ['transfer', '2024-05-08', ''],
      ['leave', '2024-05-04', '01'],
      ['leave-return', '2024-05-05', '01'],
      ['leave', '2024-05-10', ''],
      ['leave-return', '2024-05-11', ''],
    ])
    // The present status is not in the history: it began where that ends.
    const history = [left('2024-05-04', '2024-05-05'), { period: { end: '2024-05-12' } }]
    expect(eventsWith({ status: 'onleave', statusHistory: history }).at(-1)).toEqual([
      'leave',
      '2024-05-12',
      '',
    ])
    // Who is back, and nobody knows since when, is not on leave.
    expect(eventsWith({ status: 'in-progress', statusHistory: [left('2024-05-04')] })).toEqual([])
  })

  it('and a visit of another class is an out-patient visit', () => {
    for (const code of ['AMB', 'EMER', 'VR']) {
      const [visit] = eventsOf({
        ...STAY,
        class: { code },
        status: 'finished',
        period: { start: '2024-05-03' },
        hospitalization: { dischargeDisposition: { text: '死亡' } },
      })
      expect(visit?.event).toBe('outpatient-visit')
      expect(visit?.disposition?.display).toBe('死亡')
    }
  })

  it('a leg of a stay opens no second stay, but a stay out of an emergency visit is one', () => {
    const leg = {
      ...STAY,
      id: 'leg',
      status: 'finished',
      partOf: { reference: 'Encounter/e1' },
      ...at('w5'),
    }
    const events = eventsOf({ ...STAY, status: 'in-progress' }, leg)
    expect(events.map(({ event }) => event)).toEqual(['admission', 'transfer'])
    const emergency = { ...STAY, id: 'er', class: { code: 'EMER' }, status: 'finished' }
    const admitted = { ...STAY, status: 'in-progress', partOf: { reference: 'Encounter/er' } }
    expect(eventsOf(emergency, admitted).map(({ event }) => event)).toEqual([
      'outpatient-visit',
      'admission',
    ])
  })
})

describe('a stay that is part of another', () => {
  const first = {
    ...STAY,
    id: 'first',
    status: 'finished',
    period: { start: '2024-06-16', end: '2024-07-02' },
  }
  const second = (start: string, end?: string) => ({
    ...STAY,
    id: 'second',
    status: 'finished',
    partOf: { reference: 'Encounter/first' },
    period: { start, ...(end && { end }) },
  })
  const kinds = (...encounters: object[]) =>
    eventsOf(...encounters).map(({ event, orderNo }) => `${orderNo} ${event}`)

  it('is a readmission when that was over: admitted and discharged on its own', () => {
    expect(kinds(second('2024-07-17', '2024-07-23'), first)).toEqual([
      'second admission',
      'second discharge',
      'first admission',
      'first discharge',
    ])
  })
  it('is none where it calls itself the whole', () => {
    const partOf = { reference: 'Encounter/second/_history/2' }
    expect(kinds({ ...second('2024-07-17', '2024-07-23'), partOf })).toEqual([
      'second admission',
      'second discharge',
    ])
  })
  it('is a leg of it when that was going on', () => {
    expect(kinds(second('2024-06-20', '2024-06-22'), first)).toEqual([
      'second transfer',
      'first admission',
      'first discharge',
    ])
  })
})

describe('where a patient lies', () => {
  const placeOf = (more: object) => eventsOf({ ...STAY, status: 'in-progress', ...more })[0]?.place

  it('climbs from the bed to room and ward', () => {
    expect(placeOf(at('b1'))).toMatchObject({
      ward: { display: '3東病棟' },
      room: '301号室',
      bed: '01',
    })
  })
  it('takes a bed and a ward that are both active as one place', () => {
    expect(placeOf(at('w3', 'b1'))).toMatchObject({ ward: { display: '3東病棟' }, bed: '01' })
  })
  it('takes a place without a physical type for the ward, never the site above it', () => {
    expect(placeOf(at('w5'))?.ward?.display).toBe('5病棟')
  })
  it('ends at a circle', () => {
    expect(placeOf(at('loop'))?.ward?.display).toBe('環')
  })
  it('takes the display of a place that is not in the backup, and no planned place', () => {
    const gone = { location: { reference: 'Location/gone', display: 'ICU' } }
    const planned = { location: { reference: 'Location/w5' }, status: 'planned' }
    expect(placeOf({ location: [planned, gone] })?.ward?.display).toBe('ICU')
  })
  it('is not a place that was left, where neither has a time', () => {
    const left = { location: { reference: 'Location/w5' }, status: 'completed' }
    const now = { location: { reference: 'Location/b1' }, status: 'active' }
    expect(placeOf({ location: [left, now] })?.ward?.display).toBe('3東病棟')
  })
  it('is a transfer for every later place', () => {
    const events = eventsOf({
      ...STAY,
      status: 'in-progress',
      period: { start: '2024-05-03' },
      location: [
        { location: { reference: 'Location/w5' }, period: { start: '2024-05-05' } },
        { location: { reference: 'Location/b1' }, period: { start: '2024-05-03' } },
      ],
    })
    expect(
      events.map(({ event, place, priorPlace }) => [
        event,
        place?.ward?.display,
        priorPlace?.ward?.display,
      ]),
    ).toEqual([
      ['admission', '3東病棟', undefined],
      ['transfer', '5病棟', '3東病棟'],
    ])
  })
})
