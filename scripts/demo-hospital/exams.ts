/** Examinations other than the laboratory: ordered, done, reported, with images where the allowance lets them. */
import { hasContrastAllergy } from './allergies.ts'
import { DAY, type Minute, SNAPSHOT } from './calendar.ts'
import { type Chart, type ImageKind, nextOrderNo, record } from './chart.ts'
import type { Exam, Setting } from './events.ts'
import { addImagingReport } from './extended/letters-and-reports.ts'
import { DOCTORS } from './hospital.ts'

const EXAMS = {
  crChest: jj('10000002000102000000010000000000', '胸部.Ｘ線単純撮影.立位正面(P→A)', 'CR'),
  crPortable: jj(
    '10000002000602000000010000000000',
    '胸部.Ｘ線単純撮影.臥位正面(A→P)ポータブル',
    'CR',
  ),
  crHip: jj('10000004500102000000010000000000', '股関節.Ｘ線単純撮影.正面', 'CR'),
  crAbdomen: jj('10000002500102000000010000000000', '腹部.Ｘ線単純撮影.立位正面', 'CR'),
  ctChest: jj('60000002000000000000000000000000', '胸部.Ｘ線ＣＴ.単純', 'CT'),
  ctAbdomen: jj('60000002500000000000010000000000', '腹部.Ｘ線ＣＴ.造影', 'CT'),
  ctAbdomenPlain: jj('60000002500000000000000000000000', '腹部.Ｘ線ＣＴ.単純', 'CT'),
  ctHead: jj('60000001000000000000000000000000', '頭部.Ｘ線ＣＴ.単純', 'CT'),
  mrHead: jj('70000001000000000000000000000000', '頭部.ＭＲＩ.拡散強調', 'MR'),
  usAbdomen: jj('99A00002500000000000000000000000', '腹部.経皮的超音波検査', 'US'),
  usFetus: jj('99A00005550000000000000000000000', '胎児.経皮的超音波検査', 'US'),
  gastroscopy: {
    code: '11000001000',
    name: '検査.上部.-.-.上部通常内視鏡.-',
    system: 'LENDO',
    modality: 'ES',
  },
  colonoscopy: {
    code: '12000001000',
    name: '検査.下部.-.-.下部通常内視鏡.-',
    system: 'LENDO',
    modality: 'ES',
  },
  ecg: { code: '9A110', name: '標準１２誘導心電図', system: 'JC10', modality: 'ECG' },
  echo: { code: '9B201', name: '心臓超音波検査', system: 'JC10', modality: 'US' },
} as const satisfies Record<string, Exam>

export type RadiologyKey = Exclude<
  keyof typeof EXAMS,
  'gastroscopy' | 'colonoscopy' | 'ecg' | 'echo'
>

const IMAGE_KINDS: Readonly<Record<RadiologyKey, ImageKind>> = {
  crChest: 'cr',
  crPortable: 'cr',
  crHip: 'cr',
  crAbdomen: 'cr',
  ctChest: 'ct-chest',
  ctAbdomen: 'ct-abdomen',
  ctAbdomenPlain: 'ct-abdomen',
  ctHead: 'ct-head',
  mrHead: 'mr',
  usAbdomen: 'us',
  usFetus: 'us',
}

/** What is seen: the report's findings and conclusion, and what the phantom must show. */
export interface Reading {
  readonly findings: string
  readonly impression: string
  readonly finding?: string
}

function jj(code: string, name: string, modality: string): Exam {
  return { code, name, system: 'JJ1017', modality }
}

