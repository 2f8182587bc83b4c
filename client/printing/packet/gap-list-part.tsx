/** Everything of this patient that is missing or was kept only as it was written, and what the words for it mean. */
import type { Gap } from '../../../model/api/common.ts'
import { AREA_WORDS } from '../../../model/codes/chart-words.ts'
import { fieldProblemText } from '../../../model/codes/field-problem-words.ts'
import { GAP_REASONS } from '../../../model/codes/gap-reasons.ts'
import { PRINT_PART_WORDS } from '../../../model/codes/print-forms.ts'
import { formatDay } from '../../parts/dates.ts'
import { isSpan } from '../../parts/gap-notice.tsx'
import { partTitle, pieceTitle, sentence } from '../blocks.tsx'
import { dataTypeText, detailText, isOfEveryKind } from '../gap-words.ts'
import { type Block, type PrintTable, textPieces } from '../sheet.ts'
import type { Speech } from '../words.ts'
import type { PacketFacts } from './read-packet.ts'

export function gapListBlocks(speech: Speech, { summary }: PacketFacts): Block[] {
  const { words, language } = speech
  const own = summary.patientGaps.filter((gap) => !isSpan(gap))
  const spans = summary.patientGaps.filter(isSpan).sort((a, b) => b.date.localeCompare(a.date))
  return [
    partTitle(PRINT_PART_WORDS.gaps[language]),
    sentence(words.gaps.threeSentences),
    ...(own.length === 0 ? [sentence(words.gaps.noneForPatient)] : gapRows(speech, own)),
    ...(spans.length === 0 ? [] : [pieceTitle(words.gaps.ofBackup), ...gapRows(speech, spans)]),
    ...fieldProblemBlocks(speech, summary.fieldProblems),
  ]
}

function gapRows(speech: Speech, gaps: readonly Gap[]): Block[] {
  const { words } = speech
  const table: PrintTable = {
    className: 'gap-columns',
    head: (
      <>
        <th scope="col">{words.gaps.date}</th>
        <th scope="col">{words.gaps.area}</th>
        <th scope="col">{words.gaps.dataType}</th>
        <th scope="col">{words.gaps.reason}</th>
        <th scope="col">{words.gaps.detail}</th>
        <th scope="col">{words.gaps.source}</th>
      </>
    ),
  }
  return gaps.map((gap) => ({ table, node: <GapCells speech={speech} gap={gap} /> }))
}

function GapCells({ speech, gap }: { speech: Speech; gap: Gap }) {
  const { words, code } = speech
  return (
    <>
      <td>{gap.date === '' ? words.undated : formatDay(gap.date)}</td>
      <td>{isOfEveryKind(gap) ? words.all : code(AREA_WORDS, gap.area)}</td>
      <td>{dataTypeText(speech, gap)}</td>
      <td>
        <b>{code(GAP_REASONS, gap.reason)}</b>
      </td>
      <td>{detailText(speech, gap)}</td>
      <td>{gap.source}</td>
    </>
  )
}

function fieldProblemBlocks(
  { words, language }: Speech,
  problems: PacketFacts['summary']['fieldProblems'],
): Block[] {
  if (problems.length === 0) return []
  const table: PrintTable = {
    className: 'field-columns',
    head: (
      <>
        <th scope="col">{words.gaps.place}</th>
        <th scope="col">{words.gaps.sourceText}</th>
        <th scope="col">{words.gaps.reason}</th>
      </>
    ),
  }
  return [
    pieceTitle(words.gaps.fieldProblems),
    ...problems.flatMap((problem) =>
      // A long text goes on in the next rows, so that none is taller than a page.
      textPieces(problem.text).map((piece, at) => ({
        table,
        node: (
          <>
            <td>{at === 0 && problem.place}</td>
            <td>{piece}</td>
            <td>{at === 0 && fieldProblemText(problem.reason, language)}</td>
          </>
        ),
      })),
    ),
  ]
}
