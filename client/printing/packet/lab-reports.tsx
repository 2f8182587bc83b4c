/** Microbiology, physiology …: the newest reports of each category, every result a row. */
import type { LabItem, LabResult, LabsAnswer } from '../../../model/api/chart/labs.ts'
import { ORDER_CATEGORY_WORDS } from '../../../model/codes/chart-words.ts'
import { LabStatus } from '../../chart/labs/lab-cell.tsx'
import { SourceNames } from '../../chart/otherwise.tsx'
import { ClinicalTime } from '../../parts/clinical-time.tsx'
import { partTitle, pieceTitle, sentence, textBlocks } from '../blocks.tsx'
import type { Block, PrintTable } from '../sheet.ts'
import type { Speech } from '../words.ts'
import { PrintedResult } from './printed-result.tsx'

/** Of each category. */
const REPORTS = 3
/** Longer results and notes stand below their table in full. */
const LETTERS_OF_A_RESULT = 96
const LETTERS_OF_A_NOTE = 200

export function reportBlocks(speech: Speech, labs: LabsAnswer): Block[] {
  const { print, code } = speech
  const others = labs.groups.filter(({ category }) => !['laboratory', 'other'].includes(category))
  const items = new Map(labs.items.map((item) => [item.id, item]))
  const results = Map.groupBy(labs.results, (result) => result.group)
  return [...Map.groupBy(others, (group) => group.category)].flatMap(([category, groups]) => {
    const name = code(ORDER_CATEGORY_WORDS, category)
    const shown = groups.slice(0, REPORTS)
    return [
      partTitle(name, print.all(shown.length, groups.length, print.reports)),
      ...shown.flatMap((group) => [
        pieceTitle(
          <>
            <ClinicalTime time={group.collectedAt} /> {group.panel} {group.specimen}{' '}
            <LabStatus status={group.status} />{' '}
            <SourceNames
              of={{ sources: group.source === undefined ? undefined : [group.source] }}
            />
            {category === 'microbiology' && group.parent !== '' && (
              <>
                {' '}
                {speech.words.labs.parent}: {group.parent}
              </>
            )}
          </>,
        ),
        ...resultRows(speech, results.get(group.id) ?? [], items),
        ...(group.note === '' ? [] : textBlocks(speech.note(group.note))),
      ]),
    ]
  })
}

function resultRows(
  speech: Speech,
  results: readonly LabResult[],
  items: ReadonlyMap<number, LabItem>,
): Block[] {
  const { words } = speech
  if (results.length === 0) return [sentence(words.labs.noResults)]
  const table: PrintTable = {
    className: 'report-columns',
    head: (
      <>
        <th scope="col">{words.labs.item}</th>
        <th scope="col">{words.labs.value}</th>
        <th scope="col">{words.labs.unit}</th>
        <th scope="col">{words.labs.range}</th>
        <th scope="col">{words.labs.note}</th>
      </>
    ),
  }
  const isNumbered = new Set(results.map((each) => each.subId)).size > 1
  return results.flatMap((result) => {
    const name = items.get(result.item)?.name ?? words.unknown
    const isText = result.text.length > LETTERS_OF_A_RESULT
    const row: Block = {
      table,
      node: (
        <>
          <th scope="row">
            {isNumbered && result.subId} {name}
          </th>
          <td>{isText ? speech.print.fullText : <PrintedResult result={result} />}</td>
          <td>{items.get(result.item)?.unit}</td>
          <td>{result.range}</td>
          <td>
            <LabStatus status={result.status} />{' '}
            {result.method !== undefined && <small>{words.labs.method(result.method)} </small>}
            {result.note.length > LETTERS_OF_A_NOTE ? '' : speech.note(result.note)}
            <SourceNames of={result} />
          </td>
        </>
      ),
    }
    return [
      row,
      ...(isText ? [pieceTitle(name), ...textBlocks(result.text)] : []),
      ...(result.note.length > LETTERS_OF_A_NOTE
        ? textBlocks(`${words.labs.note}: ${speech.note(result.note)}`)
        : []),
    ]
  })
}
