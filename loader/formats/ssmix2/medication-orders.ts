/**
 * Prescriptions (OMP-01, one drug an RXE) and injections (OMP-02, RXE with its mix in RXC): RDE^O11.
 * HL7 v2.5 ch. 4.14; SS-MIX2 1.2.
 */
import type {
  MedicationComponent,
  MedicationOrderRecord,
} from '../../../model/records/medications.ts'
import type { Coded, Quantity } from '../../../model/records/values.ts'
import {
  codedListOf,
  codedOf,
  compositeQuantityOf,
  firstComponentOf,
  joinedCodedOf,
  mergeCoded,
  quantityOf,
  requiredCodedOf,
  staffOf,
  timeOf,
  timingPatternsOf,
} from './fields.ts'
import { allOf, controlOf, firstOf, notesIn, orderGroups, splitAt } from './order-groups.ts'
import type { Reading } from './reading.ts'
import { observedIn } from './results.ts'
import { placesOf } from './routes.ts'
import { type Segment, textOf } from './segment.ts'

type Form = MedicationOrderRecord['form']

/** Injection kind (general, total parenteral nutrition, anticancer, narcotic …) in RXE-2: not a drug. SS-MIX2; JAHIS injection data exchange. */
const INJECTION_KIND = /^(?:99I0[0-9]|JHSI0002)$/

/** Every ordered drug or mix of the message. An order without any RXE (a cancellation) keeps its control. */
export function readMedicationOrders(reading: Reading, form: Form): MedicationOrderRecord[] {
  return orderGroups(reading.message).flatMap(({ orc, segments }) => {
    const drugs = splitAt(segments, 'RXE')
    const lead = segments.slice(
      0,
      segments.findIndex((segment) => segment.name === 'RXE'),
    )
    if (drugs.length === 0) return orc === null ? [] : [orderFrom(reading, form, orc, segments)]
    return drugs.map((drug) => orderFrom(reading, form, orc, [...drug, ...lead]))
  })
}

function orderFrom(
  reading: Reading,
  form: Form,
  orc: Segment | null,
  segments: readonly Segment[],
): MedicationOrderRecord {
  const rxe = firstOf(segments, 'RXE')
  const rxr = firstOf(segments, 'RXR')
  const timings = allOf(segments, 'TQ1')
  const mix = allOf(segments, 'RXC')
  const components = rxe === undefined ? [] : componentsOf(form, rxe, mix)
  return {
    kind: 'medicationOrder',
    patientId: reading.patientId,
    form,
    orderNo: (orc === null ? '' : firstComponentOf(orc, 2)) || reading.orderNo,
    groupNo: orc === null ? '' : textOf(orc, 4),
    control: orc === null ? '' : controlOf(orc),
    category: categoryOf(form, rxe, orc),
    components,
    dosageForm: rxe === undefined ? null : codedOf(rxe, 6),
    perDay: rxe === undefined ? null : compositeQuantityOf(rxe, 19),
    total: rxe === undefined ? null : totalOf(form, rxe),
    rate: rxe === undefined ? null : quantityOf(rxe, 23, 24),
    usage: [...usageOf(rxe, timings), ...placesOf(allOf(segments, 'RXR'))],
    duration: firstFound(timings, (tq1) => compositeQuantityOf(tq1, 6)),
    route: rxr === undefined ? null : codedOf(rxr, 1),
    device: rxr === undefined ? null : codedOf(rxr, 3),
    note: [
      kindNoteOf(form, rxe),
      ...timings.map(priorityOf),
      ...mix.map(supplementsOf),
      ...timings.flatMap(conditionsOf),
      ...observedIn(segments),
      notesIn(segments),
    ]
      .filter((line) => line !== '')
      .join('\n'),
    orderedAt: orc === null ? null : timeOf(orc, 9),
    startAt: firstFound(timings, (tq1) => timeOf(tq1, 7)),
    endAt: firstFound([...timings].reverse(), (tq1) => timeOf(tq1, 8)),
    department: orc === null ? null : codedOf(orc, 17),
    doctor: orc === null ? null : (staffOf(orc, 12) ?? staffOf(orc, 10)),
  }
}

/**
 * RXE-21 where given, all of it: it repeats, first whose prescription it is, then of which kind (regular, extra, as needed, brought
 * along; MERIT-9 table 7, JHSP0007). For an injection its kind; else ORC-29 (in- or out-patient order).
 */
function categoryOf(form: Form, rxe: Segment | undefined, orc: Segment | null): Coded | null {
  const stated = rxe === undefined ? null : joinedCodedOf(rxe, 21)
  return stated ?? kindOf(form, rxe) ?? (orc === null ? null : codedOf(orc, 29))
}

