/** Patients of the operating rooms: cancer of stomach and colon, gallstones, fracture of the hip. */
import { DAY, dayOf, type Minute, onDay, SNAPSHOT } from '../calendar.ts'
import { addProblem, type Chart } from '../chart.ts'
import { endoscopy, physiology, radiology } from '../exams.ts'
import { addPathologyReport, addReferral } from '../extended/letters-and-reports.ts'
import { addProgressNote } from '../extended/notes.ts'
import { addConsent } from '../extended/operation-papers.ts'
import { bedOf, someBed } from '../hospital.ts'
import { runLabs } from '../laboratory.ts'
import { rp, withNote } from '../regimen.ts'
import type { Course } from './course.ts'
import { stay } from './stay.ts'
import { COLON, GALLSTONE, HIP, STOMACH, type Surgery } from './surgeries.ts'
import { surgicalDay } from './surgical-day.ts'
import { type Clinic, clinicOf, outpatient, visit, visitDays } from './visits.ts'

export const colonCancer: Course = (chart, context) => operate(chart, context, COLON)
export const stomachCancer: Course = (chart, context) => operate(chart, context, STOMACH)
export const gallstone: Course = (chart, context) => operate(chart, context, GALLSTONE)
export const hipFracture: Course = (chart, context) => operate(chart, context, HIP)

function operate(
  chart: Chart,
  { current, past, start }: Parameters<Course>[1],
  surgery: Surgery,
): void {
  const clinic = clinicOf(chart, surgery.department)
  const admittedAt = current?.admittedAt ?? past ?? SNAPSHOT - 250 * DAY
  const dischargedAt = current ? null : onDay(admittedAt + surgery.days * DAY, 10, 15)
  chronic(chart, start, admittedAt)
  if (!surgery.emergency) workUp(chart, clinic, admittedAt, surgery)
  addProblem(chart, surgery.problem, admittedAt - 30 * DAY, surgery.department, {
    main: true,
    ended: dischargedAt === null || surgery.tumor ? undefined : { at: dischargedAt, outcome: 'F' },
  })
  const operatedOn = dayOf(admittedAt) + surgery.before * DAY
  const bed = current?.bed ?? someBed(surgery.ward, chart.random)
  stay(chart, {
    clinic,
    admittedAt,
    dischargedAt,
    bed,
    first:
      surgery.icu && bed.ward !== 'icu'
        ? { bed: bedOf('icu', chart.index % 6), days: surgery.before + 2 }
        : undefined,
    planned: !surgery.emergency,
    diagnosis: surgery.diagnosis,
    history: surgery.emergency
      ? '自宅で転倒し左股関節痛のため歩行不能となり救急搬送された。'
      : '検診を契機に診断され、手術目的に入院した。',
    course: `${surgery.operation}を施行した。術後経過は良好で、炎症反応は順調に低下し、${surgery.fasting > 0 ? '食事も問題なく摂取できた' : '歩行訓練も順調に進んだ'}。`,
    afterwards: surgery.tumor
      ? '外来で病理結果を説明し、補助化学療法を検討する。'
      : '外来で創部を確認する。',
    diet: surgery.fasting > 1 ? '術後食　五分粥' : '常食',
    leaveOn: surgery.days > 20 ? 20 : undefined,
    regular: (at, n) =>
      n < surgery.before + surgery.fasting
        ? [rp(at, 'breakfast', 7, 'amlodipine 1')]
        : [
            rp(at, 'breakfast', 7, 'amlodipine 1', 'vonoprazan 1'),
            rp(at, 'three', 7, 'acetaminophen 3', 'magnesium 3'),
          ],
    brought: (at) => [
      rp(at, 'bedtime', 21, 'lemborexant 1'),
      withNote(rp(at, 'eye', 21, 'latanoprost'), '他院眼科処方'),
    ],
    day: (day) => surgicalDay(chart, day, surgery, operatedOn, clinic, admittedAt),
  })
  if (dischargedAt !== null) followUp(chart, clinic, dischargedAt, surgery)
}

/** What the family doctor's patients had before: pressure and stomach, seen twice a year. */
function chronic(chart: Chart, start: Minute, until: Minute): void {
  const clinic = clinicOf(chart, 'general')
  addProblem(chart, 'hypertension', start, 'general')
  visitDays(chart, start, until - 50 * DAY, 84).forEach((day, i) => {
    visit(chart, day, clinic, {
      panels: i % 2 === 0 ? ['cbc', 'chem', 'liver', 'lipid', 'sugar'] : undefined,
      prescription: (at) => [rp(at, 'breakfast', 84, 'amlodipine 1')],
    })
  })
}

