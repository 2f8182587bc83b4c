/** Very old people with many diseases and a dozen drugs; and the staple of small wards: dehydration, urinary infection. */
import { drip } from '../bedside.ts'
import { DAY, onDay, SNAPSHOT } from '../calendar.ts'
import { addProblem, type Chart } from '../chart.ts'
import { cancelledRadiology, radiology } from '../exams.ts'
import { addReferral } from '../extended/letters-and-reports.ts'
import { addDeletedNote, addProgressNote, addRevisedNote } from '../extended/notes.ts'
import { someBed } from '../hospital.ts'
import { runLabs } from '../laboratory.ts'
import { rp, withNote } from '../regimen.ts'
import type { Course } from './course.ts'
import { type StayDay, stay } from './stay.ts'
import { clinicOf, outpatient, visit, visitDays } from './visits.ts'

/** Fourteen drugs. */
const MANY = (at: number) => [
  withNote(
    rp(
      at,
      'breakfast',
      28,
      'amlodipine 1',
      'candesartan 1',
      'furosemide 1',
      'aspirin 1',
      'donepezil 1',
      'alfacalcidol 1',
    ),
    '一包化',
  ),
  withNote(rp(at, 'twice', 28, 'lansoprazole 1', 'mirabegron 1'), '一包化'),
  rp(at, 'three', 28, 'magnesium 3', 'rebamipide 3', 'yokukansan 7.5'),
  rp(at, 'bedtime', 28, 'lemborexant 1', 'sennoside 2'),
  rp(at, 'tape', 1, 'loxoprofentape 28'),
  rp(at, 'eye', 1, 'latanoprost 2'),
  rp(at, 'pain', 10, 'acetaminophen 1'),
]

export const elderly: Course = (chart, { start, current, past }) => {
  const clinic = clinicOf(chart, 'general')
  const setting = outpatient(clinic)
  const keys = [
    'hypertension',
    'chf',
    'alzheimer',
    'osteoporosis',
    'knee',
    'insomnia',
    'constipation',
    'glaucoma',
    'oab',
  ]
  keys.forEach((key, i) => {
    addProblem(chart, key, start + i * 3 * DAY, key === 'glaucoma' ? 'ophthalmology' : 'general', {
      main: i === 0,
    })
  })
  const admittedAt = current?.admittedAt ?? past
  visitDays(chart, start, (current?.admittedAt ?? SNAPSHOT) - DAY, 28).forEach((day, i) => {
    if (admittedAt !== null && Math.abs(day - admittedAt) < 25 * DAY) return
    const seen = visit(chart, day, clinic, {
      panels: i % 3 === 0 ? ['cbc', 'chem', 'liver', 'cardiac'] : undefined,
      labs: {
        values: { bnp: 88 + chart.random.int(-20, 40), cre: 1.02, bun: 24, hb: 11.2, alb: 3.6 },
      },
      prescription: MANY,
    })
    if (seen !== null && i % 2 === 0)
      addProgressNote(chart, seen, setting, {
        s: '家族：夜間に時々起きる。食事は摂れている。',
        o: '下腿浮腫軽度。会話は成立。',
        a: '高血圧、アルツハイマー型認知症、慢性心不全。多剤併用。',
        p: '残薬を確認。転倒に注意。',
      })
  })
  if (admittedAt === null) return
  addProblem(
    chart,
    'uti',
    admittedAt,
    'general',
    current ? {} : { ended: { at: admittedAt + 12 * DAY, outcome: 'F' } },
  )
  const dischargedAt = current ? null : onDay(admittedAt + 14 * DAY, 13, 30)
  stay(chart, {
    clinic,
    admittedAt,
    dischargedAt,
    bed: current?.bed ?? someBed('internal', chart.random),
    planned: false,
    diagnosis: '尿路感染症、脱水症、アルツハイマー型認知症',
    history: '２日前から発熱と食欲低下があり、施設で動けなくなったため救急搬送された。',
    course: '補液とセフトリアキソン投与で解熱し、経口摂取も回復した。',
    afterwards: '施設へ退院。かかりつけ医で経過観察。',
    diet: '軟菜食　一口大',
    regular: MANY,
    brought: (at) => [withNote(rp(at, 'breakfast', 14, 'mirabegron 1'), '他院泌尿器科処方')],
    disposition: '04',
    leaveOn: current ? undefined : 11,
    day: (day) => elderlyDay(chart, day, admittedAt),
  })
  if (dischargedAt !== null)
    addReferral(chart, dischargedAt - 60, setting, 'out-html', [
      '尿路感染症で入院加療し、軽快しました。',
      '内服薬は一包化しております。',
    ])
}

