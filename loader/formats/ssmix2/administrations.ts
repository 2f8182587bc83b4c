/** What was given: OMP-11 and OMP-12, RAS^O17 `{ ORC [RXE …] { {RXA} RXR } }`. HL7 v2.5 ch. 4.14.6. */
import type { AdministrationRecord } from '../../../model/records/medications.ts'
import type { Coded } from '../../../model/records/values.ts'
import {
  codedListOf,
  codedOf,
  firstComponentOf,
  quantityOf,
  requiredCodedOf,
  staffOf,
  timeOf,
} from './fields.ts'
import { notesIn, orderGroups } from './order-groups.ts'
import type { Reading } from './reading.ts'
import { observedIn } from './results.ts'
import { placesOf } from './routes.ts'
import { type Segment, textOf } from './segment.ts'

interface Given {
  readonly rxa: Segment
  readonly following: Segment[]
  rxr: Segment | null
}

/** Every RXA. Several of them share the RXR that follows the last. */
export function readAdministrations(
  reading: Reading,
  form: AdministrationRecord['form'],
): AdministrationRecord[] {
  return orderGroups(reading.message).flatMap(({ orc, segments }) =>
    givenIn(segments).map((given) => administrationFrom(reading, form, orc, given)),
  )
}

function givenIn(segments: readonly Segment[]): Given[] {
  const all: Given[] = []
  let withoutRoute: Given[] = []
  for (const segment of segments) {
    if (segment.name === 'RXA') {
      const given = { rxa: segment, following: [], rxr: null }
      all.push(given)
      withoutRoute.push(given)
    } else if (segment.name === 'RXR') {
      for (const given of withoutRoute) given.rxr = segment
      withoutRoute = []
    } else all.at(-1)?.following.push(segment)
  }
  return all
}

function administrationFrom(
  reading: Reading,
  form: AdministrationRecord['form'],
  orc: Segment | null,
  given: Given,
): AdministrationRecord {
  const { rxa, rxr, following } = given
  const rate = textOf(rxa, 12)
  return {
    kind: 'administration',
    patientId: reading.patientId,
    form,
    orderNo: (orc === null ? '' : firstComponentOf(orc, 2)) || reading.orderNo,
    groupNo: orc === null ? '' : textOf(orc, 4),
    drug: requiredCodedOf(rxa, 5),
    amount: quantityOf(rxa, 6, 7),
    rate: rate === '' ? null : { text: rate, unit: null },
    startAt: timeOf(rxa, 3),
    endAt: timeOf(rxa, 4),
    status: statusOf(rxa),
    route: rxr === null ? null : codedOf(rxr, 1),
    performer: staffOf(rxa, 10),
    note: [
      ...codedListOf(rxa, 9).map((note: Coded) => note.display),
      ...(rxr === null ? [] : placesOf([rxr])).map((place) => place.display),
      ...observedIn(following),
      notesIn(following),
    ]
      .filter((line) => line !== '')
      .join('\n'),
  }
}

/** RXA-20 (table 0322); RXA-21 `D` (table 0323) says that the record itself was deleted. */
function statusOf(rxa: Segment): string {
  const status = firstComponentOf(rxa, 20)
  if (firstComponentOf(rxa, 21) !== 'D') return status
  rxa.problem(21, 'the source deletes this administration')
  return 'D'
}
