/** Letters to and from other clinics, and reports on images and specimens. */
import { type Minute, slashDate, slashMinute } from '../calendar.ts'
import type { Chart } from '../chart.ts'
import type { Setting } from '../events.ts'
import { DEPARTMENTS, HOSPITAL } from '../hospital.ts'
import { createRandom } from '../random.ts'
import { fileCda, fileDocument, fullName, patientLine } from './filing.ts'
import { htmlFiles } from './html.ts'
import { pdf, textPage } from './pdf.ts'
import { faxedLetter, scannedSheet } from './scan.ts'

/** A letter to or from another clinic: our own ones are PDF or HTML, those that came in are scans or faxes. */
export function addReferral(
  chart: Chart,
  at: Minute,
  setting: Setting,
  direction: 'in' | 'out' | 'out-html',
  text: readonly string[],
): void {
  if (direction === 'in') {
    const [title, isFax] = ['REFERRAL LETTER', chart.index % 2 === 1]
    const file = isFax
      ? {
          name: 'main_document.tif',
          bytes: faxedLetter(chart.person, title, at, [
            chart.random,
            createRandom(chart.index, 'second page'),
          ]),
        }
      : {
          name: 'main_document.jpg',
          bytes: scannedSheet(chart.person, title, at, chart.random),
        }
    fileDocument(chart, 'referral', at, setting, () => [file])
    return
  }
  const author = `${HOSPITAL.name} ${DEPARTMENTS[setting.department].name} ${fullName(setting.doctor)}`
  if (direction === 'out-html') {
    const rows: [string, string][] = [
      ['宛先', '参照市医師会　うめの木クリニック　御中'],
      ['内容', text.join('\n')],
    ]
    fileDocument(chart, 'referral', at, setting, () =>
      htmlFiles(chart.person, { title: '診療情報提供書', at, author, rows }),
    )
    return
  }
  const lines = [
    'うめの木クリニック　御中',
    '',
    patientLine(chart, at),
    '',
    ...text,
    '',
    slashDate(at),
    author,
  ]
  const bytes = pdf([textPage('診療情報提供書', lines)])
  fileDocument(chart, 'referral', at, setting, () => [{ name: 'main_document.pdf', bytes }])
}

export interface ImagingReport {
  readonly exam: string
  readonly studyUid: string
  readonly accession: string
  readonly performedAt: Minute
  readonly findings: string
  readonly impression: string
}

export function addImagingReport(
  chart: Chart,
  at: Minute,
  setting: Setting,
  report: ImagingReport,
): void {
  const author = `放射線科 ${fullName(setting.doctor)}`
  const rows: [string, string][] = [
    ['検査', report.exam],
    ['検査日時', slashMinute(report.performedAt)],
    ['受付番号', report.accession],
    ['Study Instance UID', report.studyUid],
    ['所見', report.findings],
    ['診断', report.impression],
  ]
  fileDocument(chart, 'imaging', at, setting, () =>
    htmlFiles(chart.person, { title: '画像診断報告書', at, author, rows }),
  )
}

export function addPathologyReport(
  chart: Chart,
  at: Minute,
  setting: Setting,
  report: { specimen: string; diagnosis: string; findings: string },
): void {
  fileCda(chart, 'pathology', '病理組織診断報告書', at, setting, [
    { title: '検体', text: report.specimen },
    { title: '病理診断', text: report.diagnosis },
    { title: '所見', text: report.findings },
  ])
}
