/** The papers of an operation: note, record of the anaesthesia, consent. */
import { clock, type Minute, slashDate, slashMinute } from '../calendar.ts'
import type { Chart } from '../chart.ts'
import type { Setting } from '../events.ts'
import type { Doctor } from '../hospital.ts'
import { fileCda, fileDocument, fullName, patientLine } from './filing.ts'
import { pdf, pdfLine, pdfPath, pdfText, textPage } from './pdf.ts'
import { scannedSheet } from './scan.ts'

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
  fileCda(
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
  fileDocument(chart, 'anesthesia', at, setting, () => [
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
  fileDocument(chart, 'consent', at, setting, () => [{ name: 'main_document.pdf', bytes }])
}
