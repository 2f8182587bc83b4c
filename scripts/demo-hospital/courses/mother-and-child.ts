/** Childbirth, and a child with asthma. */
import { drip } from '../bedside.ts'
import { DAY, onDay, SNAPSHOT } from '../calendar.ts'
import { addProblem, type Chart } from '../chart.ts'
import { radiology } from '../exams.ts'
import { addProgressNote } from '../extended/notes.ts'
import { someBed } from '../hospital.ts'
import { runLabs } from '../laboratory.ts'
import { rp } from '../regimen.ts'
import type { Course } from './course.ts'
import { type StayDay, stay } from './stay.ts'
import { clinicOf, outpatient, visit, visitDays } from './visits.ts'

export const childbirth: Course = (chart, { current, past }) => {
  const clinic = clinicOf(chart, 'obstetrics')
  const setting = outpatient(clinic)
  const admittedAt = current?.admittedAt ?? past ?? SNAPSHOT - 150 * DAY
  addProblem(chart, 'pregnancy', admittedAt - 215 * DAY, 'obstetrics', {
    main: true,
    ended: { at: admittedAt + DAY, outcome: 'F' },
  })
  visitDays(chart, admittedAt - 210 * DAY, admittedAt - 3 * DAY, 24).forEach((day, i) => {
    const seen = visit(chart, day, clinic, {
      panels:
        i === 0
          ? ['cbc', 'chem', 'infection', 'bloodtype', 'urine']
          : i % 3 === 0
            ? ['cbc', 'urine', 'sugar']
            : ['urine'],
      labs: { values: { hb: 12.4 - i * 0.18, fe: 52 } },
      prescription: i > 4 ? (at) => [rp(at, 'dinner', 28, 'ferrous 2')] : undefined,
    })
    if (seen === null) return
    const weeks = Math.min(39, 10 + Math.round(i * 3.6))
    addProgressNote(chart, seen, setting, {
      s: weeks > 20 ? '胎動あり。腹部緊満なし。' : 'つわりは軽い。',
      o: `妊娠${weeks}週。子宮底長 ${Math.max(8, weeks - 4)} cm。血圧 ${106 + (i % 4) * 3}/64。尿蛋白 －。児心音良好。`,
      a: '妊娠経過順調。',
      p: '次回４週後。鉄剤は貧血に応じて。',
    })
    if (i % 3 === 1)
      radiology(chart, seen - 20, setting, 'usFetus', {
        findings: `妊娠${weeks}週相当。頭位、羊水量正常。推定体重は週数相当。`,
        impression: '異常なし',
      })
  })
  const dischargedAt = current ? null : onDay(admittedAt + 5 * DAY, 10)
  addProblem(chart, 'delivery', admittedAt, 'obstetrics')
  stay(chart, {
    clinic,
    admittedAt,
    dischargedAt,
    bed: current?.bed ?? someBed('mother', chart.random),
    planned: false,
    diagnosis: '正期産、自然頭位分娩',
    history: '妊娠３９週、陣痛発来にて入院。',
    course: '経腟分娩で３０２０ｇの女児を出産。出血 ２８０ mL。産褥経過は良好。',
    afterwards: '２週間健診、１か月健診。',
    diet: '産後食',
    regular: (at) => [rp(at, 'three', 5, 'acetaminophen 3'), rp(at, 'dinner', 7, 'ferrous 2')],
    day: (day) => puerperium(chart, day),
  })
}

function puerperium(chart: Chart, { n, day, setting }: StayDay) {
  if (n === 0)
    drip(chart, onDay(day, 15), setting, {
      mix: ['ringer 1', 'oxytocin 1'],
      volume: 500,
      hours: 6,
      instruction: '分娩後　子宮収縮不良時',
    })
  if (n === 1)
    runLabs(chart, onDay(day, 7), setting, ['cbc', 'crp'], {
      values: { hb: 10.3, wbc: 11800, crp: 1.2 },
    })
  return {
    condition: { temperature: 36.8, pulse: 78, systolic: 112, spo2: 99, appetite: 9 },
    soap: {
      s: n === 0 ? '無事に生まれてほっとした。' : '授乳に慣れてきた。',
      o: `子宮底 臍下${n + 1}横指、硬度良好。悪露 中等量。`,
      a: '産褥経過良好。',
      p: '母子同室。',
    },
    nursing: [
      ['授乳', n < 2 ? '乳管開通。３時間ごとに授乳介助。' : '母乳分泌良好、１日８回。'],
      ['観察', '子宮復古良好、会陰創部痛軽度。'],
    ] as const,
  }
}