function elderlyDay(chart: Chart, { n, day, setting }: StayDay, admittedAt: number) {
  const ill = Math.exp(-n / 3)
  if (n === 0 || n % 3 === 1) {
    runLabs(
      chart,
      n === 0 ? admittedAt + 25 : onDay(day, 6, 50),
      setting,
      n === 0 ? ['cbc', 'diff', 'chem', 'liver', 'crp', 'urine'] : ['cbc', 'chem', 'crp'],
      {
        values: {
          wbc: 6500 + 7500 * ill,
          crp: 0.4 + 9 * ill,
          bun: 22 + 24 * ill,
          cre: 1.0 + 0.7 * ill,
          na: 139 + 8 * ill,
          hb: 11.4,
          alb: 3.2,
          uob: '2+',
          upro: '1+',
        },
        fate: n === 4 ? 'corrected' : undefined,
      },
    )
  }
  if (n === 0)
    radiology(chart, admittedAt + 40, setting, 'crPortable', {
      findings: 'CTR 56%。浸潤影なし。',
      impression: '心拡大。肺炎像なし',
      finding: 'cardiomegaly',
    })
  if (n === 2) {
    cancelledRadiology(chart, onDay(day, 9, 30), setting, 'ctAbdomen')
    const soap = {
      s: '「家に帰る」と繰り返す。',
      o: '見当識障害あり。尿混濁は改善。',
      a: '尿路感染症、せん妄。',
      p: 'セフトリアキソン継続。',
    }
    addRevisedNote(
      chart,
      onDay(day, 11, 10),
      setting,
      { ...soap, p: 'レボフロキサシンへ変更。' },
      soap,
    )
  }
  if (n === 3 && chart.index % 2 === 0)
    addDeletedNote(chart, onDay(day, 9, 5), setting, {
      s: '（他患者の記録を誤って入力）',
      o: '－',
      a: '－',
      p: '－',
    })
  if (n < 6) {
    drip(chart, onDay(day, 10), setting, {
      mix: ['saline100 1', 'ceftriaxone 1'],
      volume: 100,
      hours: 1,
    })
    const refused = n === 3
    drip(chart, onDay(day, 11, 30), setting, {
      mix: ['maintenance 1'],
      volume: 500,
      hours: 5,
      fate: refused ? 'RE' : undefined,
      reason: refused ? '本人が抜針、再留置を拒否' : undefined,
    })
  }
  return {
    condition: {
      temperature: 36.6 + 1.8 * ill,
      pulse: 78 + 20 * ill,
      systolic: 128 - 18 * ill,
      spo2: 96,
      weight: chart.person.weight,
      infusion: n < 6 ? 600 : 0,
      appetite: Math.min(8, 2 + n),
      urine: 900 + n * 60,
    },
    soap:
      n % 2 === 0
        ? {
            s: n < 3 ? '返答は「はい」のみ。' : '「ごはんがおいしい」',
            o: `体温 ${(36.6 + 1.8 * ill).toFixed(1)} 度。腹部平坦軟。`,
            a: '尿路感染症、改善傾向。',
            p: '補液、抗菌薬。転倒予防。',
          }
        : null,
    nursing: [
      ['安全', '離床センサー使用、ベッド柵４点は行わない。夜間２回訪室時に端座位あり。'],
      ['食事', `介助で ${Math.min(8, 2 + n)} 割摂取。とろみ使用。`],
      ['皮膚', '仙骨部発赤なし。体圧分散マットレス使用。'],
    ] as const,
  }
}
