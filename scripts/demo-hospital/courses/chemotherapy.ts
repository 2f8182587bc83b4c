/** Chemotherapy: FOLFOX after colon cancer in the clinic, R-CHOP in the ward with febrile neutropenia. */
import { drip } from '../bedside.ts'
import { DAY, onDay, SNAPSHOT } from '../calendar.ts'
import { addProblem, type Chart } from '../chart.ts'
import { radiology } from '../exams.ts'
import { addProgressNote } from '../extended/notes.ts'
import { addConsent } from '../extended/operation-papers.ts'
import { someBed } from '../hospital.ts'
import { runLabs } from '../laboratory.ts'
import { rp } from '../regimen.ts'
import type { Course } from './course.ts'
import { type StayDay, stay } from './stay.ts'
import { clinicOf, outpatient, visit, visitDays } from './visits.ts'

/** Modified FOLFOX6 every second week. */
export const folfox: Course = (chart, { start }) => {
  const clinic = clinicOf(chart, 'gastro')
  const setting = outpatient(clinic)
  const from = Math.max(start, SNAPSHOT - 300 * DAY)
  addProblem(chart, 'coloncancer', from - 60 * DAY, 'gastro', { main: true })
  addProblem(chart, 'livermeta', from - 40 * DAY, 'gastro')
  addConsent(chart, onDay(from, 11), setting, 'mFOLFOX6療法')
  visitDays(chart, from, SNAPSHOT, 14).forEach((day, i) => {
    const wbc = 3900 + chart.random.int(-900, 900)
    const postponed = wbc < 3250
    const seen = visit(chart, day, clinic, {
      panels: ['cbc', 'diff', 'chem', 'liver', ...(i % 2 === 0 ? (['tumor'] as const) : [])],
      labs: {
        values: {
          wbc,
          neut: postponed ? 31 : 52,
          hb: 11.4,
          plt: 15.2 + chart.random.int(-3, 3),
          cea: 62 * Math.exp(-i / 9) + 4,
        },
      },
    })
    if (seen === null) return
    if (!postponed) regimen(chart, seen + 30, setting)
    addProgressNote(chart, seen, setting, {
      s: i > 5 ? '指先のしびれが続く。吐き気は軽い。' : '食欲は戻っている。',
      o: `WBC ${wbc} /μL。PS 1。体重変化なし。`,
      a: postponed ? '骨髄抑制のため今回延期。' : `Ｓ状結腸癌、肝転移。mFOLFOX6 ${i + 1}コース目。`,
      p: postponed
        ? '１週間延期。発熱時は連絡。'
        : 'Ｌ－ＯＨＰ、５－ＦＵ投与。末梢神経障害に注意。',
    })
    if (i % 6 === 5)
      radiology(chart, seen - 50, setting, 'ctAbdomen', {
        findings: '肝Ｓ６、Ｓ８の転移巣は縮小している。新出病変なし。',
        impression: '部分奏効（PR）',
      })
  })
}

function regimen(chart: Chart, at: number, setting: ReturnType<typeof outpatient>): void {
  drip(chart, at, setting, {
    mix: ['granisetron 1', 'dexamethasone 1'],
    volume: 50,
    hours: 0.5,
    kind: 'anticancer',
    instruction: 'mFOLFOX6　前投薬',
  })
  drip(chart, at + 30, setting, {
    mix: ['glucose5 1', 'oxaliplatin 1.4'],
    volume: 250,
    hours: 2,
    kind: 'anticancer',
    instruction: 'mFOLFOX6　８５ｍｇ／ｍ２',
  })
  drip(chart, at + 30, setting, {
    mix: ['glucose5 1', 'levofolinate 3'],
    volume: 250,
    hours: 2,
    kind: 'anticancer',
    instruction: 'mFOLFOX6　２００ｍｇ／ｍ２',
  })
  drip(chart, at + 150, setting, {
    mix: ['saline100 1', 'fluorouracil 4'],
    volume: 230,
    hours: 46,
    kind: 'anticancer',
    instruction: 'mFOLFOX6　持続静注　２４００ｍｇ／ｍ２',
  })
}

