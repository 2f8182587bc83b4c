/** Pneumonia in the old: chest film, CRP, culture with susceptibilities, antibiotics, then home or death. */
import { drip } from '../bedside.ts'
import { DAY, HOUR, type Minute, onDay, SNAPSHOT } from '../calendar.ts'
import { addProblem, type Chart, nextOrderNo, prescribeAndCancel, record } from '../chart.ts'
import type { Setting } from '../events.ts'
import { radiology } from '../exams.ts'
import { addReferral } from '../extended/letters-and-reports.ts'
import { addProgressNote } from '../extended/notes.ts'
import { someBed } from '../hospital.ts'
import { runLabs } from '../laboratory.ts'
import { rp } from '../regimen.ts'
import type { Course } from './course.ts'
import { type StayDay, stay } from './stay.ts'
import { clinicOf, outpatient, visit, visitDays } from './visits.ts'

const REGULAR = (at: Minute) => [
  rp(at, 'breakfast', 28, 'amlodipine 1', 'lansoprazole 1'),
  rp(at, 'three', 28, 'carbocisteine 3', 'ambroxol 3'),
]

export interface PneumoniaFate {
  readonly dies?: boolean
  readonly resistant?: boolean
}

export const pneumonia: Course = (chart, context) => runPneumonia(chart, context, {})
export const fatalPneumonia: Course = (chart, context) =>
  runPneumonia(chart, context, { dies: true, resistant: true })

function runPneumonia(
  chart: Chart,
  { start, current, past }: Parameters<Course>[1],
  fate: PneumoniaFate,
): void {
  const clinic = clinicOf(chart, 'respiratory')
  addProblem(chart, 'copd', start, 'respiratory', { main: true })
  addProblem(chart, 'hypertension', start, 'respiratory')
  const admittedAt = current?.admittedAt ?? past ?? SNAPSHOT - 200 * DAY
  visitDays(chart, start, admittedAt - 5 * DAY, 56).forEach((day, i) => {
    const seen = visit(chart, day, clinic, {
      panels: i % 2 === 0 ? ['cbc', 'diff', 'chem', 'crp'] : undefined,
      prescription: REGULAR,
    })
    if (seen !== null) addProgressNote(chart, seen, outpatient(clinic), COPD_NOTE)
    if (seen !== null && i % 6 === 0)
      radiology(chart, seen - 60, outpatient(clinic), 'crChest', {
        findings: '両肺野の透過性亢進。浸潤影なし。CTR 46%。',
        impression: '肺気腫。急性期病変なし',
      })
  })
  const days = fate.dies ? 11 : 12 + (chart.index % 5)
  const dischargedAt = current ? null : onDay(admittedAt + days * DAY, fate.dies ? 4 : 10, 40)
  const ended =
    dischargedAt === null ? {} : { ended: { at: dischargedAt, outcome: fate.dies ? 'D' : 'F' } }
  addProblem(chart, 'pneumonia', admittedAt, 'respiratory', ended)
  const setting = stay(chart, {
    clinic,
    admittedAt,
    dischargedAt,
    bed: current?.bed ?? someBed('internal', chart.random),
    planned: false,
    diagnosis: '細菌性肺炎、慢性閉塞性肺疾患',
    history:
      '３日前から３８度台の発熱と膿性痰があり、食欲低下したため当院を受診。胸部Ｘ線で右下肺野に浸潤影を認め入院となった。',
    course: fate.dies
      ? '抗菌薬を変更したが呼吸不全が進行した。家族と相談のうえ人工呼吸は行わず、永眠された。'
      : '抗菌薬点滴静注により解熱し、炎症反応と陰影は改善した。嚥下評価のうえ経口摂取を再開し、軽快退院した。',
    afterwards: fate.dies ? '死亡退院' : '呼吸器内科外来で胸部Ｘ線を再検する。',
    diet: '全粥　軟菜食',
    regular: REGULAR,
    disposition: fate.dies ? '20' : '01',
    day: (day) => pneumoniaDay(chart, day, fate, admittedAt),
  })
  culture(chart, admittedAt + 150, setting, fate.resistant ?? false)
  if (fate.dies && dischargedAt !== null) chart.deceasedAt = dischargedAt - 20
  if (dischargedAt !== null && !fate.dies) afterwards(chart, dischargedAt)
}

const COPD_NOTE = {
  s: '坂道で息が切れる。痰は朝に少し。',
  o: 'SpO2 95%（室内気）。呼吸音減弱、ラ音なし。',
  a: 'COPD 安定期。',
  p: '吸入・去痰薬継続。禁煙を確認。',
}

