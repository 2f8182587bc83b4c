/**
 * Collects a ward's packets one patient after another, by room and bed, with a list of all of them in front.
 *
 * Guarantees: every chart is opened and its printing written down like any other; of each patient there is a packet or a
 * page that says why not; what was read of one chart is let go before the next is opened, only its pages are kept.
 */
import type { OpenChartAnswer } from '../../../model/api/chart/opening.ts'
import type { WardAnswer, WardPatient } from '../../../model/api/patients.ts'
import type { PrintPart, PrintPreset } from '../../../model/codes/print-forms.ts'
import { ApiError, request } from '../../api/request.ts'
import { beginChart, GenerationChanged } from '../../chart/open-chart.tsx'
import { packetSheet } from '../packet/packet.tsx'
import { readPacket } from '../packet/read-packet.ts'
import type { LaidOut } from '../paper.tsx'
import { type JobTools, logPrint } from '../use-print-job.ts'
import type { Speech } from '../words.ts'
import { type CoverLine, coverSheet, failureSheet } from './ward-sheets.tsx'

export interface WardJob {
  readonly ward: WardAnswer
  readonly preset: PrintPreset
  readonly parts: readonly PrintPart[]
}

/** @throws when not one packet could be made, the session has ended, or the generation changed meanwhile */
export async function collectWard(
  speech: Speech,
  job: WardJob,
  tools: JobTools,
): Promise<readonly LaidOut[]> {
  const { ward } = job
  const patients = [...ward.patients].sort(byBed)
  const lines: CoverLine[] = []
  const packets: LaidOut[] = []
  let lastError: unknown = null
  for (const [at, patient] of patients.entries()) {
    tools.say(speech.print.collecting(at + 1, patients.length))
    try {
      const laidOut = await collectPacket(speech, job, { patient, tools, form: 'ward-packet' })
      packets.push(laidOut)
      lines.push({ patient, pages: laidOut.pages.length })
    } catch (error) {
      if (tools.signal.aborted || concernsAll(error)) throw error
      lastError = error
      packets.push(await tools.layOut(failureSheet(speech, ward, { patient, error })))
      lines.push({ patient, pages: null })
    }
  }
  if (lastError !== null && lines.every((line) => line.pages === null)) throw lastError
  return [await tools.layOut(coverSheet(speech, ward, lines)), ...packets]
}

interface OnePacket {
  readonly patient: WardPatient
  readonly tools: JobTools
  /** As it is written down. */
  readonly form: 'packet' | 'ward-packet'
}

/** Opens the chart of one of the ward's in-patients, lays its packet out and has it written down. @throws GenerationChanged, ApiError, AbortError */
export async function collectPacket(
  speech: Speech,
  { ward, preset, parts }: WardJob,
  { patient, tools, form }: OnePacket,
): Promise<LaidOut> {
  const { signal } = tools
  const { patientId } = patient
  const opened = await request<OpenChartAnswer>('POST', '/api/charts', {
    body: { patientId },
    signal,
  })
  if (opened.generation !== ward.generation) throw new GenerationChanged()
  const chart = beginChart(opened)
  const facts = await readPacket(chart, new Set(parts), signal)
  const laidOut = await tools.layOut(packetSheet(speech, facts, { preset, parts }))
  await logPrint(chart, { form, preset, parts: [...parts] }, signal)
  return laidOut
}

/** Whether the next patient would fail for the same reason, or must not be mixed with the ones before. */
function concernsAll(error: unknown): boolean {
  return error instanceof GenerationChanged || (error instanceof ApiError && error.status === 401)
}

/** By room and bed; those without one come last. */
function byBed(a: WardPatient, b: WardPatient): number {
  const place = (patient: WardPatient) => [patient.room, patient.bed].join('-')
  const isNowhere = (patient: WardPatient) => Number(patient.room === '' && patient.bed === '')
  return (
    isNowhere(a) - isNowhere(b) ||
    place(a).localeCompare(place(b), 'ja', { numeric: true }) ||
    a.patientId.localeCompare(b.patientId)
  )
}
