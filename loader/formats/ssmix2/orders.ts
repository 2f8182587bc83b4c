/**
 * Orders and examinations done: laboratory (OML-01), imaging, endoscopy and physiology (OMG-01 … 03, 11, 12), diet
 * (OMD). HL7 v2.5 ch. 4; IPC (imaging procedure control) as in IHE / HL7 v2.5 ch. 4.5.6.
 */
import type { OrderCategory, OrderRecord } from '../../../model/records/results.ts'
import type { Coded } from '../../../model/records/values.ts'
import {
  codedListOf,
  codedOf,
  firstComponentOf,
  linesOf,
  requiredCodedOf,
  staffOf,
  timeOf,
  timingPatternsOf,
} from './fields.ts'
import {
  allOf,
  controlOf,
  firstOf,
  notesIn,
  type OrderGroup,
  orderGroups,
  splitAt,
} from './order-groups.ts'
import type { Reading } from './reading.ts'
import { observedIn } from './results.ts'
import { type Segment, textOf } from './segment.ts'

/** One order for each OBR (OML^O33, OMG^O19), parents (`PA`) and children (`CH`) alike. */
export function readOrders(reading: Reading, category: OrderCategory): OrderRecord[] {
  return orderGroups(reading.message).flatMap(({ orc, segments }) => {
    const parts = splitAt(segments, 'OBR')
    const lead = segments.slice(
      0,
      segments.findIndex((segment) => segment.name === 'OBR'),
    )
    if (parts.length === 0) return orc === null ? [] : [bareOrder(reading, category, orc, segments)]
    return parts.map((part) => orderFrom(reading, category, orc, [...part, ...lead]))
  })
}

function orderFrom(
  reading: Reading,
  category: OrderCategory,
  orc: Segment | null,
  segments: readonly Segment[],
): OrderRecord {
  const obr = segments[0] as Segment
  const timing = firstOf(segments, 'TQ1')
  return {
    ...orderOf(reading, category, orc),
    orderNo:
      (orc === null ? '' : firstComponentOf(orc, 2)) || firstComponentOf(obr, 2) || reading.orderNo,
    item: requiredCodedOf(obr, 4),
    text: textIn(obr, segments),
    scheduledAt:
      (timing === undefined ? null : timeOf(timing, 7)) ?? timeOf(obr, 36) ?? timeOf(obr, 6),
    endAt: timing === undefined ? null : timeOf(timing, 8),
    doctor: (orc === null ? null : staffOf(orc, 12)) ?? staffOf(obr, 16),
  }
}

/** OMG-11 and OMG-12 (OMI^Z23): done at OBR-7; one record for each image study the order led to. */
export function readPerformed(reading: Reading, category: OrderCategory): OrderRecord[] {
  return orderGroups(reading.message).flatMap(({ orc, segments }) =>
    splitAt(segments, 'OBR').flatMap((part) => {
      const obr = part[0] as Segment
      // Observations of an examination become results of their own.
      const told = part.filter((segment) => segment.name !== 'OBX')
      const done: OrderRecord = {
        ...orderFrom(reading, category, orc, told),
        scheduledAt: timeOf(obr, 7),
        endAt: timeOf(obr, 8),
        performed: true,
      }
      const studies = studiesIn(part)
      return studies.length === 0 ? [done] : studies.map((study) => ({ ...done, ...study }))
    }),
  )
}

function studiesIn(segments: readonly Segment[]) {
  const studies = new Map<string, { accession: string; studyUid: string; modality: string }>()
  for (const ipc of allOf(segments, 'IPC')) {
    const study = {
      accession: firstComponentOf(ipc, 1),
      studyUid: firstComponentOf(ipc, 3),
      modality: firstComponentOf(ipc, 5),
    }
    studies.set(Object.values(study).join('|'), study)
  }
  return [...studies.values()]
}

/** OMD: one order for each ODS; an ORC without any is a stop or cancellation. */
export function readDietOrders(reading: Reading): OrderRecord[] {
  return orderGroups(reading.message).flatMap(({ orc, segments }) => {
    const diets = allOf(segments, 'ODS')
    if (diets.length === 0) return orc === null ? [] : [bareOrder(reading, 'diet', orc, segments)]
    return diets.map((ods) => dietOrder(reading, { orc, segments }, ods))
  })
}

function dietOrder(reading: Reading, { orc, segments }: OrderGroup, ods: Segment): OrderRecord {
  const timing = firstOf(segments, 'TQ1')
  const [diet, ...further] = codedListOf(ods, 3)
  const pattern = timing === undefined ? [] : timingPatternsOf(timing)
  const words = [...codedListOf(ods, 2), ...further, ...pattern].map((coded) => coded.display)
  return {
    ...orderOf(reading, 'diet', orc),
    item: diet ?? dietByText(ods),
    text: [...words, linesOf(ods, 4), notesIn(segments)].filter((line) => line !== '').join('\n'),
    scheduledAt: timing === undefined ? null : timeOf(timing, 7),
    endAt: timing === undefined ? null : timeOf(timing, 8),
  }
}

/** A diet without a code is named by its text (ODS-4). */
function dietByText(ods: Segment): Coded {
  const text = linesOf(ods, 4)
  return text === '' ? requiredCodedOf(ods, 3) : { display: text, codings: [] }
}

/** An order that names nothing but itself. */
function bareOrder(
  reading: Reading,
  category: OrderCategory,
  orc: Segment,
  segments: readonly Segment[],
): OrderRecord {
  const timing = firstOf(segments, 'TQ1')
  return {
    ...orderOf(reading, category, orc),
    item: codedOf(orc, 16) ?? { display: orc.message.codec.text(orc.raw(1)) || 'ORC', codings: [] },
    text: notesIn(segments),
    scheduledAt: timing === undefined ? null : timeOf(timing, 7),
    endAt: timing === undefined ? null : timeOf(timing, 8),
  }
}

function orderOf(reading: Reading, category: OrderCategory, orc: Segment | null) {
  return {
    kind: 'order',
    patientId: reading.patientId,
    category,
    orderNo: (orc === null ? '' : firstComponentOf(orc, 2)) || reading.orderNo,
    control: orc === null ? '' : controlOf(orc),
    orderedAt: orc === null ? null : timeOf(orc, 9),
    performed: false,
    accession: '',
    studyUid: '',
    modality: '',
    department: orc === null ? null : codedOf(orc, 17),
    doctor: orc === null ? null : (staffOf(orc, 12) ?? staffOf(orc, 10)),
  } as const
}

/** Purpose (OBR-13, OBR-31), what is asked for or told with the order (OBX), and comments. */
function textIn(obr: Segment, segments: readonly Segment[]): string {
  const reasons = codedListOf(obr, 31).map((coded) => coded.display)
  return [textOf(obr, 13), ...reasons, ...observedIn(segments), notesIn(segments)]
    .filter((line) => line !== '')
    .join('\n')
}
