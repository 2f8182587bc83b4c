/** ServiceRequest, ImagingStudy, DiagnosticReport, Observation, NutritionOrder: what was ordered, done and found beyond the laboratory. */
import type {
  CodeableConcept,
  DiagnosticReport,
  ImagingStudy,
  NutritionOrder,
  Observation,
  ServiceRequest,
} from '@medplum/fhirtypes'
import type {
  DietOrder,
  Exam,
  ExamDone,
  ExamOrder,
  LabOrder,
  Person,
  PhysiologyReport,
} from '../events.ts'
import { type LabItem, PANELS } from '../lab-items.ts'
import { date, dateTime, JLAC10, patientKey, plainNumber, staffName, subject } from './datatypes.ts'

const TERMINOLOGY = 'http://terminology.hl7.org/CodeSystem'
const PLACER = { coding: [{ system: `${TERMINOLOGY}/v2-0203`, code: 'PLAC' }] }
/** HL7 v2.5 table 0074 where it has the department; endoscopy it has not. */
const SECTIONS = {
  radiology: { system: `${TERMINOLOGY}/v2-0074`, code: 'RAD' },
  laboratory: { system: `${TERMINOLOGY}/v2-0074`, code: 'LAB' },
  endoscopy: { system: 'urn:demo:section', code: 'endoscopy' },
  physiology: { system: 'urn:demo:section', code: 'physiology' },
} as const
const ELECTROCARDIOGRAM = { system: `${TERMINOLOGY}/v2-0074`, code: 'EC' }
const ULTRASOUND_OF_HEART = { system: `${TERMINOLOGY}/v2-0074`, code: 'CUS' }

type Ordered = Pick<ExamOrder | LabOrder, 'orderNo' | 'orderedAt' | 'setting' | 'control'>

function request(person: Person, order: Ordered, key: string) {
  return {
    resourceType: 'ServiceRequest' as const,
    id: `${patientKey(person)}-r${order.orderNo}${key}`,
    identifier: [{ type: PLACER, value: order.orderNo }],
    status: order.control === 'CA' ? ('revoked' as const) : ('active' as const),
    intent: 'order' as const,
    subject: subject(person),
    authoredOn: dateTime(order.orderedAt),
    requester: { display: staffName(order.setting.doctor) },
  }
}

/** One for each specimen and panel; what is asked for of it is in the order's details. */
export function labOrderResources(person: Person, order: LabOrder): ServiceRequest[] {
  const panels = Map.groupBy(order.items, ({ specimen, panel }) => `${specimen} ${panel}`)
  return [...panels.values()].map((items, at) => ({
    ...request(person, order, `-${at + 1}`),
    category: [{ coding: [SECTIONS.laboratory] }],
    code: panelConcept(items[0]),
    orderDetail: items.map(({ localName, naming, name }) => ({
      text: naming === 'local-only' ? localName : name,
    })),
    occurrenceDateTime: dateTime(order.collectAt),
  }))
}

function panelConcept(item: LabItem | undefined): CodeableConcept {
  const panel = item === undefined ? { code: '', name: '' } : PANELS[item.panel]
  return concept('99PNL', panel.code, panel.name)
}

export function examOrderResource(person: Person, order: ExamOrder): ServiceRequest {
  return {
    ...request(person, order, ''),
    category: [{ coding: [SECTIONS[order.field]] }],
    code: conceptOf(order.exam),
    occurrenceDateTime: dateTime(order.scheduledAt),
  }
}

/** Images are an ImagingStudy; an endoscopy is a report with its findings. */
export function examDoneResource(
  person: Person,
  done: ExamDone,
): (ImagingStudy | DiagnosticReport | Observation)[] {
  return done.field === 'radiology'
    ? [imagingStudy(person, done)]
    : [endoscopyReport(person, done), ...findings(person, done)]
}