function workUp(chart: Chart, clinic: Clinic, admittedAt: Minute, surgery: Surgery): void {
  const setting = outpatient(clinic)
  const day = onDay(admittedAt - 28 * DAY, 9)
  addReferral(chart, onDay(day, 10), setting, 'in', [])
  const seen = visit(chart, day, clinic, {
    panels: surgery.tumor
      ? ['cbc', 'chem', 'liver', 'crp', 'tumor', 'iron']
      : ['cbc', 'chem', 'liver', 'crp'],
    labs: {
      values: surgery.tumor
        ? { hb: 10.8, cea: 8.4, ca199: 21, fe: 28, ferritin: 9 }
        : { ggt: 61, alp: 128 },
    },
  })
  if (seen === null) return
  const [findings, impression] = surgery.imageText
  radiology(chart, seen + 30, setting, surgery.image, { findings, impression })
  if (surgery.problem !== 'gallstone') {
    const stomach = surgery.problem === 'stomachcancer'
    endoscopy(
      chart,
      onDay(day + 4 * DAY, 10, 30),
      setting,
      stomach ? 'gastroscopy' : 'colonoscopy',
      [
        {
          name: '内視鏡所見',
          text: stomach
            ? '体中部小弯に２型病変。生検３個。'
            : 'Ｓ状結腸に全周性２型病変、スコープ通過可。生検４個。',
        },
        { name: '内視鏡診断', text: stomach ? '胃癌　２型' : 'Ｓ状結腸癌　２型' },
      ],
    )
    addPathologyReport(chart, onDay(day + 9 * DAY, 16), setting, {
      specimen: '生検',
      diagnosis: 'Group 5, adenocarcinoma',
      findings: '異型腺管の不規則な増生を認める。',
    })
  }
  runLabs(
    chart,
    onDay(admittedAt - 14 * DAY, 9, 30),
    setting,
    ['bloodtype', 'infection', 'coag'],
    {},
  )
  physiology(chart, onDay(admittedAt - 14 * DAY, 10, 10), setting, 'ecg', '正常範囲', [
    { name: '心拍数', value: '66', unit: 'bpm' },
    { name: 'PQ時間', value: '162', unit: 'msec' },
    { name: 'QTc', value: '412', unit: 'msec' },
  ])
  addProgressNote(chart, onDay(admittedAt - 14 * DAY, 11), setting, {
    s: '手術の説明を家族と聞いた。',
    o: `術前検査に大きな異常なし。ECG 正常範囲。`,
    a: surgery.diagnosis,
    p: `${surgery.operation}を予定。麻酔科、歯科を受診。`,
  })
  addConsent(chart, onDay(admittedAt - 14 * DAY, 11, 20), setting, surgery.operation)
}

function followUp(chart: Chart, clinic: Clinic, dischargedAt: Minute, surgery: Surgery): void {
  const setting = outpatient(clinic)
  visitDays(chart, dischargedAt + 10 * DAY, SNAPSHOT, surgery.tumor ? 90 : 150).forEach(
    (day, i) => {
      const seen = visit(chart, day, clinic, {
        panels: surgery.tumor ? ['cbc', 'chem', 'liver', 'crp', 'tumor'] : ['cbc', 'crp'],
        labs: { values: surgery.tumor ? { hb: 11.2 + Math.min(1.5, i * 0.4), cea: 2.1 } : {} },
        prescription: (at) => [rp(at, 'breakfast', 84, 'amlodipine 1')],
      })
      if (seen === null) return
      addProgressNote(chart, seen, setting, {
        s: '体調は良い。食事も取れている。',
        o: '創部治癒。腹部平坦軟。',
        a: `${surgery.operation}後。`,
        p: surgery.tumor ? '腫瘍マーカー、ＣＴで経過観察。' : '経過観察。',
      })
      if (surgery.tumor && i % 2 === 1)
        radiology(chart, seen + 40, setting, 'ctAbdomen', {
          findings: '術後変化のみ。局所再発、リンパ節腫大、肝転移を認めない。',
          impression: '再発なし',
        })
    },
  )
}