export const asthmaChild: Course = (chart, { start, past, current }) => {
  const clinic = clinicOf(chart, 'pediatrics')
  const setting = outpatient(clinic)
  addProblem(chart, 'asthma', start, 'pediatrics', { main: true })
  addProblem(chart, 'allergicrhinitis', start, 'pediatrics')
  visitDays(chart, start, SNAPSHOT, 42).forEach((day, i) => {
    const seen = visit(chart, day, clinic, {
      panels: i % 5 === 0 ? ['cbc', 'diff', 'crp'] : undefined,
      labs: { values: { eos: 8.4, hb: 12.6 } },
      prescription: (at) => [
        rp(at, 'bedtime', 42, 'montelukastchew 1'),
        rp(at, 'inhale', 1, 'procaterol 1'),
        rp(at, 'fever', 5, 'acetaminophenfine 1.2'),
      ],
    })
    if (seen !== null)
      addProgressNote(chart, seen, setting, {
        s: '母：走ると咳が出る。夜は眠れている。',
        o: 'SpO2 98%。呼気性喘鳴なし。',
        a: '気管支喘息、コントロール良好。',
        p: 'モンテルカスト継続。',
      })
  })
  const admittedAt = current?.admittedAt ?? past
  if (admittedAt === null) return
  stay(chart, {
    clinic,
    admittedAt,
    dischargedAt: current ? null : onDay(admittedAt + 5 * DAY, 11),
    bed: current?.bed ?? someBed('mother', chart.random),
    planned: false,
    diagnosis: '気管支喘息発作（中発作）',
    history: '感冒を契機に喘鳴が増悪し、β２刺激薬吸入で改善せず入院した。',
    course: 'ステロイド全身投与と吸入で改善した。',
    afterwards: '小児科外来。',
    diet: '幼児食',
    regular: (at) => [rp(at, 'bedtime', 7, 'montelukastchew 1')],
    day: ({ n, day, setting: ward }) => {
      if (n === 0)
        runLabs(chart, admittedAt + 20, ward, ['cbc', 'diff', 'chem', 'crp'], {
          values: { wbc: 11200, crp: 0.9, eos: 9.1 },
        })
      if (n === 0)
        radiology(chart, admittedAt + 35, ward, 'crPortable', {
          findings: '肺野の過膨張。浸潤影なし。',
          impression: '気管支喘息として矛盾しない',
        })
      if (n < 3)
        drip(chart, onDay(day, 10), ward, {
          mix: ['saline100 1', 'dexamethasone 0.5'],
          volume: 100,
          hours: 1,
        })
      return {
        condition: {
          temperature: 37.2 - n * 0.1,
          pulse: 122 - n * 6,
          systolic: 98,
          spo2: 94 + Math.min(4, n),
          respiration: 34 - n * 3,
          appetite: Math.min(9, 5 + n),
        },
        soap: {
          s: n < 2 ? '母：夜中に何度も咳き込んだ。' : '母：元気に遊んでいる。',
          o: `SpO2 ${94 + Math.min(4, n)}%。呼気性喘鳴${n < 3 ? 'あり' : 'なし'}。`,
          a: '気管支喘息発作、改善傾向。',
          p: '吸入４～６時間ごと。',
        },
        nursing: [
          ['呼吸', n < 2 ? '陥没呼吸軽度、吸入後改善。' : '喘鳴消失。'],
          ['付添', '母付き添い。'],
        ] as const,
      }
    },
  })
}