/** R-CHOP: drugs on the first days, the white cells fall from the seventh, fever on the tenth. */
export const lymphoma: Course = (chart, { current, past }) => {
  const clinic = clinicOf(chart, 'hematology')
  const admittedAt = current?.admittedAt ?? past ?? SNAPSHOT - 120 * DAY
  addProblem(chart, 'lymphoma', admittedAt - 25 * DAY, 'hematology', { main: true })
  addProblem(chart, 'hbvcarrier', admittedAt - 20 * DAY, 'hematology', { suspected: true })
  addConsent(chart, onDay(admittedAt - 10 * DAY, 15), outpatient(clinic), 'R-CHOP療法')
  runLabs(
    chart,
    onDay(admittedAt - 20 * DAY, 10),
    outpatient(clinic),
    ['infection', 'bloodtype', 'chem'],
    {},
  )
  const dischargedAt = current ? null : onDay(admittedAt + 18 * DAY, 10, 30)
  stay(chart, {
    clinic,
    admittedAt,
    dischargedAt,
    bed: current?.bed ?? someBed('internal', chart.random),
    planned: true,
    diagnosis: 'びまん性大細胞型Ｂ細胞性リンパ腫　Stage III',
    history: '頚部リンパ節腫脹を自覚し、生検で診断された。R-CHOP療法導入のため入院した。',
    course:
      'R-CHOP ２コース目を施行。day10 に発熱性好中球減少症を合併したが、タゾバクタム・ピペラシリンとG-CSFで速やかに解熱した。',
    afterwards: '３週後に次コース予定。',
    diet: '加熱食　常食',
    regular: (at) => [
      rp(at, 'breakfast', 7, 'lansoprazole 1', 'levofloxacin 1'),
      ...(at < admittedAt + 5 * DAY ? [rp(at, 'twice', 5, 'prednisolone 20')] : []),
    ],
    day: (day) => lymphomaDay(chart, day),
  })
}

function lymphomaDay(chart: Chart, { n, day, setting }: StayDay) {
  const wbc =
    n < 6 ? 6200 - n * 500 : n < 12 ? Math.max(420, 2900 - (n - 6) * 520) : 1400 + (n - 12) * 1600
  const febrile = n >= 10 && n <= 12
  if (n % 2 === 0)
    runLabs(
      chart,
      onDay(day, n === 0 ? 11 : 6, 45),
      setting,
      ['cbc', 'diff', 'chem', 'liver', 'crp'],
      {
        values: {
          wbc,
          neut: wbc < 1000 ? 18 : 55,
          hb: 10.2 - n * 0.05,
          plt: Math.max(4.8, 19 - n * 1.1),
          crp: febrile ? 7.8 : 0.3,
          ld: 280,
          ua: 6.1,
        },
      },
    )
  if (n === 1) {
    drip(chart, onDay(day, 9, 30), setting, {
      mix: ['saline500 1', 'rituximab 1.2'],
      volume: 560,
      hours: 5,
      kind: 'anticancer',
      instruction: 'R-CHOP day1　５０ｍＬ／時で開始し漸増',
    })
    drip(chart, onDay(day, 15), setting, {
      mix: ['saline100 1', 'doxorubicin 1.5'],
      volume: 100,
      hours: 0.5,
      kind: 'anticancer',
      instruction: 'R-CHOP day1　血管外漏出に注意',
    })
    drip(chart, onDay(day, 15, 40), setting, {
      mix: ['saline500 1', 'cyclophosphamide 2.4'],
      volume: 500,
      hours: 2,
      kind: 'anticancer',
      instruction: 'R-CHOP day1',
    })
    drip(chart, onDay(day, 15, 30), setting, {
      mix: ['saline100 1', 'vincristine 2'],
      volume: 50,
      hours: 0.2,
      kind: 'anticancer',
      instruction: 'R-CHOP day1　最大２ｍｇ',
    })
  }
  if (n >= 8 && n <= 13)
    drip(chart, onDay(day, 10), setting, {
      mix: ['filgrastim 1'],
      volume: 0,
      hours: 0,
      route: 'SC',
      instruction: '好中球 ５０００／μＬ以上で終了',
    })
  if (febrile)
    for (const hour of [1, 9, 17])
      drip(chart, onDay(day, hour), setting, {
        mix: ['saline100 1', 'tazopipe 1'],
        volume: 100,
        hours: 1,
      })
  if (n === 10)
    addProblem(chart, 'neutropenia', day, 'hematology', {
      ended: { at: day + 4 * DAY, outcome: 'F' },
    })
  if (n === 11)
    drip(chart, onDay(day, 13), setting, {
      mix: ['rbc 1'],
      volume: 280,
      hours: 2.5,
      kind: 'blood',
      instruction: '開始１５分は１ｍＬ／分',
    })
  return {
    condition: {
      temperature: febrile ? 38.4 : 36.6,
      pulse: febrile ? 104 : 76,
      systolic: 118,
      spo2: 97,
      weight: chart.person.weight,
      infusion: n === 1 ? 1210 : febrile ? 300 : 0,
      appetite: n > 1 && n < 6 ? 4 : 7,
    },
    soap: {
      s: febrile ? '寒気がする。' : n > 1 && n < 6 ? '少しむかむかする。' : '変わりない。',
      o: `体温 ${febrile ? 38.6 : 36.7} 度。WBC ${wbc} /μL。口内炎${n > 7 ? 'G1' : 'なし'}。`,
      a: febrile ? '発熱性好中球減少症。' : 'DLBCL、R-CHOP 施行中。',
      p: febrile ? '血液培養２セット採取、タゾバクタム・ピペラシリン開始。' : '支持療法継続。',
    },
    nursing: [
      ['観察', febrile ? '悪寒戦慄あり。クーリング施行。' : '悪心 G1。点滴刺入部異常なし。'],
      ['感染予防', '手洗い、含嗽、マスク着用を確認。'],
    ] as const,
  }
}
