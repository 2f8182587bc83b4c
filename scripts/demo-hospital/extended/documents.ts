/** Adds documents to a chart: progress notes, nursing records, operation papers, summaries, letters, reports. */
import {
  ageAt,
  clock,
  DAY,
  hl7Date,
  type Minute,
  SNAPSHOT,
  slashDate,
  slashMinute,
} from '../calendar.ts'
import { type Chart, record } from '../chart.ts'
import type { DocumentFile, Flag, Setting } from '../events.ts'
import { DEPARTMENTS, type Doctor, HOSPITAL, NURSES } from '../hospital.ts'
import { createRandom } from '../random.ts'
import { cda, type Section } from './cda.ts'
import { codeAndName, DOCUMENT_TYPES, type DocumentType } from './document-types.ts'
import { htmlFiles } from './html.ts'
import { pdf, pdfLine, pdfPath, pdfText, textPage } from './pdf.ts'
import { faxedLetter, scannedSheet } from './scan.ts'
import { type VitalReading, vitalsFile } from './vitals.ts'

export interface Soap {
  readonly s: string
  readonly o: string
  readonly a: string
  readonly p: string
}

interface Filing {
  readonly flag?: Flag
  readonly key?: string
  readonly sentAt?: Minute
  /** Another one than the doctor of the setting. */
  readonly author?: Doctor
  readonly readings?: readonly VitalReading[]
  readonly operation?: Operation
}

/** Files the document; returns its special key, by which a later version is filed. */
function add(
  chart: Chart,
  type: DocumentType,
  at: Minute,
  setting: Setting,
  files: (key: string) => readonly DocumentFile[],
  filing: Filing = {},
): string {
  const key = filing.key ?? documentKey(chart, at)
  const sentAt = filing.sentAt ?? at + 5
  if (sentAt > SNAPSHOT) return key
  record(chart, {
    kind: 'document',
    type: DOCUMENT_TYPES[type],
    at,
    sentAt,
    key,
    department: DEPARTMENTS[setting.department].code,
    flag: filing.flag ?? '1',
    author: filing.author ?? setting.doctor,
    files: files(key),
    ...(filing.readings === undefined ? {} : { readings: filing.readings }),
    ...(filing.operation === undefined ? {} : { operation: filing.operation }),
  })
  return key
}

function documentKey(chart: Chart, at: Minute): string {
  chart.runningNumber++
  return `${hl7Date(at)}${String(chart.index).padStart(5, '0')}${String(chart.runningNumber).padStart(5, '0')}`
}

function addCda(
  chart: Chart,
  type: DocumentType,
  title: string,
  at: Minute,
  setting: Setting,
  sections: readonly Section[],
  filing: Filing = {},
  attachments: readonly DocumentFile[] = [],
): string {
  const [code, typeName] = codeAndName(type)
  const image = attachments[0]?.name ?? ''
  return add(
    chart,
    type,
    at,
    setting,
    (key) => [
      {
        name: 'main_document.xml',
        bytes: cda(chart.person, { code, typeName, title, at, key, setting, sections, image }),
      },
      ...attachments,
    ],
    filing,
  )
}

