/** What is written day by day: progress notes, nursing records, the temperature chart, the summary of a stay. */
import { DAY, type Minute, SNAPSHOT, slashDate } from '../calendar.ts'
import type { Chart } from '../chart.ts'
import type { Setting } from '../events.ts'
import { DEPARTMENTS, type Doctor, NURSES } from '../hospital.ts'
import type { Section } from './cda.ts'
import { type Filing, fileCda, fileDocument, fullName } from './filing.ts'
import { htmlFiles } from './html.ts'
import { type VitalReading, vitalsFile } from './vitals.ts'

export interface Soap {
  readonly s: string
  readonly o: string
  readonly a: string
  readonly p: string
}

export function addProgressNote(
  chart: Chart,
  at: Minute,
  setting: Setting,
  soap: Soap,
  filing: Filing = {},
): string {
  const title = `経過記録　${DEPARTMENTS[setting.department].name}`
  return fileCda(chart, 'progress', title, at, setting, soapSections(soap), filing)
}

/** A note that was rewritten: the first version is superseded. */
export function addRevisedNote(
  chart: Chart,
  at: Minute,
  setting: Setting,
  first: Soap,
  second: Soap,
): void {
  const key = addProgressNote(chart, at, setting, first, { flag: '2' })
  addProgressNote(chart, at, setting, second, { key, sentAt: at + 62 })
}

/** A note that was entered into the wrong chart and deleted. */
export function addDeletedNote(chart: Chart, at: Minute, setting: Setting, soap: Soap): void {
  addProgressNote(chart, at, setting, soap, { flag: '0' })
}

function soapSections({ s, o, a, p }: Soap): Section[] {
  return [
    { title: 'Ｓ（主観的情報）', text: s },
    { title: 'Ｏ（客観的情報）', text: o },
    { title: 'Ａ（評価）', text: a },
    { title: 'Ｐ（計画）', text: p },
  ]
}

export function addNursingRecord(
  chart: Chart,
  at: Minute,
  setting: Setting,
  rows: readonly (readonly [string, string])[],
): void {
  const nurse = nurseOf(chart, at)
  const author = `看護師 ${nurse.family} ${nurse.given}`
  const files = () => htmlFiles(chart.person, { title: '看護記録', at, author, rows })
  fileDocument(chart, 'nursing', at, setting, files, { author: nurse })
}

/** The nurse on duty: another one each shift. */
export function nurseOf(chart: Chart, at: Minute): Doctor {
  const nurse = NURSES[(chart.index + Math.floor(at / 480)) % NURSES.length]
  if (!nurse) throw new Error('the hospital has no nurses')
  return nurse
}

/** One day of the temperature chart; the system sends it just after midnight. */
export function addVitals(
  chart: Chart,
  day: Minute,
  setting: Setting,
  readings: readonly VitalReading[],
): void {
  const seen = readings.filter((reading) => reading.at <= SNAPSHOT)
  if (seen.length === 0) return
  const sentAt = Math.min(day + DAY + 1, SNAPSHOT)
  fileDocument(
    chart,
    'vitals',
    day,
    setting,
    (key) => [
      { name: 'main_document.hl7', bytes: vitalsFile(chart.person, setting, key, sentAt, seen) },
    ],
    { sentAt, readings: seen },
  )
}

export interface SummaryPlan {
  readonly admittedAt: Minute
  readonly dischargedAt: Minute
  readonly diagnosis: string
  readonly history: string
  readonly course: string
  readonly drugs: readonly string[]
  readonly plan: string
}

export function addDischargeSummary(
  chart: Chart,
  at: Minute,
  setting: Setting,
  plan: SummaryPlan,
): void {
  fileCda(chart, 'summary', '退院時サマリー', at, setting, [
    {
      title: '入退院',
      text: [
        ['項目', '内容'],
        ['入院日', slashDate(plan.admittedAt)],
        ['退院日', slashDate(plan.dischargedAt)],
        ['診療科', DEPARTMENTS[setting.department].name],
        ['主治医', fullName(setting.doctor)],
        ['診断名', plan.diagnosis],
      ],
    },
    { title: '現病歴', text: plan.history },
    { title: '入院後経過', text: plan.course },
    { title: '退院時処方', text: plan.drugs.length > 0 ? plan.drugs.join('\n') : 'なし' },
    { title: '退院後の方針', text: plan.plan },
  ])
}
