/** Type 2 diabetes: HbA1c rises, metformin, then a DPP-4 inhibitor, then insulin after an admission. */
import { drip } from '../bedside.ts'
import { DAY, onDay, SNAPSHOT } from '../calendar.ts'
import { addProblem, type Chart } from '../chart.ts'
import type { RpGroup } from '../events.ts'
import { physiology } from '../exams.ts'
import { addReferral } from '../extended/letters-and-reports.ts'
import { addProgressNote } from '../extended/notes.ts'
import { someBed } from '../hospital.ts'
import { runLabs } from '../laboratory.ts'
import { rp } from '../regimen.ts'
import type { Course } from './course.ts'
import { type StayDay, stay } from './stay.ts'
import { clinicOf, outpatient, visit, visitDays } from './visits.ts'

type Stage = 'metformin' | 'dpp4' | 'insulin'

const DRUGS: Readonly<Record<Stage, (at: number) => readonly RpGroup[]>> = {
  metformin: (at) => [
    rp(at, 'twice', 56, 'metformin 2'),
    rp(at, 'breakfast', 56, 'rosuvastatin 1'),
  ],
  dpp4: (at) => [
    rp(at, 'twice', 56, 'metformin 4'),
    rp(at, 'breakfast', 56, 'sitagliptin 1', 'rosuvastatin 1'),
  ],
  insulin: (at) => [
    rp(at, 'twice', 56, 'metformin 4'),
    rp(at, 'breakfast', 56, 'rosuvastatin 1', 'empagliflozin 1', 'candesartan 1'),
    rp(at, 'insulinNight', 56, 'glargine'),
    rp(at, 'insulinMeals', 56, 'lispro'),
  ],
}

export const diabetes: Course = (chart, { start, current, past }) => {
  const clinic = clinicOf(chart, 'endocrinology')
  addProblem(chart, 'diabetes', start, 'endocrinology', { main: true })
  addProblem(chart, 'dyslipidemia', start, 'endocrinology')
  addReferral(chart, onDay(start, 11), outpatient(clinic), 'in', [])
  const end = SNAPSHOT
  const admittedAt = current?.admittedAt ?? past
  visitDays(chart, start, end, 49).forEach((day) => {
    if (admittedAt !== null && day > admittedAt - 3 * DAY && day < admittedAt + 20 * DAY) return
    clinicDay(chart, day, (day - start) / (end - start), admittedAt !== null && day > admittedAt)
  })
  if (admittedAt === null) return
  addProblem(chart, 'retinopathy', admittedAt, 'ophthalmology')
  addProblem(chart, 'diabetickidney', admittedAt, 'endocrinology', { suspected: true })
  const dischargedAt = current ? null : onDay(admittedAt + 13 * DAY, 10, 20)
  stay(chart, {
    clinic,
    admittedAt,
    dischargedAt,
    bed: current?.bed ?? someBed('internal', chart.random),
    planned: true,
    diagnosis: '２型糖尿病（血糖コントロール不良）',
    history: '内服３剤でもHbA1cが９％台に上昇し、口渇と体重減少を伴うため教育入院となった。',
    course:
      '食事療法と強化インスリン療法を導入し、食前血糖は１２０～１６０mg/dLに改善した。自己注射、自己血糖測定の手技を習得した。',
    afterwards: '糖尿病・内分泌内科外来、眼科定期受診。',
    diet: '糖尿病食　１６００ｋｃａｌ',
    regular: (at) => DRUGS.insulin(at).filter((group) => group.usage.route.code === 'PO'),
    day: (day) => educationDay(chart, day, admittedAt),
  })
}