function pneumoniaDay(
  chart: Chart,
  { n, day, setting }: StayDay,
  fate: PneumoniaFate,
  admittedAt: Minute,
) {
  const ill = fate.dies ? Math.min(1, 0.75 + n * 0.03) : Math.exp(-Math.max(0, n - 1) / 3.2)
  const crp = fate.dies ? 14 + n * 0.9 : Math.max(0.12, 16 * ill)
  if (n === 0 || n % 2 === 1) {
    const at = n === 0 ? admittedAt + 30 : onDay(day, 6, 40)
    runLabs(
      chart,
      at,
      setting,
      n === 0
        ? ['cbc', 'diff', 'chem', 'liver', 'crp', 'pct', 'gas', 'urine']
        : ['cbc', 'diff', 'chem', 'crp'],
      {
        values: {
          wbc: 6200 + 9800 * ill,
          neut: 62 + 26 * ill,
          lymph: 26 - 18 * ill,
          crp,
          pct: 0.08 + 3 * ill,
          alb: 3.4 - 0.5 * ill,
          bun: 17 + 9 * ill,
          na: 136,
          po2: 58 + 20 * (1 - ill),
          hb: 12.1,
          upro: '±',
        },
        fate: n === 7 && chart.index % 4 === 0 ? 'cancelled' : undefined,
      },
    )
  }
  if (n === 0 || n === 4 || n === 9) {
    radiology(
      chart,
      n === 0 ? admittedAt + 45 : onDay(day, 10, 20),
      setting,
      n === 0 ? 'crPortable' : 'crChest',
      {
        findings:
          fate.dies || n === 0
            ? '右下肺野に浸潤影を認める。右肋横角は鈍。'
            : '右下肺野の浸潤影は縮小している。',
        impression: fate.dies && n > 0 ? '肺炎像の増悪' : n === 0 ? '右下葉肺炎' : '肺炎像の改善',
        finding: 'infiltrate',
      },
    )
  }
  if (n === 1 && chart.imageAllowance.has('ct-chest')) {
    radiology(chart, onDay(day, 13, 40), setting, 'ctChest', {
      findings: '右下葉に気管支透亮像を伴う浸潤影。少量の右胸水。縦隔リンパ節腫大なし。',
      impression: '右下葉肺炎',
      finding: 'infiltrate',
    })
  }
  antibiotics(chart, n, day, setting, fate)
  if (n === 1 && chart.index % 3 === 0) {
    prescribeAndCancel(chart, onDay(day, 11), setting, 'TMP', [
      rp(day, 'three', 3, 'loxoprofen 3', 'rebamipide 3'),
    ])
  }
  return {
    condition: {
      temperature: 36.5 + 2 * ill,
      pulse: 76 + 26 * ill,
      systolic: fate.dies ? 122 - n * 4 : 126,
      spo2: 96.5 - (fate.dies ? 4 + n * 0.5 : 4 * ill),
      respiration: 16 + 9 * ill,
      weight: chart.person.weight - n * 0.05,
      infusion: n < 5 || fate.dies ? 1200 : 200,
      urine: fate.dies ? 1100 - n * 70 : 1300,
      appetite: fate.dies ? Math.max(0, 3 - (n >> 1)) : Math.min(9, 3 + n),
    },
    soap:
      n < 4 || n % 2 === 0
        ? {
            s:
              fate.dies && n > 6
                ? '呼びかけに開眼するのみ。'
                : n < 2
                  ? '熱があってしんどい。咳と痰が多い。'
                  : '咳は減った。食事が取れるようになった。',
            o: `体温 ${(36.6 + 2 * ill).toFixed(1)} 度。右背側に水泡音${n > 5 && !fate.dies ? 'は減弱' : 'あり'}。CRP ${crp.toFixed(2)} mg/dL。`,
            a:
              fate.dies && n > 5
                ? '肺炎増悪、呼吸不全進行。'
                : n < 3
                  ? '細菌性肺炎、治療反応を観察。'
                  : '肺炎、改善傾向。',
            p:
              fate.dies && n > 5
                ? '抗菌薬メロペネム継続。ご家族に病状を説明、急変時は心肺蘇生を行わない方針を確認。'
                : '抗菌薬継続。喀痰培養の結果を確認する。',
          }
        : null,
    nursing: [
      [
        '観察',
        n < 3
          ? '倦怠感強く臥床がち。湿性咳嗽、黄色痰を中等量喀出。'
          : '倦怠感軽減。自力で喀痰できる。',
      ],
      ['ケア', '口腔ケア、体位ドレナージ、食事時は座位保持しむせ込みの有無を観察。'],
    ] as const,
  }
}

