/** 温度板 as a table: items down, the last days across, each value with its time of day. */
import type { VitalPoint, VitalsAnswer } from '../../../model/api/chart/vitals.ts'
import { ENCOUNTER_EVENT_WORDS } from '../../../model/codes/chart-words.ts'
import { PRINT_PART_WORDS } from '../../../model/codes/print-forms.ts'
import { VITAL_ITEMS } from '../../../model/codes/vital-items.ts'
import { LabStatus } from '../../chart/labs/lab-cell.tsx'
import { isVoid } from '../../chart/vitals/sheet.ts'
import { ClinicalTime } from '../../parts/clinical-time.tsx'
import {
  addDays,
  daysBetween,
  formatClock,
  formatDay,
  formatMoment,
  weekday,
} from '../../parts/dates.ts'
import { gapBlocks, noneBlock, partTitle, pieceTitle, sentence, textBlocks } from '../blocks.tsx'
import type { Block, PrintTable } from '../sheet.ts'
import { type Speech, useSpeech } from '../words.ts'
import type { PacketFacts } from './read-packet.ts'

const DAYS = 7
/** Values of one item and day in one row; more go on in the next row, so that a row stays shorter than a page. */
const VALUES_OF_A_ROW = 24
/** Longer values stand below the table in full. */
const LETTERS_OF_A_CELL = 40
export function vitalBlocks(speech: Speech, { summary, vitals }: PacketFacts): Block[] {
  if (vitals === null) return []
  const { words, print, language } = speech
  const title = PRINT_PART_WORDS.vitals[language]
  const gaps = gapBlocks(speech, summary.patientGaps, ['vitals'])
  if (vitals.lastDay === '') {
    const none = noneBlock(speech, words.vitals.none, summary.patientGaps, ['vitals'])
    return [partTitle(title), ...gaps, none]
  }
  const days = daysBetween(addDays(vitals.to, 1 - DAYS), vitals.to)
  const rows = itemRows(speech, vitals, days)
  const events = vitals.events.filter((each) => days.includes((each.at.at ?? '').slice(0, 10)))
  return [
    partTitle(title, print.lastDays(DAYS, formatDay(vitals.to))),
    ...gaps,
    ...(events.length === 0
      ? []
      : [sentence(events.map((each) => eventText(speech, each)).join(words.listComma))]),
    ...(rows.length === 0
      ? [noneBlock(speech, print.noVitals, summary.patientGaps, ['vitals'])]
      : rows),
    ...longValues(vitals, days),
  ]
}

function eventText({ code }: Speech, event: VitalsAnswer['events'][number]): string {
  return [formatMoment(event.at.at ?? ''), code(ENCOUNTER_EVENT_WORDS, event.code), event.title]
    .filter((each) => each !== '')
    .join(' ')
}

function longValues(vitals: VitalsAnswer, days: readonly string[]): Block[] {
  return vitals.points
    .filter((point) => point.text.length > LETTERS_OF_A_CELL)
    .filter((point) => days.includes((point.at.at ?? '').slice(0, 10)))
    .flatMap((point) => [
      pieceTitle(
        <>
          {point.name} <ClinicalTime time={point.at} /> <LabStatus status={point.status} />
        </>,
      ),
      ...textBlocks(point.text),
    ])
}

function itemRows(speech: Speech, vitals: VitalsAnswer, days: readonly string[]): Block[] {
  const table: PrintTable = {
    className: 'vital-columns',
    head: (
      <>
        <th scope="col">{speech.words.labs.item}</th>
        {days.map((day) => (
          <th key={day} scope="col">
            {formatDay(day)} {weekday(day, speech.language)}
          </th>
        ))}
      </>
    ),
  }
  return VITAL_ITEMS.flatMap((item) => {
    const points = vitals.points.filter((point) => point.item === item)
    return [...Map.groupBy(points, (point) => `${point.name}\u001f${point.unit}`).values()].flatMap(
      (values) => rowsOf(values, days, table),
    )
  })
}

function rowsOf(
  values: readonly VitalPoint[],
  days: readonly string[],
  table: PrintTable,
): Block[] {
  const byDay = days.map((day) =>
    values
      .filter((point) => (point.at.at ?? '').slice(0, 10) === day)
      .sort((a, b) => (a.at.at ?? '').localeCompare(b.at.at ?? '')),
  )
  const most = Math.max(0, ...byDay.map((each) => each.length))
  const [first] = values
  return Array.from({ length: Math.ceil(most / VALUES_OF_A_ROW) }, (_, row) => ({
    table,
    node: (
      <>
        <th scope="row">
          {first?.name} <small>{first?.unit}</small>
        </th>
        {byDay.map((points, at) => (
          <td key={days[at]}>
            {points
              .slice(row * VALUES_OF_A_ROW, (row + 1) * VALUES_OF_A_ROW)
              .map((point, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: values are printed once and never move
                <VitalValue key={index} point={point} />
              ))}
          </td>
        ))}
      </>
    ),
  }))
}

function VitalValue({ point }: { point: VitalPoint }) {
  const { print } = useSpeech()
  const text = point.text.length > LETTERS_OF_A_CELL ? print.fullText : point.text
  const flag = point.flag === 'N' ? '' : point.flag
  return (
    <div>
      {formatClock(point.at.at ?? '')} <LabStatus status={point.status} />
      {isVoid(point) ? <s>{text}</s> : <b>{text}</b>}
      {flag !== '' && <b> {flag}</b>}
    </div>
  )
}
