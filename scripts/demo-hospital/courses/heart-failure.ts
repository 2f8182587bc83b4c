/** Chronic heart failure with atrial fibrillation: clinic visits, then an admission for decompensation. */
import { drip } from '../bedside.ts'
import { DAY, type Minute, onDay, SNAPSHOT } from '../calendar.ts'
import { addProblem, type Chart } from '../chart.ts'
import type { Setting } from '../events.ts'
import { physiology, radiology } from '../exams.ts'
import { addReferral } from '../extended/letters-and-reports.ts'
import { addProgressNote } from '../extended/notes.ts'
import { someBed } from '../hospital.ts'
import { runLabs } from '../laboratory.ts'
import { rp, withNote } from '../regimen.ts'
import type { Course } from './course.ts'
import { type StayDay, type StayPlan, stay } from './stay.ts'
import { clinicOf, outpatient, visit, visitDays } from './visits.ts'

const REGULAR = (at: Minute) => [
  rp(at, 'breakfast', 28, 'bisoprolol 1', 'furosemide 1', 'spironolactone 1', 'empagliflozin 1'),
  rp(at, 'twice', 28, 'sacubitril 2', 'apixaban 2'),
]

export const heartFailure: Course = (chart, { start, current, past }) => {
  const clinic = clinicOf(chart, 'cardiology')
  addProblem(chart, 'chf', start, 'cardiology', { main: true })
  addProblem(chart, 'af', start, 'cardiology')
  addProblem(chart, 'hypertension', start, 'cardiology')
  const setting = outpatient(clinic)
  addReferral(chart, onDay(start, 11), setting, 'in', [])
  const admittedAt = current?.admittedAt ?? past
  const base = 140 + chart.random.int(0, 120)
  visitDays(chart, start, (admittedAt ?? SNAPSHOT) - 9 * DAY, 42).forEach((day, i) => {
    const bnp = base + chart.random.int(-35, 45) + i * 4
    const seen = visit(chart, day, clinic, {
      panels: ['cbc', 'chem', 'cardiac'],
      labs: { values: { bnp, bun: 21 + (i % 5), cre: 1.08 + (i % 4) * 0.04 } },
      prescription: REGULAR,
    })
    if (seen === null) return
    addProgressNote(chart, seen, setting, {
      s:
        i % 3 === 0
          ? '階段で少し息切れがする。夜は眠れている。'
          : '変わりない。足のむくみは夕方に少し。',
      o: `血圧 ${112 + (i % 5) * 4}/${64 + (i % 4) * 3}、脈拍 ${68 + (i % 6)} 不整。下腿浮腫 ${i % 3 === 0 ? '軽度' : 'なし'}。BNP ${bnp.toFixed(1)} pg/mL。`,
      a: '慢性心不全、心房細動。NYHA II度で経過。',
      p: '現処方継続。塩分６ｇ／日、体重２ｋｇ増加で受診するよう説明。',
    })
    if (i % 6 === 1) echo(chart, seen - 50, setting, 41)
  })
  if (admittedAt === null) return
  const dischargedAt = current ? null : onDay(admittedAt + 16 * DAY, 10, 30)
  stay(
    chart,
    stayPlan(
      chart,
      clinic,
      admittedAt,
      dischargedAt,
      current?.bed ?? someBed('cardiology', chart.random),
    ),
  )
  if (dischargedAt === null) return
  const follow = outpatient(clinic)
  visitDays(chart, dischargedAt + 14 * DAY, SNAPSHOT, 42).forEach((day) => {
    const seen = visit(chart, day, clinic, {
      panels: ['cbc', 'chem', 'cardiac'],
      labs: { values: { bnp: base * 0.9 + chart.random.int(-20, 30), bun: 22, cre: 1.12 } },
      prescription: REGULAR,
    })
    if (seen !== null) {
      addProgressNote(chart, seen, follow, {
        s: '退院後は息切れなし。毎朝体重を測っている。',
        o: '下腿浮腫なし。肺野清。体重増加なし。',
        a: '心不全増悪後、代償期。',
        p: '現処方継続。',
      })
    }
  })
}

function stayPlan(
  chart: Chart,
  clinic: StayPlan['clinic'],
  admittedAt: Minute,
  dischargedAt: Minute | null,
  bed: StayPlan['bed'],
): StayPlan {
  const dry = chart.person.weight
  return {
    clinic,
    admittedAt,
    dischargedAt,
    bed,
    planned: false,
    diagnosis: 'うっ血性心不全（急性増悪）、心房細動',
    history:
      '１週間前から労作時息切れと下腿浮腫が増悪し、夜間起坐呼吸を認めたため救急受診、入院となった。',
    course:
      '酸素投与、フロセミド静注、カルペリチド持続静注で利尿良好。体重は５ｋｇ減少し、BNPも低下した。内服へ切り替え、リハビリテーションを経て軽快退院した。',
    afterwards: '循環器内科外来へ。毎日の体重測定、塩分６ｇ／日未満。',
    diet: '心臓病食　減塩６ｇ',
    regular: REGULAR,
    brought: (at) => [
      withNote(rp(at, 'rising', 14, 'levothyroxine 1'), '他院内科処方、残薬１４日分'),
    ],
    day: (context) => heartDay(chart, context, dry, admittedAt),
  }
}

