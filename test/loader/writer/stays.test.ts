import { expect, test } from 'vitest'
import { deriveStays, type StayEvent } from '../../../loader/writer/stays.ts'
import type { EncounterEventType } from '../../../model/records/patient.ts'

const AS_OF = '2022-10-31T03:00'
const EAST = 1
const WEST = 2

function event(
  type: EncounterEventType,
  at: string | null,
  more: Partial<StayEvent> = {},
): StayEvent {
  return {
    event: type,
    cancels: false,
    orderNo: '',
    sentAt: '',
    occurredAt: at,
    plannedAt: null,
    admittedAt: null,
    dischargedAt: null,
    wardId: null,
    room: '',
    bed: '',
    departmentId: null,
    attendingId: null,
    dispositionId: null,
    reason: '',
    fileId: 1,
    asOf: AS_OF,
    ...more,
  }
}

const bed = (wardId: number, room: string, number: string) => ({ wardId, room, bed: number })
const stays = (...events: StayEvent[]) => deriveStays(events).stays

test('an admission without a discharge is a stay in progress', () => {
  expect(stays(event('admission', '2022-10-20T10:00', bed(EAST, '301', '1')))).toMatchObject([
    {
      class: 'inpatient',
      status: 'in-progress',
      startAt: '2022-10-20T10:00',
      wardId: EAST,
      bed: '1',
    },
  ])
})

test('a discharge ends the stay; events may come in any order', () => {
  const found = stays(
    event('discharge', '2022-10-25T11:00', { dispositionId: 7 }),
    event('admission', '2022-10-20T10:00'),
  )
  expect(found).toMatchObject([{ status: 'finished', endAt: '2022-10-25T11:00', dispositionId: 7 }])
})

test('a discharge that is only dated comes after everything of its day', () => {
  const found = stays(event('discharge', '2022-10-20'), event('admission', '2022-10-20T10:00'))
  expect(found).toMatchObject([
    { status: 'finished', startAt: '2022-10-20T10:00', endAt: '2022-10-20' },
  ])
})

test('a transfer moves ward, room and bed together: no bed of the old ward stays', () => {
  const found = stays(
    event('admission', '2022-10-20T10:00', { ...bed(EAST, '301', '1'), departmentId: 5 }),
    event('transfer', '2022-10-22T10:00', bed(WEST, '', '')),
  )
  expect(found).toMatchObject([{ wardId: WEST, room: '', bed: '', departmentId: 5 }])
})

test('a leave and its return', () => {
  const admission = event('admission', '2022-10-20T10:00')
  const leave = event('leave', '2022-10-29')
  expect(stays(admission, leave)).toMatchObject([{ status: 'on-leave' }])
  const back = event('leave-return', '2022-10-30T18:00')
  expect(stays(admission, leave, back)).toMatchObject([{ status: 'in-progress' }])
})

test('a cancelled discharge leaves the patient in bed; a cancelled admission leaves no stay', () => {
  const admission = event('admission', '2022-10-20T10:00', { orderNo: '12' })
  const discharge = event('discharge', '2022-10-25T11:00')
  const undoDischarge = event('discharge', '2022-10-25T11:00', { cancels: true })
  expect(stays(admission, discharge, undoDischarge)).toMatchObject([{ status: 'in-progress' }])
  const undoAdmission = event('admission', '2022-10-19T09:00', { cancels: true, orderNo: '12' })
  expect(stays(admission, undoAdmission)).toEqual([])
})

test('a cancellation that names nothing is handed back', () => {
  const cancel = event('transfer', '2022-10-22T10:00', { cancels: true })
  expect(deriveStays([event('admission', '2022-10-20T10:00'), cancel])).toMatchObject({
    stays: [{ status: 'in-progress' }],
    unmatched: [cancel],
  })
})

test('an admission that is only dated comes before the discharge of that day', () => {
  const found = stays(event('admission', '2022-10-20'), event('discharge', '2022-10-20T15:00'))
  expect(found).toMatchObject([{ status: 'finished', endAt: '2022-10-20T15:00' }])
})

test('a discharge that names an earlier admission does not end the stay that followed it', () => {
  const found = stays(
    event('admission', '2022-10-01T10:00'),
    event('discharge', '2022-10-20T15:00', { admittedAt: '2022-10-01T10:00' }),
    event('admission', '2022-10-20'),
  )
  expect(found).toMatchObject([
    { status: 'finished', startAt: '2022-10-01T10:00', endAt: '2022-10-20T15:00' },
    { status: 'in-progress', startAt: '2022-10-20', endAt: null },
  ])
})

