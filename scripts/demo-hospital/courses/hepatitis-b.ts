/** Chronic hepatitis B under entecavir: HBs antigen positive, virus below detection after a year. */
import { DAY, SNAPSHOT } from '../calendar.ts'
import { addProblem } from '../chart.ts'
import { endoscopy, radiology } from '../exams.ts'
import { addProgressNote } from '../extended/notes.ts'
import { rp } from '../regimen.ts'
import type { Course } from './course.ts'
import { clinicOf, outpatient, visit, visitDays } from './visits.ts'

export const hepatitisB: Course = (chart, { start }) => {
  const clinic = clinicOf(chart, 'gastro')
  const setting = outpatient(clinic)
  chart.labText.set('hbsag', '陽性')
  addProblem(chart, 'hbv', start, 'gastro', { main: true })
  addProblem(chart, 'reflux', start + 30 * DAY, 'gastro')
  visitDays(chart, start, SNAPSHOT, 84).forEach((day, i) => {
    const load = 6.8 * Math.exp(-i / 2)
    const seen = visit(chart, day, clinic, {
      panels: ['cbc', 'chem', 'liver', 'hbv', ...(i === 0 ? (['infection', 'coag'] as const) : [])],
      labs: {
        values: {
          hbsagq: 2410 - i * 60,
          hbvdna: load,
          alt: 28 + 96 * Math.exp(-i / 1.5),
          ast: 26 + 70 * Math.exp(-i / 1.5),
        },
      },
      prescription: (at) => [
        rp(at, 'bedtime', 84, 'entecavir 1'),
        rp(at, 'breakfast', 84, 'vonoprazan 1'),
      ],
    })
    if (seen === null) return
    addProgressNote(chart, seen, setting, {
      s: '飲み忘れはない。',
      o: `HBV-DNA ${load < 1 ? '＜1.0' : load.toFixed(1)} LogIU/mL。`,
      a: 'Ｂ型慢性肝炎、核酸アナログ内服中。',
      p: 'エンテカビル継続（空腹時）。',
    })
    if (i % 2 === 1)
      radiology(chart, seen - 60, setting, 'usAbdomen', {
        findings: '肝縁やや鈍、実質粗。占拠性病変を認めない。',
        impression: '慢性肝障害。ＨＣＣなし',
      })
    if (i === 2)
      endoscopy(chart, seen - 30, setting, 'gastroscopy', [
        { name: '内視鏡所見', text: '下部食道に LA-A の粘膜傷害。静脈瘤なし。' },
        { name: '内視鏡診断', text: '逆流性食道炎' },
      ])
  })
}
