/** Patients of the operating rooms: cancer of stomach and colon, gallstones, fracture of the hip. */
import { drip } from '../bedside.ts'
import { DAY, dayOf, type Minute, onDay, SNAPSHOT } from '../calendar.ts'
import { addProblem, type Chart, prescribeTwice } from '../chart.ts'
import { endoscopy, physiology, type RadiologyKey, radiology } from '../exams.ts'
import {
  addAnesthesiaRecord,
  addConsent,
  addOperationNote,
  addPathologyReport,
  addProgressNote,
  addReferral,
  type Operation,
} from '../extended/documents.ts'
import { bedOf, type DepartmentKey, DOCTORS, someBed, type WardKey } from '../hospital.ts'
import { runLabs } from '../laboratory.ts'
import { rp, withNote } from '../regimen.ts'
import type { Course } from './course.ts'
import { type StayDay, stay } from './stay.ts'
import { type Clinic, clinicOf, outpatient, visit, visitDays } from './visits.ts'

interface Surgery {
  readonly problem: string
  readonly department: DepartmentKey
  readonly ward: WardKey
  readonly diagnosis: string
  readonly operation: string
  readonly anesthesia: string
  readonly minutes: number
  readonly bloodLoss: number
  readonly findings: string
  readonly drains: string
  readonly pathology: {
    readonly specimen: string
    readonly diagnosis: string
    readonly findings: string
  } | null
  readonly tumor: boolean
  /** Days before the operation that the patient comes in. */
  readonly before: number
  readonly days: number
  readonly fasting: number
  readonly peakCrp: number
  readonly image: RadiologyKey
  readonly imageText: readonly [findings: string, impression: string]
  readonly emergency: boolean
  readonly icu: boolean
}

const COLON: Surgery = {
  problem: 'coloncancer',
  department: 'surgery',
  ward: 'surgery',
  diagnosis: 'Ｓ状結腸癌　cT3N1M0',
  operation: '腹腔鏡下Ｓ状結腸切除術、Ｄ３郭清',
  anesthesia: '全身麻酔＋硬膜外麻酔',
  minutes: 215,
  bloodLoss: 40,
  findings:
    '臍部にカメラポートを挿入、５ポートで開始。腹膜播種、肝転移を認めず。内側アプローチで下腸間膜動脈を根部で処理し、Ｄ３郭清を行った。腫瘍の肛門側１０ｃｍで切離、ＤＳＴで再建。空気漏れ試験陰性。直腸膀胱窩にドレーンを留置し閉創した。ガーゼ、器械のカウントは一致。',
  drains: '１９Ｆｒ　直腸膀胱窩　左下腹部より',
  pathology: {
    specimen: 'Ｓ状結腸切除標本　１８ｃｍ',
    diagnosis: 'Adenocarcinoma (tub2), pT3, INFb, Ly1a, V1b, Pn0, pN1a (1/18), pPM0, pDM0',
    findings:
      '２型、４５×３８ｍｍの腫瘍。中分化管状腺癌が漿膜下層まで浸潤している。リンパ節転移は腸管傍リンパ節に１個。',
  },
  tumor: true,
  before: 2,
  days: 12,
  fasting: 3,
  peakCrp: 11,
  image: 'ctAbdomen',
  imageText: [
    'Ｓ状結腸に全周性の壁肥厚を認める。傍腸管リンパ節の軽度腫大。肝転移、腹水を認めない。',
    'Ｓ状結腸癌　cT3N1M0',
  ],
  emergency: false,
  icu: false,
}

const STOMACH: Surgery = {
  ...COLON,
  problem: 'stomachcancer',
  diagnosis: '胃癌（Ｍ領域）cT2N0M0',
  operation: '幽門側胃切除術、Ｂ－Ｉ再建、Ｄ２郭清',
  minutes: 260,
  bloodLoss: 180,
  findings:
    '上腹部正中切開。腹水、播種を認めず。洗浄細胞診陰性。大網を切除し幽門下リンパ節を郭清、右胃大網動静脈を処理。Ｄ２郭清後、十二指腸と胃を切離、デルタ吻合で再建した。吻合部に緊張なし。ウィンスロー孔にドレーン留置。',
  drains: '２１Ｆｒ　ウィンスロー孔　右側腹部より',
  pathology: {
    specimen: '幽門側胃切除標本',
    diagnosis: 'Adenocarcinoma (tub1>tub2), pT2, INFb, Ly0, V1a, pN0 (0/32), pPM0, pDM0',
    findings: '体中部小弯に３２×２８ｍｍの２型病変。固有筋層まで浸潤する高分化型管状腺癌。',
  },
  days: 15,
  fasting: 4,
  peakCrp: 14,
  imageText: [
    '胃体部小弯に壁肥厚を認める。有意なリンパ節腫大、肝転移を認めない。',
    '胃癌　cT2N0M0',
  ],
  icu: true,
}

const GALLSTONE: Surgery = {
  ...COLON,
  problem: 'gallstone',
  diagnosis: '胆のう結石症',
  operation: '腹腔鏡下胆のう摘出術',
  anesthesia: '全身麻酔',
  minutes: 78,
  bloodLoss: 5,
  findings:
    '４ポートで開始。胆のう周囲の癒着は軽度。Critical view of safety を確認し胆のう管、胆のう動脈をクリップ切離。肝床を止血し、回収袋で摘出。',
  drains: 'なし',
  pathology: {
    specimen: '胆のう',
    diagnosis: '慢性胆のう炎。悪性所見なし',
    findings: '粘膜は平坦、壁の線維性肥厚。コレステロール結石 8 mm ３個。',
  },
  tumor: false,
  before: 1,
  days: 5,
  fasting: 1,
  peakCrp: 3.2,
  image: 'usAbdomen',
  imageText: [
    '胆のう内に音響陰影を伴う結石を３個認める。壁肥厚なし。総胆管拡張なし。',
    '胆のう結石',
  ],
}

const HIP: Surgery = {
  ...COLON,
  problem: 'hipfracture',
  department: 'orthopedics',
  ward: 'orthopedics',
  diagnosis: '左大腿骨頚部骨折（Garden III）',
  operation: '左人工骨頭挿入術',
  anesthesia: '脊髄くも膜下麻酔',
  minutes: 68,
  bloodLoss: 190,
  findings:
    '右側臥位、後方アプローチ。短外旋筋群を切離し関節包を切開、骨頭（４４ｍｍ）を摘出。ステムをセメントレスで挿入し整復。脱臼傾向なし。関節包と短外旋筋群を修復し閉創した。',
  drains: '関節内吸引ドレーン　１本',
  pathology: null,
  tumor: false,
  before: 2,
  days: 26,
  fasting: 0,
  peakCrp: 9,
  image: 'crHip',
  imageText: ['左大腿骨頚部に骨折線を認め、骨頭は内反転位している。', '左大腿骨頚部骨折'],
  emergency: true,
}

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

function surgicalDay(
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