function imagingStudy(person: Person, { exam, ...done }: ExamDone): ImagingStudy {
  return {
    resourceType: 'ImagingStudy',
    id: `${patientKey(person)}-i${done.orderNo}`,
    identifier: [
      { system: 'urn:dicom:uid', value: `urn:oid:${done.studyUid}` },
      {
        type: { coding: [{ system: `${TERMINOLOGY}/v2-0203`, code: 'ACSN' }] },
        value: done.accession,
      },
    ],
    basedOn: [{ identifier: { value: done.orderNo } }],
    status: 'available',
    modality: [{ system: 'http://dicom.nema.org/resources/ontology/DCM', code: exam.modality }],
    subject: subject(person),
    started: dateTime(done.performedAt),
    referrer: { display: staffName(done.setting.doctor) },
    procedureCode: [conceptOf(exam)],
  }
}

function endoscopyReport(person: Person, done: ExamDone): DiagnosticReport {
  return {
    resourceType: 'DiagnosticReport',
    id: `${patientKey(person)}-e${done.orderNo}`,
    basedOn: [{ identifier: { value: done.orderNo } }],
    status: 'final',
    category: [{ coding: [SECTIONS.endoscopy] }],
    code: conceptOf(done.exam),
    subject: subject(person),
    effectiveDateTime: dateTime(done.performedAt),
    issued: dateTime(done.sentAt),
    performer: [{ display: staffName(done.setting.doctor) }],
    result: findings(person, done).map(({ id }) => ({ reference: `Observation/${id}` })),
  }
}

function findings(person: Person, done: ExamDone): Observation[] {
  return done.findings.map(({ name, text }, at) => ({
    resourceType: 'Observation',
    id: `${patientKey(person)}-e${done.orderNo}-${at + 1}`,
    basedOn: [{ identifier: { value: done.orderNo } }],
    status: 'final',
    category: [{ coding: [SECTIONS.endoscopy] }],
    code: concept('99RAD', `F${String(at + 1).padStart(2, '0')}`, name),
    subject: subject(person),
    effectiveDateTime: dateTime(done.performedAt),
    issued: dateTime(done.sentAt),
    valueString: text,
  }))
}

/** One panel, its measurements and its conclusion as components. */
export function physiologyResources(person: Person, report: PhysiologyReport): Observation[] {
  const isTracing = report.exam.modality === 'ECG'
  return [
    {
      resourceType: 'Observation',
      id: `${patientKey(person)}-p${report.orderNo}`,
      basedOn: [{ identifier: { value: report.orderNo } }],
      status: 'final',
      category: [{ coding: [isTracing ? ELECTROCARDIOGRAM : ULTRASOUND_OF_HEART] }],
      code: conceptOf(report.exam),
      subject: subject(person),
      effectiveDateTime: dateTime(report.performedAt),
      issued: dateTime(report.sentAt),
      component: report.results.map(({ code, name, system, value, unit }) => ({
        code: concept(system, code, name),
        ...(/^-?[\d.]+$/.test(value)
          ? { valueQuantity: { value: plainNumber(value), ...(unit === '' ? {} : { unit }) } }
          : { valueString: value }),
      })),
    },
  ]
}

export function dietResource(person: Person, { diet, ...order }: DietOrder): NutritionOrder {
  return {
    resourceType: 'NutritionOrder',
    id: `${patientKey(person)}-n${order.orderNo}`,
    identifier: [{ type: PLACER, value: order.orderNo }],
    status: 'active',
    intent: 'order',
    patient: subject(person),
    dateTime: dateTime(order.orderedAt),
    orderer: { display: staffName(order.setting.doctor) },
    oralDiet: {
      type: [concept('99DIT', diet.code, diet.name)],
      schedule: [
        {
          repeat: { boundsPeriod: { start: date(order.start) } },
          code: { text: '１日３回' },
        },
      ],
      ...(order.text === '' ? {} : { instruction: order.text }),
    },
  }
}

function conceptOf({ system, code, name }: Exam): CodeableConcept {
  return concept(system, code, name)
}

function concept(name: string, code: string, display: string): CodeableConcept {
  const system = name === 'JC10' ? JLAC10 : `urn:demo:${name}`
  return { coding: [{ system, code, display }], text: display }
}
