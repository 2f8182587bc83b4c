/** The days of a surgical stay. */
import { drip } from '../bedside.ts'
import { DAY, type Minute, onDay, SNAPSHOT } from '../calendar.ts'
import { type Chart, prescribeTwice } from '../chart.ts'
import { radiology } from '../exams.ts'
import { addPathologyReport } from '../extended/letters-and-reports.ts'
import {
  addAnesthesiaRecord,
  addConsent,
  addOperationNote,
  type Operation,
} from '../extended/operation-papers.ts'
import { DOCTORS } from '../hospital.ts'
import { runLabs } from '../laboratory.ts'
import { rp } from '../regimen.ts'
import type { StayDay } from './stay.ts'
import type { Surgery } from './surgeries.ts'
import type { Clinic } from './visits.ts'

/** One day of the stay, before the operation, on its day or after it. */
export function surgicalDay(
  chart: Chart,
  context: StayDay,
  surgery: Surgery,
  operatedOn: Minute,
  clinic: Clinic,
  admittedAt: Minute,
) {
  const { n, day, setting } = context
  const after = Math.round((day - operatedOn) / DAY)
  if (n === 0) preoperative(chart, context, surgery, admittedAt)
  if (after === 0) operatingDay(chart, context, surgery, clinic)
  const crp =
    after < 0
      ? 0.2
      : after === 0
        ? 0.6
        : surgery.peakCrp * Math.exp(-Math.max(0, after - 2) / 3) * (after === 1 ? 0.7 : 1)
  if (after === 1 || after === 3 || after === 5 || (after > 5 && after % 5 === 0)) {
    const falling = Math.max(0, 4 - after) / 4
    runLabs(chart, onDay(day, 6, 45), setting, ['cbc', 'diff', 'chem', 'liver', 'crp'], {
      values: {
        crp,
        wbc: 6400 + 6000 * Math.exp(-after / 3),
        neut: 66 + 14 * falling,
        hb: (surgery.tumor ? 10.4 : 11.8) - surgery.bloodLoss / 400 + after * 0.06,
        alb: 3.0 + after * 0.05,
        ck: 110 + 260 * falling,
      },
    })
  }
  const eats = after < 0 || after > surgery.fasting
  if (after >= 0 && after <= surgery.fasting + 1) postoperativeDrips(chart, context)
  if (after === surgery.fasting + 1) {
    const first = rp(day, 'three', 7, 'loxoprofen 3', 'rebamipide 3')
    prescribeTwice(chart, onDay(day, 11, 30), setting, 'TMP', [
      [first],
      [rp(day, 'three', 7, 'acetaminophen 3')],
    ])
  }
  const drain =
    surgery.drains === 'なし' || after < 0 || after > 5 ? undefined : Math.max(5, 180 - after * 35)
  return {
    condition: {
      temperature: 36.5 + (after === 1 ? 1.2 : after === 0 || after === 2 ? 0.7 : 0),
      pulse: 72 + (after >= 0 && after < 3 ? 14 : 0),
      systolic: 126,
      spo2: after === 0 ? 96 : 97.5,
      weight: chart.person.weight - Math.max(0, after) * 0.1,
      infusion: after >= 0 && after <= surgery.fasting + 1 ? 2000 : 0,
      drain,
      appetite: eats ? Math.min(9, 5 + Math.max(0, after - surgery.fasting)) : null,
    },
    soap: after < 0 && n > 0 ? null : surgicalNote(after, crp, surgery),
    nursing: [
      [
        '観察',
        after < 0
          ? '術前オリエンテーション実施。不安の表出あり傾聴した。'
          : after < 3
            ? `創部痛 NRS ${5 - after}。${drain === undefined ? '' : `ドレーン排液 淡血性 ${drain} mL。`}創部出血なし。`
            : '創部痛自制内。離床良好。',
      ],
      [
        'ケア',
        after === 0
          ? '帰室後、酸素３Ｌ、モニター装着、弾性ストッキング装着。'
          : after > 0
            ? '早期離床、深呼吸の促し、創部観察。'
            : '臍処置、下剤内服の説明。',
      ],
    ] as const,
  }
}

