/** A chart as facts that can be laid beside those of another source: by what makes each one fact, with what is said of it. */

import { readAdministrations } from '../../../server/charts/administrations.ts'
import { readAllergies } from '../../../server/charts/allergies.ts'
import { readBanner } from '../../../server/charts/banner.ts'
import { readDocuments } from '../../../server/charts/documents.ts'
import { readEvents } from '../../../server/charts/events.ts'
import { readImageStudies } from '../../../server/charts/image-studies.ts'
import { type Measurement, readMeasurements } from '../../../server/charts/measurements.ts'
import { readMedicationOrders } from '../../../server/charts/medications.ts'
import { findPatient, type PatientRef } from '../../../server/charts/patient.ts'
import { readProblems } from '../../../server/charts/problems.ts'
import { readProcedures } from '../../../server/charts/procedures.ts'
import { readAllEncounters } from '../../../server/charts/stays.ts'
import type { Generation } from '../../../server/generations/open-generation.ts'
import { OF_PATIENT, statement } from '../../../server/generations/statement.ts'

export type Fact = Readonly<Record<string, unknown>>

/** Of an order that SS-MIX2 writes twice, parent and child (ORC-1 PA, CH), the parent: the chart tells both as one. */
const ORDERS = statement<{
  category: string
  orderNo: string
  itemId: number
  text: string
  at: string | null
  performed: number
  studyUid: string
  accession: string
  modality: string
  doctorId: number | null
}>(`
  SELECT category, order_no AS orderNo, item_id AS itemId, text, scheduled_at AS at, performed, study_uid AS studyUid, accession,
    modality, doctor_id AS doctorId
  FROM current_order WHERE ${OF_PATIENT} AND control <> 'CH' ORDER BY id`)
/** Before and after all times. */
const EVER = { from: '0', end: '9' }

/** To the minute: FHIR fills seconds with zeros. */
function at(time: { at: string | null } | null): string {
  return (time?.at ?? '').slice(0, 16)
}

function keyed(facts: readonly Fact[], key: (fact: Fact) => string): Map<string, Fact> {
  return new Map(facts.map((fact) => [key(fact), fact]))
}

export function factsOf(generation: Generation, id: string) {
  const patient = findPatient(generation, id)
  if (patient === null) throw new Error(`no patient ${id}`)
  return {
    ...personFacts(generation, patient),
    ...medicationFacts(generation, patient),
    ...measuredFacts(readMeasurements(generation, patient)),
    ...courseFacts(generation, patient),
    ...orderFacts(generation, patient),
  }
}

function personFacts(generation: Generation, patient: PatientRef) {
  const { allergies, allergyState } = readAllergies(generation, patient)
  const banner = readBanner(generation, patient, allergyState)
  const { name, kana, birthDate, age, sex, deceased, sameName, bloodAbo, bloodRh } = banner
  const { height, weight, deceasedAt } = banner
  return {
    banner: keyed(
      [
        {
          ...{ name, kana, birth: at(birthDate), age, sex, deceased, sameName, allergyState },
          ...{ bloodAbo, bloodRh, height: height.text, weight: weight.text },
          deathAt: at(deceasedAt),
        },
      ],
      () => '',
    ),
    allergy: keyed(
      allergies
        .filter((each) => each.current && each.state === 'present')
        .map(({ substance, deleted, reportedAt, ...said }) => ({
          ...{ substance, deleted, reported: at(reportedAt), category: said.category },
          ...{ severity: said.severity, reaction: said.reaction, onset: said.onset },
          status: said.clinicalStatus,
        })),
      ({ substance }) => `${substance}`,
    ),
    problem: keyed(
      readProblems(generation, patient).map(
        ({ name: problem, icd10, suspected, ended, onsetAt, endedAt, ...said }) => ({
          ...{ problem, icd10, suspected, ended, onset: at(onsetAt), end: at(endedAt) },
          ...{ main: said.main, outcome: said.outcome, department: said.department },
          ...{ doctor: said.doctor, note: said.note, diagnosed: at(said.diagnosedAt) },
        }),
      ),
      ({ problem, onset }) => `${problem} ${onset}`,
    ),
  }
}