/** Orders, performs and reports an examination of the radiology department. */
export function radiology(
  chart: Chart,
  at: Minute,
  setting: Setting,
  key: RadiologyKey,
  reading: Reading,
): void {
  const isPlain = key === 'ctAbdomen' && hasContrastAllergy(chart)
  const exam = EXAMS[isPlain ? 'ctAbdomenPlain' : key]
  const orderedAt = setting.bed ? at - 5 * 60 : at - 40
  const orderNo = nextOrderNo(chart, orderedAt)
  const base = { orderNo, orderedAt, setting, exam, flag: '1' } as const
  record(chart, {
    ...base,
    kind: 'examOrder',
    control: 'NW',
    field: 'radiology',
    scheduledAt: at,
    sentAt: orderedAt,
  })
  const doneAt = at + 18
  if (doneAt > SNAPSHOT) return
  const number = chart.imageStudies.length + chart.runningNumber
  const studyUid = `1.2.392.200119.6.99999.4.${chart.index + 1}.${Math.floor(at)}.${number}`
  const accession = `A${orderNo}`
  record(chart, {
    ...base,
    kind: 'examDone',
    field: 'radiology',
    performedAt: at,
    accession,
    studyUid,
    findings: [],
    sentAt: doneAt,
  })
  takeImages(chart, key, {
    studyUid,
    accession,
    at,
    description: exam.name,
    finding: reading.finding ?? '',
  })
  const reader = DOCTORS.radiology[chart.index % 3] ?? setting.doctor
  const reported = { bed: null, department: 'radiology', doctor: reader } as const
  const { findings, impression } = reading
  addImagingReport(chart, at + 150, reported, {
    exam: exam.name,
    studyUid,
    accession,
    performedAt: at,
    findings,
    impression,
  })
}

function takeImages(
  chart: Chart,
  key: RadiologyKey,
  study: Omit<Chart['imageStudies'][number], 'kind'>,
): void {
  const kind = IMAGE_KINDS[key]
  const left = chart.imageAllowance.get(kind) ?? 0
  if (left === 0) return
  chart.imageAllowance.set(kind, left - 1)
  chart.imageStudies.push({ kind, ...study })
}

/** An order that was cancelled before it was done. */
export function cancelledRadiology(
  chart: Chart,
  at: Minute,
  setting: Setting,
  key: RadiologyKey,
): void {
  const orderNo = nextOrderNo(chart, at)
  const base = {
    orderNo,
    orderedAt: at,
    setting,
    exam: EXAMS[key],
    field: 'radiology',
    scheduledAt: at + DAY,
  } as const
  if (at + 120 > SNAPSHOT) return
  record(chart, { ...base, kind: 'examOrder', control: 'NW', flag: '0', sentAt: at })
  record(chart, { ...base, kind: 'examOrder', control: 'CA', flag: '0', sentAt: at + 120 })
}

export function endoscopy(
  chart: Chart,
  at: Minute,
  setting: Setting,
  key: 'gastroscopy' | 'colonoscopy',
  findings: readonly { name: string; text: string }[],
): void {
  const exam = EXAMS[key]
  const orderedAt = at - 2 * DAY
  const orderNo = nextOrderNo(chart, orderedAt)
  const base = { orderNo, orderedAt, setting, exam, flag: '1' } as const
  record(chart, {
    ...base,
    kind: 'examOrder',
    control: 'NW',
    field: 'endoscopy',
    scheduledAt: at,
    sentAt: orderedAt,
  })
  record(chart, {
    ...base,
    kind: 'examDone',
    field: 'endoscopy',
    performedAt: at,
    accession: `A${orderNo}`,
    studyUid: '',
    findings,
    sentAt: at + 30,
  })
}

export interface Measured {
  readonly name: string
  readonly value: string
  readonly unit: string
}

/** An electrocardiogram or echocardiogram with its measurements and a conclusion. */
export function physiology(
  chart: Chart,
  at: Minute,
  setting: Setting,
  key: 'ecg' | 'echo',
  conclusion: string,
  measured: readonly Measured[],
): void {
  const exam = EXAMS[key]
  const orderedAt = setting.bed ? at - 4 * 60 : at - 35
  const orderNo = nextOrderNo(chart, orderedAt)
  const base = { orderNo, orderedAt, setting, exam, flag: '1' } as const
  record(chart, {
    ...base,
    kind: 'examOrder',
    control: 'NW',
    field: 'physiology',
    scheduledAt: at,
    sentAt: orderedAt,
  })
  const title = key === 'ecg' ? '心電図所見' : '心エコー所見'
  record(chart, {
    ...base,
    kind: 'physiology',
    performedAt: at,
    sentAt: at + 45,
    results: [
      { code: `${exam.code}&IMP`, name: title, system: 'JC10', value: conclusion, unit: '' },
      ...measured.map((each, i) => ({
        ...each,
        code: `E${key === 'ecg' ? 1 : 2}${String(i + 1).padStart(2, '0')}`,
        system: '99PHY',
      })),
    ],
  })
}
