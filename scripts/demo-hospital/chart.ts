/** One patient's chart while it is being written: who, what happened so far, and the running numbers. */
import { type Minute, partsOf, SNAPSHOT } from './calendar.ts'
import { diagnosis } from './diagnoses.ts'
import type {
  AllergyList,
  ClinicalEvent,
  Flag,
  Person,
  Prescription,
  PrescriptionCategory,
  Problem,
  RpGroup,
  Setting,
} from './events.ts'
import type { DepartmentKey } from './hospital.ts'
import type { Random } from './random.ts'

export interface Chart {
  readonly person: Person
  /** Position of the patient in the hospital, from 0; part of order numbers. */
  readonly index: number
  readonly random: Random
  readonly events: ClinicalEvent[]
  readonly problems: Problem[]
  readonly allergyLists: AllergyList[]
  /** Blood type and irregular antibodies as the laboratory reports them. */
  readonly labText: Map<string, string>
  readonly baselines: Map<string, number>
  readonly imageStudies: ImageStudy[]
  /** How many studies of each kind may bring their pixels; the others are orders and reports only. */
  readonly imageAllowance: Map<ImageKind, number>
  deceasedAt: Minute | null
  runningNumber: number
}

export type ImageKind = 'ct-chest' | 'ct-abdomen' | 'ct-head' | 'cr' | 'us' | 'mr'

/** A DICOM study to be drawn onto the medium. */
export interface ImageStudy {
  readonly kind: ImageKind
  readonly studyUid: string
  readonly accession: string
  readonly at: Minute
  readonly description: string
  /** What the phantom shows: `infiltrate`, `cardiomegaly` …; '' = nothing. */
  readonly finding: string
}

export function newChart(person: Person, index: number, random: Random): Chart {
  return {
    person,
    index,
    random,
    events: [],
    problems: [],
    allergyLists: [],
    labText: new Map([
      ['abo', person.abo],
      ['rh', person.rh],
    ]),
    baselines: new Map(),
    imageStudies: [],
    imageAllowance: new Map(),
    deceasedAt: null,
    runningNumber: 0,
  }
}

/** 15 digits: order day, patient, running number within the patient. */
export function nextOrderNo(chart: Chart, at: Minute): string {
  chart.runningNumber++
  const { year, month, day } = partsOf(at)
  const patient = String(chart.index % 100_000).padStart(5, '0')
  return `${year.slice(2)}${month}${day}${patient}${String(chart.runningNumber).padStart(4, '0')}`
}

/** Adds an event unless it lies after the snapshot: the medium cannot know the future. */
export function record(chart: Chart, event: ClinicalEvent): void {
  const at = 'sentAt' in event ? event.sentAt : event.recordedAt
  if (at <= SNAPSHOT) chart.events.push(event)
}

export interface ProblemOptions {
  readonly main?: boolean
  readonly suspected?: boolean
  readonly ended?: { readonly at: Minute; readonly outcome: string }
}

/** Adds a disease to the list, once: a later mention of one that stands changes nothing. */
export function addProblem(
  chart: Chart,
  key: string,
  since: Minute,
  department: DepartmentKey,
  options: ProblemOptions = {},
): void {
  const found = diagnosis(key)
  if (since > SNAPSHOT) return
  if (chart.problems.some((each) => each.diagnosis === found && each.ended === null)) return
  const ended = options.ended && options.ended.at <= SNAPSHOT ? options.ended : null
  chart.problems.push({
    diagnosis: found,
    since,
    department,
    main: options.main ?? false,
    suspected: options.suspected ?? false,
    ended,
  })
}

/** Writes a prescription; returns its order number. */
export function prescribe(
  chart: Chart,
  at: Minute,
  setting: Setting,
  category: PrescriptionCategory,
  groups: readonly RpGroup[],
): string {
  const orderNo = nextOrderNo(chart, at)
  record(chart, prescriptionOf(orderNo, at, setting, category, groups, '1', 'NW', at))
  return orderNo
}

/** A prescription changed later the same day: the first version stays as superseded. */
export function prescribeTwice(
  chart: Chart,
  at: Minute,
  setting: Setting,
  category: PrescriptionCategory,
  versions: readonly [readonly RpGroup[], readonly RpGroup[]],
): string {
  const orderNo = nextOrderNo(chart, at)
  const changedAt = at + 35
  if (changedAt > SNAPSHOT) return orderNo
  record(chart, prescriptionOf(orderNo, at, setting, category, versions[0], '2', 'NW', at))
  record(chart, prescriptionOf(orderNo, at, setting, category, versions[1], '1', 'NW', changedAt))
  return orderNo
}

/** A prescription that was cancelled: the order and its cancel message, both deleted. */
export function prescribeAndCancel(
  chart: Chart,
  at: Minute,
  setting: Setting,
  category: PrescriptionCategory,
  groups: readonly RpGroup[],
): void {
  const orderNo = nextOrderNo(chart, at)
  const cancelledAt = at + 50
  if (cancelledAt > SNAPSHOT) return
  record(chart, prescriptionOf(orderNo, at, setting, category, groups, '0', 'NW', at))
  record(chart, prescriptionOf(orderNo, at, setting, category, groups, '0', 'CA', cancelledAt))
}

function prescriptionOf(
  orderNo: string,
  orderedAt: Minute,
  setting: Setting,
  category: PrescriptionCategory,
  groups: readonly RpGroup[],
  flag: Flag,
  control: 'NW' | 'CA',
  sentAt: Minute,
): Prescription {
  const kind = 'prescription'
  return { kind, orderNo, orderedAt, setting, category, groups, flag, control, sentAt }
}