function medicationFacts(generation: Generation, patient: PatientRef) {
  return {
    order: keyed(
      readMedicationOrders(generation, patient).map((order) => ({
        ...{ number: order.orderNo, group: order.group, form: order.form },
        ...{ cancelled: order.cancelled, currentBy: order.currentBy, until: order.coveredUntil },
        drugs: order.components.map(({ drug }) => drug),
        doses: order.components.map(({ dose }) => dose.replace(/^""$/, '')),
        ...{ start: at(order.startAt), end: at(order.endAt), ordered: at(order.orderedAt) },
        ...{ rate: order.rate, doctor: order.doctor, kind: order.category },
        ...{ control: order.control, department: order.department, note: order.note },
        ...{ perDay: order.perDay, total: order.total, duration: order.duration },
        ...{ dosageForm: order.dosageForm, usage: order.usage, route: order.route },
        ...{ device: order.device, units: order.components.map(({ unit }) => unit) },
        roles: order.components.map(({ role }) => role),
      })),
      ({ number, group }) => `${number} ${group}`,
    ),
    given: keyed(
      readAdministrations(generation, patient).map((given) => ({
        ...{ number: given.orderNo, drug: given.drug, form: given.form, status: given.status },
        ...{ start: at(given.startAt), end: at(given.endAt), amount: given.amount },
        ...{ rate: given.rate, route: given.route, performer: given.performer, note: given.note },
        rp: given.group,
      })),
      ({ number, drug, start }) => `${number} ${drug} ${start}`,
    ),
  }
}

/** A blood pressure is one fact however it is grouped; so is each row of a culture. */
function measuredFacts(measurements: readonly Measurement[]) {
  const ofCategory = (...categories: readonly string[]) =>
    keyed(
      measurements
        .filter(({ group }) => categories.includes(group.category))
        .map(({ group, item, unit, result }) => ({
          ...{ group: group.category, name: item?.display },
          ...{ codes: item?.codings.map(([code]) => code).sort() },
          ...{ at: at(result.observedAt ?? group.collectedAt), text: result.text },
          ...{ number: result.number, comparator: result.comparator, flag: result.flag },
          ...{ unit: unit?.display ?? '', range: result.range, specimen: group.specimen },
          ...{ department: group.department, doctor: group.doctor, panel: group.panel },
          ...{ status: result.status, reported: at(group.reportedAt), note: result.note },
          ...{ order: group.orderNo, method: result.method },
        })),
      // One item has a name in each format; codes are more in one than in the other.
      (fact) =>
        `${fact.group === 'laboratory' ? fact.codes : fact.name} ${fact.at} ${fact.text} ${fact.flag}`,
    )
  return {
    lab: ofCategory('laboratory'),
    vital: ofCategory('vital-signs', 'intake-output', 'meal'),
    culture: ofCategory('microbiology'),
    finding: ofCategory('physiology', 'endoscopy', 'radiology'),
  }
}

function courseFacts(generation: Generation, patient: PatientRef) {
  return {
    encounter: keyed(
      readAllEncounters(generation, patient).map(({ encounter, room, bed }) => ({
        ...{ class: encounter.class, status: encounter.status, start: at(encounter.startAt) },
        ...{ end: at(encounter.endAt), ward: encounter.ward, room, bed },
        ...{ department: encounter.department, attending: encounter.attending },
      })),
      (fact) => `${fact.class} ${fact.start}`,
    ),
    event: keyed(
      readEvents(generation, { ...patient.rows, ...EVER }).map((event) => ({
        ...{ code: event.code, at: at(event.at), title: event.title },
      })),
      (fact) => `${fact.code} ${fact.at}`,
    ),
    document: keyed(
      readDocuments(generation, patient)
        .documents.filter(({ standing }) => standing === 'current')
        .map((document) => ({
          ...{ type: document.type, category: document.category, title: document.title },
          ...{ at: at(document.documentAt), text: document.excerpt, author: document.author },
          department: document.department,
          parts: document.parts.map(({ mediaType, bytes }) => `${mediaType} ${bytes}`),
        })),
      (fact) => `${fact.type} ${String(fact.at).slice(0, 10)} ${fact.parts}`,
    ),
  }
}

function orderFacts(generation: Generation, patient: PatientRef) {
  return {
    procedure: keyed(
      readProcedures(generation, patient).map((procedure) => ({
        ...{ category: procedure.category, name: procedure.name, status: procedure.status },
        ...{ start: at(procedure.startAt), end: at(procedure.endAt), note: procedure.note },
        ...{ performer: procedure.performer, department: procedure.department },
        ...{ cancelled: procedure.cancelled, document: procedure.documentTitle },
      })),
      ({ category, name, start }) => `${category} ${name} ${start}`,
    ),
    study: keyed(
      readImageStudies(generation, patient).map((study) => ({
        ...{ uid: study.studyUid, at: at(study.studyAt), description: study.description },
        ...{ accession: study.accession, inBackup: study.inBackup },
        series: study.series.length,
      })),
      ({ uid }) => `${uid}`,
    ),
    request: keyed(
      generation.all(ORDERS, patient.rows).map(({ itemId, doctorId, ...row }) => ({
        ...{ ...row, at: row.at?.slice(0, 16) ?? '', item: generation.display(itemId) },
        doctor: generation.staff(doctorId),
      })),
      (fact) => `${fact.category} ${fact.performed} ${fact.orderNo} ${fact.item} ${fact.text}`,
    ),
  }
}
