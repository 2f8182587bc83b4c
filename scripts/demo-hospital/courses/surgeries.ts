/** What is done in the operating rooms of this hospital, and what each operation brings with it. */
import type { RadiologyKey } from '../exams.ts'
import type { DepartmentKey, WardKey } from '../hospital.ts'

export interface Surgery {
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

export const COLON: Surgery = {
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

export const STOMACH: Surgery = {
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

export const GALLSTONE: Surgery = {
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

export const HIP: Surgery = {
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