function antibiotics(
  chart: Chart,
  n: number,
  day: Minute,
  setting: Setting,
  fate: PneumoniaFate,
): void {
  if (n > 7 && !fate.dies) return
  const key = fate.resistant && n > 3 ? 'meropenem 2' : 'ampsulbactam 1'
  for (const hour of [9, 17]) {
    drip(chart, onDay(day, hour), setting, { mix: ['saline100 1', key], volume: 100, hours: 1 })
  }
  if (n < 4) {
    const partial = n === 2 && chart.index % 3 === 1
    drip(chart, onDay(day, 10, 30), setting, {
      mix: ['maintenance 1', 'vitaminb 1'],
      volume: 500,
      hours: 6,
      fate: partial ? 'PA' : undefined,
      reason: partial ? '点滴漏れのため中途で抜針' : undefined,
    })
  }
}

const PNEUMOCOCCUS = [
  ['PCG(ベンジルペニシリン)', '<0.03', 'S'],
  ['ABPC(アンピシリン)', '<0.06', 'S'],
  ['CTRX(セフトリアキソン)', '0.12', 'S'],
  ['EM(エリスロマイシン)', '>4', 'R'],
  ['LVFX(レボフロキサシン)', '1', 'S'],
] as const
const KLEBSIELLA = [
  ['ABPC(アンピシリン)', '>16', 'R'],
  ['SBT/ABPC(スルバクタム・アンピシリン)', '16', 'I'],
  ['CTRX(セフトリアキソン)', '>4', 'R'],
  ['CMZ(セフメタゾール)', '<4', 'S'],
  ['MEPM(メロペネム)', '<0.25', 'S'],
  ['LVFX(レボフロキサシン)', '>4', 'R'],
] as const

/** Sputum: a preliminary report after a day, the final one with the organism after three. */
function culture(chart: Chart, at: Minute, setting: Setting, resistant: boolean): void {
  const orderNo = nextOrderNo(chart, at - 30)
  const base = {
    kind: 'culture',
    orderNo,
    orderedAt: at - 30,
    setting,
    specimen: { code: '061', name: '喀痰' },
    collectedAt: at,
  } as const
  const smear = resistant
    ? [
        { finding: 'グラム陰性桿菌', amount: '3+' },
        { finding: '白血球', amount: '2+' },
      ]
    : [
        { finding: 'グラム陽性球菌', amount: '2+' },
        { finding: '白血球', amount: '3+' },
      ]
  const organism = resistant
    ? { code: '2151', name: 'Klebsiella pneumoniae (ESBL)' }
    : { code: '1131', name: 'Streptococcus pneumoniae' }
  const tests = resistant ? KLEBSIELLA : PNEUMOCOCCUS
  const susceptibility = tests.map(([name, mic, flag], i) => ({
    code: `6C2056${String(47 + i * 7).padStart(3, '0')}1776205`,
    name,
    mic,
    flag,
  }))
  const finalAt = at + 3 * DAY + 5 * HOUR
  const early = at + DAY + 2 * HOUR
  const isFinal = finalAt <= SNAPSHOT
  record(chart, {
    ...base,
    flag: isFinal ? '2' : '1',
    sentAt: early,
    reportedAt: early,
    status: 'P',
    smear,
    isolates: [],
  })
  record(chart, {
    ...base,
    flag: '1',
    sentAt: finalAt,
    reportedAt: finalAt,
    status: 'F',
    smear,
    isolates: [{ organism, amount: resistant ? '3+' : '2+', susceptibility }],
  })
}

function afterwards(chart: Chart, dischargedAt: Minute): void {
  const clinic = clinicOf(chart, 'respiratory')
  addReferral(
    chart,
    dischargedAt - 60,
    outpatient(clinic),
    chart.index % 2 === 0 ? 'out' : 'out-html',
    [
      '肺炎のため入院加療しました。抗菌薬により軽快し、退院となりました。',
      '今後の処方、経過観察をお願いいたします。',
    ],
  )
  visitDays(chart, dischargedAt + 12 * DAY, SNAPSHOT, 56).forEach((day) => {
    const seen = visit(chart, day, clinic, {
      panels: ['cbc', 'diff', 'chem', 'crp'],
      prescription: REGULAR,
    })
    if (seen !== null) addProgressNote(chart, seen, outpatient(clinic), COPD_NOTE)
  })
}
