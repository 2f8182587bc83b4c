/** Cerebral infarction: CT and MR at once, edaravone, ICU, then rehabilitation. */
import { drip } from '../bedside.ts'
import { DAY, onDay, SNAPSHOT } from '../calendar.ts'
import { addProblem, type Chart } from '../chart.ts'
import { physiology, radiology } from '../exams.ts'
import { addReferral } from '../extended/letters-and-reports.ts'
import { addProgressNote } from '../extended/notes.ts'
import { bedOf, someBed } from '../hospital.ts'
import { runLabs } from '../laboratory.ts'
import { rp } from '../regimen.ts'
import type { Course } from './course.ts'
import { type StayDay, stay } from './stay.ts'
import { clinicOf, outpatient, visit, visitDays } from './visits.ts'

const REGULAR = (at: number) => [
  rp(at, 'breakfast', 28, 'clopidogrel 1', 'amlodipine 1', 'rosuvastatin 1', 'lansoprazole 1'),
]

export const stroke: Course = (chart, { start, current, past }) => {
  const family = clinicOf(chart, 'general')
  addProblem(chart, 'hypertension', start, 'general')
  addProblem(chart, 'dyslipidemia', start, 'general')
  const admittedAt = current?.admittedAt ?? past ?? SNAPSHOT - 300 * DAY
  visitDays(chart, start, admittedAt - 8 * DAY, 70).forEach((day, i) => {
    visit(chart, day, family, {
      panels: i % 3 === 0 ? ['cbc', 'chem', 'lipid'] : undefined,
      labs: { values: { ldl: 158 } },
      prescription: (at) => [rp(at, 'breakfast', 70, 'amlodipine 1')],
    })
  })
  const clinic = clinicOf(chart, 'neurology')
  addProblem(chart, 'stroke', admittedAt, 'neurology', { main: true })
  const dischargedAt = current ? null : onDay(admittedAt + 24 * DAY, 10, 30)
  const bed = current?.bed ?? someBed('orthopedics', chart.random)
  const setting = stay(chart, {
    clinic,
    admittedAt,
    dischargedAt,
    bed,
    first: bed.ward === 'icu' ? undefined : { bed: bedOf('icu', chart.index % 6), days: 3 },
    planned: false,
    diagnosis: '脳梗塞（右中大脳動脈領域、アテローム血栓性）',
    history:
      '起床時に左上下肢の脱力と構音障害に気づき、家族が救急要請した。最終健常確認から６時間以上経過していた。',
    course:
      'エダラボン、抗血小板薬を投与し、早期からリハビリテーションを行った。左片麻痺は改善し、杖歩行が可能となった。',
    afterwards: '回復期リハビリテーション病院へ転院。',
    diet: '嚥下調整食２－２　減塩',
    regular: REGULAR,
    disposition: '06',
    leaveOn: current ? undefined : 19,
    day: (day) => strokeDay(chart, day, admittedAt),
  })
  if (dischargedAt === null) return
  addReferral(chart, dischargedAt - 120, setting, 'out', [
    '脳梗塞に対し急性期治療を行いました。左片麻痺（MMT 4）、軽度構音障害が残存しています。',
    '貴院での回復期リハビリテーションをお願いいたします。',
  ])
  visitDays(chart, dischargedAt + 60 * DAY, SNAPSHOT, 60).forEach((day) => {
    const seen = visit(chart, day, clinic, {
      panels: ['cbc', 'chem', 'lipid', 'coag'],
      prescription: REGULAR,
    })
    if (seen !== null)
      addProgressNote(chart, seen, outpatient(clinic), {
        s: '杖で散歩している。',
        o: '左上下肢 MMT 4+。構音障害ごく軽度。',
        a: '陳旧性脳梗塞。',
        p: '抗血小板薬継続。',
      })
  })
}

function strokeDay(chart: Chart, { n, day, setting }: StayDay, admittedAt: number) {
  if (n === 0) {
    runLabs(
      chart,
      admittedAt + 10,
      setting,
      ['cbc', 'chem', 'liver', 'lipid', 'sugar', 'coag', 'crp'],
      { values: { ldl: 162, glu: 148, dd: 1.3 } },
    )
    radiology(chart, admittedAt + 15, setting, 'ctHead', {
      findings: '右中大脳動脈領域の皮髄境界がやや不明瞭。出血を認めない。',
      impression: '急性期脳梗塞の疑い。出血なし',
      finding: 'infarct',
    })
    radiology(chart, admittedAt + 60, setting, 'mrHead', {
      findings: '右放線冠から島皮質にＤＷＩ高信号、ＡＤＣ低下。ＭＲＡで右Ｍ１遠位の狭窄。',
      impression: '急性期脳梗塞',
      finding: 'infarct',
    })
    physiology(chart, admittedAt + 30, setting, 'ecg', '洞調律、左室肥大', [
      { name: '心拍数', value: '82', unit: 'bpm' },
      { name: 'QTc', value: '431', unit: 'msec' },
    ])
  }
  if (n === 1 || n === 7)
    radiology(chart, onDay(day, 10), setting, 'ctHead', {
      findings: '右放線冠に低吸収域が明瞭化。出血性変化を認めない。',
      impression: '脳梗塞、出血性梗塞なし',
      finding: 'infarct',
    })
  if (n > 0 && n % 5 === 2)
    runLabs(chart, onDay(day, 6, 45), setting, ['cbc', 'chem', 'crp'], { values: { crp: 0.4 } })
  if (n < 10) {
    for (const hour of [9, 18])
      drip(chart, onDay(day, hour), setting, { mix: ['edaravone 1'], volume: 100, hours: 0.5 })
    if (n < 3)
      drip(chart, onDay(day, 10), setting, { mix: ['maintenance 1'], volume: 500, hours: 10 })
  }
  if (n === 0)
    drip(chart, admittedAt + 90, setting, {
      mix: ['saline100 1', 'nicardipine 5'],
      volume: 150,
      hours: 10,
      instruction: '収縮期血圧 ２２０ｍｍＨｇ以下を目標に調節',
    })
  const strength = n < 3 ? '2～3' : n < 9 ? '3～4' : '4'
  return {
    condition: {
      temperature: 36.7,
      pulse: 78,
      systolic: Math.max(132, 178 - n * 4),
      spo2: 97,
      weight: chart.person.weight,
      infusion: n < 3 ? 900 : n < 10 ? 200 : 0,
      appetite: n === 0 ? null : Math.min(9, 4 + (n >> 1)),
    },
    soap:
      n < 5 || n % 3 === 0
        ? {
            s: n < 3 ? '左手が動かしにくい。' : '少しずつ力が入る。',
            o: `意識清明。構音障害${n < 6 ? '中等度' : '軽度'}。左上下肢 MMT ${strength}。NIHSS ${Math.max(2, 8 - (n >> 1))}。`,
            a: '脳梗塞急性期、症状進行なし。',
            p: 'エダラボン、クロピドグレル。リハビリテーション、嚥下評価。',
          }
        : null,
    nursing: [
      ['観察', `JCS 0～1、瞳孔 3.0/3.0 対光反射あり。左上下肢麻痺 MMT ${strength}。`],
      [
        'ケア',
        n < 3
          ? '２時間ごと体位変換、とろみ水でむせなし。'
          : '車椅子移乗一部介助、食事はセッティングで自力摂取。',
      ],
      ['リハビリ', n < 4 ? 'ベッドサイドで関節可動域訓練、端座位。' : '平行棒内歩行、言語訓練。'],
    ] as const,
  }
}
