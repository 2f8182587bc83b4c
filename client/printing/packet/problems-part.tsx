/** Active problems, the main one first; the ended ones after them, briefly. */
import type { ProblemRow } from '../../../model/api/chart/problems.ts'
import { Otherwise, SourceNames } from '../../chart/otherwise.tsx'
import { mainFirst, ProblemName, ProblemTime } from '../../chart/problems/problems.tsx'
import { ClinicalTime } from '../../parts/clinical-time.tsx'
import { gapBlocks, noneBlock, partTitle, pieceTitle } from '../blocks.tsx'
import type { Block, PrintTable } from '../sheet.ts'
import type { Speech } from '../words.ts'
import type { PacketFacts } from './read-packet.ts'

export function problemBlocks(speech: Speech, { summary }: PacketFacts): Block[] {
  const { words } = speech
  const { problems, patientGaps } = summary
  const active = mainFirst(problems.filter((each) => !each.ended))
  const ended = mainFirst(problems.filter((each) => each.ended))
  return [
    partTitle(words.problems.active),
    ...gapBlocks(speech, patientGaps, ['problems']),
    ...(active.length === 0
      ? [noneBlock(speech, words.problems.noActive, patientGaps, ['problems'])]
      : problemRows(speech, active)),
    ...(ended.length === 0
      ? []
      : [pieceTitle(words.problems.ended), ...problemRows(speech, ended)]),
  ]
}

function problemRows({ words, note }: Speech, problems: readonly ProblemRow[]): Block[] {
  const table: PrintTable = {
    className: 'problem-columns',
    head: (
      <>
        <th scope="col">{words.problems.name}</th>
        <th scope="col">ICD-10</th>
        <th scope="col">{words.problems.diagnosed}</th>
        <th scope="col">{words.problems.outcome}</th>
        <th scope="col">{words.problems.endedAt}</th>
        <th scope="col">{words.wards.department}</th>
      </>
    ),
  }
  return problems.map((problem) => ({
    table,
    node: (
      <>
        <td>
          <ProblemName problem={problem} />
          {problem.note !== '' && <small>{note(problem.note)}</small>}
          <SourceNames of={problem} />
          <Otherwise of={problem} />
        </td>
        <td>{problem.icd10}</td>
        <td>
          <ProblemTime problem={problem} />
        </td>
        <td>{problem.outcome || words.notWritten}</td>
        <td>
          {problem.ended ? <ClinicalTime time={problem.endedAt} to="day" /> : words.problems.goesOn}
        </td>
        <td>
          {problem.department}
          <small>{problem.doctor}</small>
        </td>
      </>
    ),
  }))
}