/** The injection's kind where RXE-21 has taken the place of the category, so that it is not lost. */
function kindNoteOf(form: Form, rxe: Segment | undefined): string {
  if (rxe === undefined || joinedCodedOf(rxe, 21) === null) return ''
  return kindOf(form, rxe)?.display ?? ''
}

function kindOf(form: Form, rxe: Segment | undefined): Coded | null {
  const kind = form === 'injection' && rxe !== undefined ? codedOf(rxe, 2) : null
  return kind !== null && isInjectionKind(kind) ? kind : null
}

function isInjectionKind(coded: Coded): boolean {
  return coded.codings.some((coding) => INJECTION_KIND.test(coding.system))
}

/** The mix of an injection; else the one drug of RXE-2, with its second code of RXE-31. */
function componentsOf(
  form: Form,
  rxe: Segment,
  mix: readonly Segment[],
): readonly MedicationComponent[] {
  const further = codedListOf(rxe, 31)
  if (mix.length > 0)
    return mix.map((rxc) => ({
      role: textOf(rxc, 1),
      drug: withFurtherCode(requiredCodedOf(rxc, 2), further),
      dose: quantityOf(rxc, 3, 4),
    }))
  const drug = requiredCodedOf(rxe, 2)
  if (form === 'injection' && isInjectionKind(drug))
    rxe.problem(2, 'injection without any component')
  const only = further.length === 1 ? further[0] : undefined
  const named = only === undefined ? withFurtherCode(drug, further) : mergeCoded(drug, only)
  return [{ role: '', drug: named, dose: quantityOf(rxe, 3, 5) }]
}

/** RXE-31 lists second codes of the components, tied to them by a code they share. SS-MIX2 1.2g. */
function withFurtherCode(drug: Coded, further: readonly Coded[]): Coded {
  const match = further.find((coded) =>
    coded.codings.some((coding) =>
      drug.codings.some((own) => own.code === coding.code && own.system === coding.system),
    ),
  )
  return match === undefined ? drug : mergeCoded(drug, match)
}

/** RXE-10/11; an injection's RXE-3/5 is the volume of the whole mix. */
function totalOf(form: Form, rxe: Segment): Quantity | null {
  return quantityOf(rxe, 10, 11) ?? (form === 'injection' ? quantityOf(rxe, 3, 5) : null)
}

/** RXE-7, TQ1-3, and what RXE-27 tells of the manner (drip). */
function usageOf(rxe: Segment | undefined, timings: readonly Segment[]): Coded[] {
  const instructions = rxe === undefined ? [] : codedListOf(rxe, 7).flatMap(eachName)
  const said = [...instructions, ...timings.flatMap(timingPatternsOf)]
  const manner = (rxe === undefined ? [] : codedListOf(rxe, 27)).filter(
    (coded) => !said.some(({ display }) => display.includes(coded.display)),
  )
  return [...said, ...manner]
}

/** Some senders put a second instruction in the place of the first one's other code; its words may stand where the code belongs. */
function eachName(coded: Coded): Coded[] {
  const names = coded.codings.map(({ code, name }) => (IS_WORDS.test(code) ? code : name))
  const [first, second] = names
  if (!first || !second || first === second) return [coded]
  return coded.codings.map((coding, at) => ({ display: names[at] as string, codings: [coding] }))
}

/** No code is in Japanese. */
const IS_WORDS = /[\u3040-\u9fff]/

/** Urgency (TQ1-9, table 0485), unless it is routine. */
function priorityOf(tq1: Segment): string {
  return codedListOf(tq1, 9)
    .filter(({ codings }) => codings.every(({ code }) => code !== 'R'))
    .map(({ display }) => display)
    .join('・')
}

/** In what case (TQ1-10), how (TQ1-11), and how often in all (TQ1-14): of a drug as needed it is all that limits it. */
function conditionsOf(tq1: Segment): string[] {
  const times = textOf(tq1, 14)
  return [textOf(tq1, 10), textOf(tq1, 11), times === '' ? '' : `計${times}回`]
}

/** What a component is besides its name (RXC-7): narcotic, anticancer drug. */
function supplementsOf(rxc: Segment): string {
  const supplements = codedListOf(rxc, 7).map(({ display }) => display)
  const name = codedOf(rxc, 2)?.display ?? ''
  return supplements.length === 0 ? '' : `${name}: ${supplements.join('・')}`
}

function firstFound<T>(
  segments: readonly Segment[],
  read: (segment: Segment) => T | null,
): T | null {
  for (const segment of segments) {
    const found = read(segment)
    if (found !== null) return found
  }
  return null
}