/** Congestion falls by half about every four days. */
function heartDay(chart: Chart, { n, day, setting }: StayDay, dry: number, admittedAt: Minute) {
  const wet = Math.exp(-n / 5)
  const bnp = 180 + 780 * wet + chart.random.int(-20, 20)
  const weight = dry + 5 * wet
  if (n === 0 || n % 3 === 1) {
    const at = n === 0 ? admittedAt + 35 : onDay(day, 6, 50)
    runLabs(
      chart,
      at,
      setting,
      n === 0
        ? ['cbc', 'chem', 'liver', 'cardiac', 'crp', 'coag', 'gas']
        : ['cbc', 'chem', 'cardiac', 'crp'],
      {
        values: {
          bnp,
          bun: 24 + 6 * wet + n * 0.3,
          cre: 1.15 + 0.2 * wet,
          k: 4.1 - 0.3 * Math.min(1, n / 4),
          na: 137,
          crp: 0.3 + 1.2 * wet,
          po2: 62 + 12 * (1 - wet),
          tni: 18 + 20 * wet,
          dd: 1.4,
        },
        fate: n === 4 && chart.index % 5 === 0 ? 'corrected' : undefined,
      },
    )
  }
  if (n === 0 || n === 3 || n === 9) {
    radiology(
      chart,
      n === 0 ? admittedAt + 50 : onDay(day, 11, 15),
      setting,
      n === 0 ? 'crPortable' : 'crChest',
      {
        findings:
          n === 0
            ? 'CTR 62%。両側肺門部の血管陰影増強、両側少量胸水を認める。'
            : `CTR ${60 - n}%。肺うっ血像は改善している。胸水は減少。`,
        impression: n === 0 ? '心拡大、肺うっ血、両側胸水' : '肺うっ血の改善',
        finding: 'cardiomegaly',
      },
    )
  }
  if (n === 1) echo(chart, onDay(day, 14, 30), setting, 36)
  if (n === 0)
    physiology(chart, admittedAt + 25, setting, 'ecg', '心房細動、左室肥大の疑い', [
      { name: '心拍数', value: '104', unit: 'bpm' },
      { name: 'QTc', value: '446', unit: 'msec' },
    ])
  if (n < 4) {
    drip(chart, onDay(day, 9, 30), setting, {
      mix: ['saline100 1', 'furosemideinj 2'],
      volume: 100,
      hours: 1,
    })
    drip(chart, onDay(day, 12), setting, {
      mix: ['glucose5 1', 'carperitide 3'],
      volume: 50,
      hours: 12,
      instruction: '０．０２５μｇ／ｋｇ／分',
    })
  }
  return {
    condition: {
      temperature: 36.5,
      pulse: 74 + 26 * wet,
      systolic: 116 + 16 * wet,
      spo2: 96.5 - 3.5 * wet,
      respiration: 16 + 7 * wet,
      weight,
      urine: 1300 + 1200 * wet * (n > 0 ? 1 : 0.4),
      infusion: n < 4 ? 350 : 0,
      appetite: Math.min(9, 4 + n),
    },
    soap:
      n % 2 === 0 || n < 4
        ? {
            s:
              n < 2
                ? '横になると苦しい。'
                : n < 5
                  ? 'だいぶ楽になった。夜も眠れた。'
                  : '歩いても息切れしない。',
            o: `体重 ${weight.toFixed(1)} kg。下腿浮腫 ${n < 3 ? '中等度' : n < 7 ? '軽度' : 'なし'}。SpO2 ${n < 3 ? '94～96%（酸素2L）' : '97%（室内気）'}。BNP ${bnp.toFixed(1)} pg/mL。`,
            a: n < 4 ? '心不全急性増悪、利尿がついている。' : '心不全、改善傾向。',
            p:
              n < 4
                ? 'フロセミド静注、カルペリチド継続。水分出納管理。'
                : '内服へ切り替え。心臓リハビリテーション継続。',
          }
        : null,
    nursing: [
      [
        '観察',
        n < 3
          ? '起坐位で過ごす。労作時呼吸困難あり。酸素２Ｌ鼻カニュラ。'
          : '呼吸困難の訴えなし。室内歩行可。',
      ],
      [
        'ケア',
        n < 3
          ? '膀胱留置カテーテル管理、尿量測定、ベッド上清拭。'
          : '体重測定の指導、シャワー浴介助。',
      ],
      ['説明', '塩分制限、体重増加時の連絡方法について本人、家族に説明。'],
    ] as const,
  }
}

function echo(chart: Chart, at: Minute, setting: Setting, fraction: number): void {
  const ef = fraction + chart.random.int(-2, 3)
  physiology(
    chart,
    at,
    setting,
    'echo',
    `左室駆出率 ${ef}%。びまん性壁運動低下。中等度僧帽弁逆流。下大静脈 18mm。`,
    [
      { name: 'LVEF', value: String(ef), unit: '%' },
      { name: 'LVDd', value: String(58 + chart.random.int(-2, 2)), unit: 'mm' },
      { name: 'LAD', value: String(47 + chart.random.int(-2, 2)), unit: 'mm' },
      { name: "E/e'", value: (15 + chart.random.next() * 3).toFixed(1), unit: '' },
      { name: 'TRPG', value: String(32 + chart.random.int(-4, 6)), unit: 'mmHg' },
    ],
  )
}
