/** End-stage kidney disease: dialysis three times a week, blood tests every second week. */
import { drip } from '../bedside.ts'
import { DAY, HOUR, onDay, SNAPSHOT, weekdayOf } from '../calendar.ts'
import { addProblem, type Chart } from '../chart.ts'
import { radiology } from '../exams.ts'
import { addProgressNote } from '../extended/notes.ts'
import { someBed } from '../hospital.ts'
import { runLabs } from '../laboratory.ts'
import { rp } from '../regimen.ts'
import type { Course } from './course.ts'
import { type StayDay, stay } from './stay.ts'
import { clinicOf, outpatient, visit, visitDays } from './visits.ts'

const REGULAR = (at: number) => [
  rp(at, 'withMeals', 28, 'sevelamer 6', 'calciumcarbonate 3'),
  rp(at, 'breakfast', 28, 'amlodipine 1', 'alfacalcidol 1', 'febuxostat 1', 'lansoprazole 1'),
]

export const dialysis: Course = (chart, { start, current, past }) => {
  const clinic = clinicOf(chart, 'nephrology')
  addProblem(chart, 'esrd', start, 'nephrology', { main: true })
  addProblem(chart, 'renalanemia', start, 'nephrology')
  addProblem(chart, 'hypertension', start, 'nephrology')
  const until = current?.admittedAt ?? SNAPSHOT
  visitDays(chart, start, until - DAY, 14).forEach((day, i) => {
    const seen = visit(chart, day, clinic, {
      panels: i % 2 === 0 ? ['cbc', 'chem', 'liver', 'renal', 'iron'] : ['cbc', 'chem', 'renal'],
      labs: { values: predialysis(chart) },
      prescription: i % 2 === 0 ? REGULAR : undefined,
    })
    if (seen === null) return
    const setting = outpatient(clinic)
    drip(chart, seen + 3 * HOUR, setting, {
      mix: ['epoetin 1'],
      volume: 0,
      hours: 0,
      route: 'IV',
      instruction: '透析終了時　回路より',
    })
    if (i % 2 === 0)
      addProgressNote(chart, seen, setting, {
        s: '透析後の倦怠感は軽い。',
        o: `透析前血圧 ${148 + (i % 5) * 3}/78。ドライウェイト ${chart.person.weight.toFixed(1)} kg。左前腕シャント音良好。`,
        a: '末期腎不全、維持透析（月水金、４時間）。',
        p: 'リン・カリウム制限を再指導。',
      })
    if (i % 12 === 3)
      radiology(chart, seen - 70, setting, 'crChest', {
        findings: 'CTR 51%。胸水なし。',
        impression: 'ドライウェイト適正',
      })
  })
  const admittedAt = current?.admittedAt ?? past
  if (admittedAt === null) return
  stay(chart, {
    clinic,
    admittedAt,
    dischargedAt: current ? null : onDay(admittedAt + 9 * DAY, 10, 30),
    bed: current?.bed ?? someBed('internal', chart.random),
    planned: true,
    diagnosis: '末期腎不全、内シャント狭窄',
    history: '透析時の静脈圧上昇と穿刺困難があり、シャント造影と拡張術の目的で入院した。',
    course: '経皮的血管拡張術を行い、透析効率は改善した。',
    afterwards: '維持透析を継続。',
    diet: '透析食　Ｋ制限　水分８００ｍＬ',
    regular: REGULAR,
    day: (day) => dialysisDay(chart, day),
  })
}

function predialysis(chart: Chart): Record<string, number> {
  const { random } = chart
  return {
    cre: 9.4 + random.normal(0, 0.6),
    bun: 62 + random.normal(0, 7),
    k: 5.1 + random.normal(0, 0.4),
    ip: 5.6 + random.normal(0, 0.7),
    ca: 8.9 + random.normal(0, 0.3),
    hb: 10.8 + random.normal(0, 0.5),
    na: 138,
    pth: 210 + random.int(-60, 80),
    ferritin: 88,
    fe: 55,
    alb: 3.6,
    b2m: 26 + random.normal(0, 2),
  }
}

function dialysisDay(chart: Chart, { n, day, setting }: StayDay) {
  const dialysed = [1, 3, 5].includes(weekdayOf(day))
  if (dialysed) {
    runLabs(chart, onDay(day, 8, 50), setting, ['cbc', 'chem', 'renal'], {
      values: predialysis(chart),
    })
    drip(chart, onDay(day, 9), setting, {
      mix: ['saline100 1', 'heparin 1'],
      volume: 20,
      hours: 4,
      instruction: '透析中　持続',
    })
  }
  return {
    condition: {
      temperature: 36.4,
      pulse: 76,
      systolic: dialysed ? 128 : 152,
      spo2: 97,
      weight: chart.person.weight + (dialysed ? 0 : 1.4),
      urine: 150,
      appetite: 8,
    },
    soap:
      dialysed || n === 0
        ? {
            s: '穿刺の痛みは変わらない。',
            o: `透析 ４時間、除水 ${(2.1 + (n % 3) * 0.3).toFixed(1)} L。シャント音良好。`,
            a: '維持透析。',
            p: 'カリウム、リンを確認。',
          }
        : null,
    nursing: [
      [
        '透析',
        dialysed
          ? '透析室へ車椅子で移送。帰室後めまいなし、止血良好。'
          : '非透析日。体重増加と水分摂取を確認。',
      ],
      ['シャント', '左前腕、スリル良好、発赤なし。'],
    ] as const,
  }
}
