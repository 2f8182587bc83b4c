/** Everything of this patient that is missing or was kept only as it was written, and what the words for it mean. */
import { AREA_WORDS } from '../../../model/codes/chart-words.ts'
import { GAP_REASONS } from '../../../model/codes/gap-reasons.ts'
import { PRINT_PART_WORDS } from '../../../model/codes/print-forms.ts'
import { formatDay } from '../../parts/dates.ts'
import { dataTypeName, partTitle, pieceTitle, sentence } from '../blocks.tsx'
import { type Block, type PrintTable, textPieces } from '../sheet.ts'
import type { Speech } from '../words.ts'
import type { PacketFacts } from './read-packet.ts'

export function gapListBlocks(speech: Speech, { summary }: PacketFacts): Block[] {
  const { words, language, code } = speech
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
  return [
    partTitle(PRINT_PART_WORDS.gaps[language]),
    sentence(words.gaps.threeSentences),
    ...(summary.patientGaps.length === 0
      ? [sentence(words.gaps.noneForPatient)]
      : summary.patientGaps.map((gap) => ({
          table,
          node: (
            <>
              <td>{gap.date === '' ? words.undated : formatDay(gap.date)}</td>
              <td>{code(AREA_WORDS, gap.area)}</td>
              <td>{dataTypeName(gap.dataType)}</td>
              <td>
                <b>{code(GAP_REASONS, gap.reason)}</b>
              </td>
              <td>{gap.detail}</td>
              <td>{gap.source}</td>
            </>
          ),
        }))),
    ...fieldProblemBlocks(speech, summary.fieldProblems),
  ]
}

function fieldProblemBlocks(
  { words }: Speech,
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
            <td>{at === 0 && problem.reason}</td>
          </>
        ),
      })),
    ),
  ]
}