export function addProgressNote(
  chart: Chart,
  at: Minute,
  setting: Setting,
  soap: Soap,
  filing: Filing = {},
): string {
  const title = `経過記録　${DEPARTMENTS[setting.department].name}`
  return addCda(chart, 'progress', title, at, setting, soapSections(soap), filing)
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
  add(chart, 'nursing', at, setting, files, { author: nurse })
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
  add(
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

export interface Operation {
  readonly name: string
  readonly diagnosis: string
  readonly start: Minute
  readonly minutes: number
  readonly bloodLoss: number
  readonly surgeon: Doctor
  readonly assistant: Doctor
  readonly anesthetist: Doctor
  readonly anesthesia: string
  readonly findings: string
  readonly drains: string
}

/** The operation note with a drawing beside it. */
export function addOperationNote(chart: Chart, setting: Setting, operation: Operation): void {
  const { start, minutes } = operation
  const drawing = scannedSheet(chart.person, 'OPERATION SKETCH', start, chart.random)
  addCda(
    chart,
    'operation',
    '手術記録',
    start + minutes + 90,
    setting,
    [
      {
        title: '手術情報',
        text: [
          ['項目', '内容'],
          ['術前診断', operation.diagnosis],
          ['術式', operation.name],
          ['手術日', slashDate(start)],
          ['手術時間', `${clock(start)}～${clock(start + minutes)}（${minutes}分）`],
          ['麻酔', operation.anesthesia],
          ['執刀', fullName(operation.surgeon)],
          ['助手', fullName(operation.assistant)],
          ['麻酔科医', fullName(operation.anesthetist)],
          ['出血量', `${operation.bloodLoss} mL`],
          ['輸血', operation.bloodLoss > 800 ? '照射赤血球液 ２単位' : 'なし'],
          ['ドレーン', operation.drains],
        ],
      },
      { title: '術中所見および手順', text: operation.findings },
    ],
    { operation },
    [{ name: 'schema_01.jpg', bytes: drawing }],
  )
}

/** The anaesthesia record: a PDF with the curves of the vital signs, and the signed sheet from the scanner. */
export function addAnesthesiaRecord(chart: Chart, setting: Setting, operation: Operation): void {
  const at = operation.start + operation.minutes + 40
  const sheet = scannedSheet(chart.person, 'ANESTHESIA RECORD', operation.start, chart.random)
  add(chart, 'anesthesia', at, setting, () => [
    { name: 'main_document.pdf', bytes: pdf([{ operators: anesthesiaSheet(chart, operation) }]) },
    { name: 'scan_01.jpg', bytes: sheet },
  ])
}

function anesthesiaSheet(chart: Chart, operation: Operation): string[] {
  const { person, random } = chart
  const { start, minutes } = operation
  const out = [
    pdfText(60, 790, 16, '麻酔記録'),
    pdfText(60, 765, 10, patientLine(chart, start)),
    pdfText(60, 748, 10, `術式　${operation.name}　　麻酔　${operation.anesthesia}`),
    pdfText(
      60,
      731,
      10,
      `麻酔開始 ${slashMinute(start - 35)}　手術開始 ${clock(start)}　手術終了 ${clock(start + minutes)}`,
    ),
    pdfText(
      60,
      714,
      10,
      `身長 ${person.height} cm　体重 ${person.weight} kg　ASA-PS 2　麻酔科医 ${fullName(operation.anesthetist)}`,
    ),
  ]
  for (let pressure = 0; pressure <= 200; pressure += 40) {
    const y = 380 + pressure * 1.4
    out.push(pdfLine(90, y, 535, y, 0.3), pdfText(62, y - 3, 8, String(pressure)))
  }
  const steps = Math.ceil((minutes + 60) / 5)
  const x = (i: number) => 90 + (i * 445) / steps
  for (let i = 0; i <= steps; i += 12) out.push(pdfText(x(i), 366, 8, clock(start - 35 + i * 5)))
  const curve = (base: number, induction: number, scatter: number) =>
    Array.from({ length: steps + 1 }, (_, i): [number, number] => {
      const dip = i > 3 && i < 9 ? induction : 0
      return [x(i), 380 + (base + dip + random.normal(0, scatter)) * 1.4]
    })
  out.push(pdfPath(curve(118, -26, 6), '0.8 0.1 0.1'), pdfPath(curve(66, -14, 4), '0.8 0.1 0.1'))
  out.push(pdfPath(curve(72, -6, 4), '0.1 0.5 0.1'), pdfPath(curve(98.5, 0, 0.5), '0.1 0.2 0.8'))
  const notes = [
    '赤　収縮期／拡張期血圧（mmHg）　　緑　心拍数（/分）　　青　SpO2（%）',
    `導入　プロポフォール ${Math.round(person.weight * 1.8)} mg、ロクロニウム 40 mg、フェンタニル 100 μg`,
    '維持　セボフルラン 1.5 %、レミフェンタニル 0.1～0.25 μg/kg/分',
    `輸液　酢酸リンゲル液 ${1000 + Math.round(minutes / 60) * 250} mL　　出血 ${operation.bloodLoss} mL　　尿量 ${150 + Math.round(minutes * 1.1)} mL`,
    '挿管困難なし。術中著変なし。抜管後、呼吸・循環安定。病棟へ帰室。',
  ]
  notes.forEach((note, i) => {
    out.push(pdfText(60, 330 - i * 18, 10, note))
  })
  return out
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
  addCda(chart, 'summary', '退院時サマリー', at, setting, [
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
    add(chart, 'referral', at, setting, () => [file])
    return
  }
  const author = `${HOSPITAL.name} ${DEPARTMENTS[setting.department].name} ${fullName(setting.doctor)}`
  if (direction === 'out-html') {
    const rows: [string, string][] = [
      ['宛先', '参照市医師会　うめの木クリニック　御中'],
      ['内容', text.join('\n')],
    ]
    add(chart, 'referral', at, setting, () =>
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
  add(chart, 'referral', at, setting, () => [{ name: 'main_document.pdf', bytes }])
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
  add(chart, 'imaging', at, setting, () =>
    htmlFiles(chart.person, { title: '画像診断報告書', at, author, rows }),
  )
}

export function addPathologyReport(
  chart: Chart,
  at: Minute,
  setting: Setting,
  report: { specimen: string; diagnosis: string; findings: string },
): void {
  addCda(chart, 'pathology', '病理組織診断報告書', at, setting, [
    { title: '検体', text: report.specimen },
    { title: '病理診断', text: report.diagnosis },
    { title: '所見', text: report.findings },
  ])
}

/** A signed form: the system's own form as PDF. */
export function addConsent(chart: Chart, at: Minute, setting: Setting, subject: string): void {
  const lines = [
    patientLine(chart, at),
    '',
    `私は、${subject}について、目的、方法、期待される効果、`,
    '起こりうる合併症、ほかの方法について説明を受け、理解したうえで同意します。',
    '',
    `説明日　${slashDate(at)}　　説明医師　${fullName(setting.doctor)}`,
    `患者署名　${chart.person.family} ${chart.person.given}　　　代諾者　－`,
  ]
  const bytes = pdf([textPage('説明・同意書', lines)])
  add(chart, 'consent', at, setting, () => [{ name: 'main_document.pdf', bytes }])
}

export function fullName({ family, given }: Doctor): string {
  return `${family} ${given}`
}

function patientLine({ person }: Chart, at: Minute): string {
  const sex = person.sex === 'M' ? '男性' : '女性'
  return `${person.id}　${person.family} ${person.given}　${slashDate(person.birth)} 生（${ageAt(person.birth, at)}歳）　${sex}`
}