test('a cancellation undoes every copy of its event, and nothing else', () => {
  const admitted = { admittedAt: '2022-10-20T10:00' }
  const first = event('admission', null, { ...admitted, sentAt: '1' })
  const copy = event('admission', null, { ...admitted, sentAt: '2' })
  const cancel = event('admission', null, { ...admitted, cancels: true, sentAt: '3' })
  expect(stays(first, copy, cancel)).toEqual([])
  const again = event('admission', null, { ...admitted, sentAt: '4' })
  expect(stays(first, cancel, again)).toMatchObject([{ status: 'in-progress' }])
  expect(stays(again, cancel)).toMatchObject([{ status: 'in-progress' }])
})

test('a cancellation sent twice, or of an admission not on the medium, leaves other stays alone', () => {
  const september = event('admission', null, { admittedAt: '2022-09-01T10:00', sentAt: '1' })
  const october = event('admission', null, { admittedAt: '2022-10-20T10:00', sentAt: '2' })
  const cancel = { ...october, cancels: true, sentAt: '3' }
  const twice = [september, october, cancel, { ...cancel, sentAt: '4' }]
  expect(deriveStays(twice)).toMatchObject({
    stays: [{ status: 'in-progress', startAt: '2022-09-01T10:00' }],
    unmatched: [{ sentAt: '4' }],
  })
  expect(stays(september, cancel)).toMatchObject([{ status: 'in-progress' }])
})

test('a cancellation that is only dated finds the admission of that day', () => {
  const admission = event('admission', null, { admittedAt: '2022-10-20T10:00' })
  const cancel = event('admission', null, { admittedAt: '2022-10-20', cancels: true })
  expect(deriveStays([admission, cancel])).toMatchObject({ stays: [], undone: [admission] })
})

test('a stay whose admission is missing is still a stay', () => {
  expect(stays(event('transfer', '2022-10-22T10:00', bed(WEST, '402', '2')))).toMatchObject([
    { status: 'in-progress', startAt: null, wardId: WEST },
  ])
  const discharge = event('discharge', '2022-10-25T11:00', { admittedAt: '2022-10-01T10:00' })
  expect(stays(discharge)).toMatchObject([{ status: 'finished', startAt: '2022-10-01T10:00' }])
})

test('an admission while another stay is open ends that one at an unknown time', () => {
  const found = stays(
    event('admission', '2022-09-01T10:00'),
    event('admission', '2022-10-20T10:00'),
  )
  expect(found).toMatchObject([
    { status: 'finished', endAt: null },
    { status: 'in-progress', startAt: '2022-10-20T10:00' },
  ])
})

test('the same admission or discharge sent again makes no second stay', () => {
  const again = event('admission', '2022-10-20T10:00', bed(EAST, '301', '2'))
  const discharge = event('discharge', '2022-10-25T11:00')
  const found = stays(event('admission', '2022-10-20T10:00'), again, discharge, { ...discharge })
  expect(found).toMatchObject([{ status: 'finished', bed: '2' }])
})

test('what lies after as-of has not happened yet', () => {
  const admission = event('admission', '2022-10-20T10:00')
  expect(stays(admission, event('discharge', '2022-11-02T10:00'))).toMatchObject([
    { status: 'in-progress', endAt: null, plannedEndAt: '2022-11-02T10:00' },
  ])
  expect(stays(event('admission', '2022-11-02T10:00'))).toMatchObject([{ status: 'planned' }])
  expect(stays(event('outpatient-visit', '2022-11-02'))).toMatchObject([{ status: 'planned' }])
})

test('a planned admission is a planned stay until it takes place or its day has passed', () => {
  const plan = event('admission-planned', '2022-10-15', { plannedAt: '2022-11-04', orderNo: '77' })
  expect(stays(plan)).toMatchObject([{ status: 'planned', startAt: '2022-11-04' }])
  const early = event('admission', '2022-10-30T10:00', { orderNo: '77' })
  expect(stays(plan, early)).toMatchObject([{ status: 'in-progress' }])
  expect(stays({ ...plan, plannedAt: '2022-10-20' })).toEqual([])
})

test('a planned discharge is the planned end of the open stay', () => {
  const planned = event('discharge-planned', '2022-10-28T09:00', { plannedAt: '2022-11-01' })
  expect(stays(event('admission', '2022-10-20T10:00'), planned)).toMatchObject([
    { status: 'in-progress', plannedEndAt: '2022-11-01' },
  ])
})

test('a visit is an encounter of its own and does not touch the stay', () => {
  const found = stays(
    event('admission', '2022-10-20T10:00'),
    event('outpatient-visit', '2022-10-21T10:00', { departmentId: 3 }),
  )
  expect(found).toMatchObject([
    { class: 'inpatient', status: 'in-progress' },
    { class: 'outpatient', status: 'finished', departmentId: 3 },
  ])
})