/** @param progress 0 to 1 through the history */
function clinicDay(chart: Chart, day: number, progress: number, onInsulin: boolean): void {
  const clinic = clinicOf(chart, 'endocrinology')
  const stage: Stage = onInsulin ? 'insulin' : progress < 0.35 ? 'metformin' : 'dpp4'
  const course = onInsulin
    ? 7.1
    : stage === 'metformin'
      ? 6.8 + progress * 3.6
      : 7.3 + (progress - 0.35) * 3.4
  const a1c = course + chart.random.normal(0, 0.12)
  const glucose = Math.round(a1c * 26 - 45 + chart.random.int(-22, 30))
  const seen = visit(chart, day, clinic, {
    panels: ['cbc', 'chem', 'liver', 'lipid', 'sugar', 'urine', 'acr'],
    labs: {
      values: {
        a1c,
        glu: glucose,
        uglu: glucose > 180 ? '3+' : glucose > 150 ? '1+' : '－',
        upro: progress > 0.6 ? '1+' : '－',
        acr: 14 + progress * 60,
        tg: 168 + chart.random.int(-40, 60),
        ldl: 104 + chart.random.int(-12, 15),
        cre: 0.82 + progress * 0.22,
      },
    },
    prescription: DRUGS[stage],
  })
  if (seen === null) return
  addProgressNote(chart, seen, outpatient(clinic), {
    s: a1c > 8 ? '外食が続いた。のどが渇く。' : '間食は減らしている。低血糖症状はない。',
    o: `HbA1c ${a1c.toFixed(1)}%、随時血糖 ${glucose} mg/dL。体重 ${(chart.person.weight + 2 - progress * 3).toFixed(1)} kg。足背動脈触知良好。`,
    a: `２型糖尿病。${a1c > 8 ? 'コントロール不良。' : 'おおむね安定。'}`,
    p:
      a1c > 8.3
        ? '教育入院、インスリン導入を勧める。'
        : stage === 'dpp4'
          ? 'メトホルミン増量、シタグリプチン併用で継続。'
          : '現処方継続。次回尿アルブミン再検。',
  })
  if (Math.floor(progress * 20) % 7 === 3) {
    physiology(chart, seen - 40, outpatient(clinic), 'ecg', '正常範囲', [
      { name: '心拍数', value: '70', unit: 'bpm' },
      { name: 'QTc', value: '408', unit: 'msec' },
    ])
  }
}

function educationDay(chart: Chart, { n, day, setting }: StayDay, admittedAt: number) {
  const glucose = Math.round(250 - Math.min(110, n * 14) + chart.random.int(-18, 18))
  if (n === 0 || n === 6 || n === 12) {
    runLabs(
      chart,
      n === 0 ? admittedAt + 45 : onDay(day, 6, 50),
      setting,
      ['cbc', 'chem', 'liver', 'lipid', 'sugar', 'urine'],
      {
        values: {
          a1c: 9.6 - n * 0.03,
          glu: glucose,
          uglu: n < 5 ? '4+' : '2+',
          uket: n === 0 ? '1+' : '－',
        },
      },
    )
  }
  for (const hour of [8, 12, 18]) {
    const withheld = hour === 12 && n % 6 === 4
    drip(chart, onDay(day, hour, 0) - 10, setting, {
      mix: [`humulin ${4 + Math.min(4, n >> 1)}`],
      volume: 0,
      hours: 0,
      route: 'SC',
      instruction: `${hour === 8 ? '朝' : hour === 12 ? '昼' : '夕'}食直前　皮下注`,
      fate: withheld ? 'NA' : undefined,
      reason: withheld ? '食前血糖 78 mg/dL のため医師指示で中止' : undefined,
    })
  }
  return {
    condition: {
      temperature: 36.4,
      pulse: 74,
      systolic: 134,
      spo2: 98,
      weight: chart.person.weight - n * 0.1,
      appetite: 10,
      urine: 1900 - n * 40,
    },
    soap:
      n % 2 === 0
        ? {
            s: '自己注射に慣れてきた。',
            o: `朝食前血糖 ${glucose} mg/dL。低血糖なし。`,
            a: '２型糖尿病、インスリン導入中。',
            p: `超速効型 各食前 ${4 + Math.min(4, n >> 1)} 単位、持効型 眠前 8 単位。栄養指導。`,
          }
        : null,
    nursing: [
      ['血糖', `朝食前 ${glucose}、夕食前 ${glucose + 24} mg/dL`],
      [
        '指導',
        n < 4
          ? 'インスリン自己注射の手技を説明、見守りで実施。'
          : '自己注射、自己血糖測定とも自立。低血糖時の対応を説明できる。',
      ],
    ] as const,
  }
}