function surgicalNote(after: number, crp: number, surgery: Surgery) {
  if (after > 7 && after % 3 !== 0) return null
  return {
    s:
      after < 0
        ? '特に変わりない。'
        : after < 2
          ? '傷が痛む。'
          : surgery.fasting > 0 && after > surgery.fasting
            ? '食事がおいしい。ガスも出ている。'
            : '痛みは減った。',
    o:
      after < 0
        ? 'バイタル安定。'
        : `術後${after}日目。創部清潔、発赤なし。${after > 0 ? `CRP ${crp.toFixed(2)} mg/dL。` : ''}${surgery.drains !== 'なし' && after < 6 ? 'ドレーン排液は淡血性から漿液性。' : ''}`,
    a: after < 0 ? surgery.diagnosis : `${surgery.operation}後、経過良好。`,
    p:
      after < 0
        ? '予定どおり手術を行う。'
        : after < 3
          ? '補液、鎮痛継続。離床を進める。'
          : after === 6
            ? 'ドレーン抜去。'
            : '食事、リハビリテーションを進める。',
  }
}

function preoperative(
  chart: Chart,
  { setting }: StayDay,
  surgery: Surgery,
  admittedAt: Minute,
): void {
  runLabs(
    chart,
    admittedAt + 40,
    setting,
    [
      'cbc',
      'chem',
      'liver',
      'coag',
      'crp',
      ...(surgery.emergency ? (['bloodtype', 'infection'] as const) : []),
    ],
    {
      values: { crp: surgery.emergency ? 1.4 : 0.1, hb: surgery.tumor ? 10.9 : 11.9 },
    },
  )
  radiology(chart, admittedAt + 70, setting, 'crChest', {
    findings: '心胸郭比 49%。肺野に浸潤影、結節影を認めない。',
    impression: '異常なし',
  })
  if (!surgery.emergency) return
  const [findings, impression] = surgery.imageText
  radiology(chart, admittedAt + 20, setting, surgery.image, { findings, impression })
  addConsent(chart, admittedAt + 200, setting, surgery.operation)
}

function operatingDay(
  chart: Chart,
  { day, setting }: StayDay,
  surgery: Surgery,
  { doctor }: Clinic,
): void {
  const [anesthetist = doctor] = DOCTORS.anesthesia
  const assistant = DOCTORS[surgery.department].find((each) => each !== doctor) ?? doctor
  const start = onDay(day, 9, 20 + (chart.index % 4) * 10)
  const minutes = surgery.minutes + chart.random.int(-15, 25)
  if (start + minutes + 90 > SNAPSHOT) return
  const operation: Operation = {
    name: surgery.operation,
    diagnosis: surgery.diagnosis,
    start,
    minutes,
    bloodLoss: surgery.bloodLoss,
    surgeon: doctor,
    assistant,
    anesthetist,
    anesthesia: surgery.anesthesia,
    findings: surgery.findings,
    drains: surgery.drains,
  }
  addOperationNote(chart, setting, operation)
  addAnesthesiaRecord(chart, setting, operation)
  drip(chart, start - 30, setting, {
    mix: ['saline100 1', surgery.department === 'surgery' ? 'cefmetazole 1' : 'cefazolin 1'],
    volume: 100,
    hours: 0.5,
    instruction: '執刀３０分前',
  })
  if (surgery.pathology)
    addPathologyReport(chart, onDay(day + 8 * DAY, 17), setting, surgery.pathology)
}

function postoperativeDrips(chart: Chart, { day, setting }: StayDay): void {
  drip(chart, onDay(day, 14), setting, { mix: ['ringer 1'], volume: 500, hours: 5 })
  drip(chart, onDay(day, 19, 10), setting, {
    mix: ['maintenance 1', 'kcl 0.5'],
    volume: 510,
    hours: 8.5,
    instruction: '６０ｍＬ／時、ＫＣＬは必ず混注',
  })
  const withheld = chart.random.chance(0.12)
  drip(chart, onDay(day, 20), setting, {
    mix: ['acetaminopheninj 1'],
    volume: 100,
    hours: 0.25,
    fate: withheld ? 'NA' : undefined,
    reason: withheld ? '疼痛自制内のため使用せず' : undefined,
  })
}
