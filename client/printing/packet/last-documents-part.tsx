/** The last documents of a kind with their whole text: imaging, operation and anaesthesia, discharge. */

import type { DocumentRow } from '../../../model/api/chart/documents.ts'
import type { Area, Gap } from '../../../model/api/common.ts'
import { DOCUMENT_CATEGORY_WORDS } from '../../../model/codes/chart-words.ts'
import { PRINT_PART_WORDS } from '../../../model/codes/print-forms.ts'
import { rejectionSentence } from '../../../model/codes/rejection-notes.ts'
import { SourceNames } from '../../chart/otherwise.tsx'
import { byWhom } from '../../parts/by-whom.ts'
import { ClinicalTime } from '../../parts/clinical-time.tsx'
import { gapBlocks, noneBlock, partTitle, pieceTitle, sentence, textBlocks } from '../blocks.tsx'
import { isPicturePart } from '../pictures/document-pictures.ts'
import { pictureBlocks } from '../pictures/picture-blocks.tsx'
import type { Block } from '../sheet.ts'
import type { Speech } from '../words.ts'
import type { PacketFacts, ReadDocument } from './read-packet.ts'

export function imagingBlocks(speech: Speech, facts: PacketFacts): Block[] {
  const { words, language } = speech
  const { study } = facts.summary.lastImaging
  const { patientGaps } = facts.summary
  const areas: Area[] = ['images', 'documents']
  return [
    partTitle(PRINT_PART_WORDS.imaging[language]),
    ...gapBlocks(speech, patientGaps, areas),
    ...(study === null
      ? []
      : [
          sentence(
            <>
              <ClinicalTime time={study.studyAt} /> {study.modalities.join('・') || words.unknown}{' '}
              <b>{study.description || words.images.noDescription}</b>{' '}
              {!study.inBackup && words.images.notInBackup}
              {study.rejections.map((each) => (
                <b key={each.code}> {rejectionSentence(each, language)}</b>
              ))}{' '}
              <SourceNames of={study} />
            </>,
          ),
        ]),
    ...(facts.imagingReport === null
      ? [noneBlock(speech, words.images.noReport, patientGaps, areas)]
      : documentBlocks(speech, facts.imagingReport)),
  ]
}

export function operationBlocks(speech: Speech, facts: PacketFacts): Block[] {
  const { language } = speech
  const { patientGaps } = facts.summary
  return [
    partTitle(PRINT_PART_WORDS.operation[language]),
    ...gapBlocks(speech, patientGaps, ['documents']),
    ...documentOrNone(speech, 'operation-note', facts.operation, patientGaps),
    ...documentOrNone(speech, 'anesthesia-record', facts.anesthesia, patientGaps),
  ]
}

export function dischargeBlocks(speech: Speech, facts: PacketFacts): Block[] {
  const { patientGaps } = facts.summary
  return [
    partTitle(PRINT_PART_WORDS.discharge[speech.language]),
    ...gapBlocks(speech, patientGaps, ['documents']),
    ...documentOrNone(speech, 'discharge-summary', facts.discharge, patientGaps),
  ]
}

function documentOrNone(
  speech: Speech,
  category: string,
  document: ReadDocument | null,
  gaps: readonly Gap[],
): Block[] {
  if (document !== null) return documentBlocks(speech, document)
  const { words, code } = speech
  const text = `${code(DOCUMENT_CATEGORY_WORDS, category)}: ${words.noRecordInBackup}`
  return [noneBlock(speech, text, gaps, ['documents'])]
}

/** Title, date and author, then the text and what is drawn; that there is something that neither prints is said. */
export function documentBlocks(speech: Speech, { row, text, drawn }: ReadDocument): Block[] {
  return [
    pieceTitle(<DocumentTitle speech={speech} row={row} />),
    ...(text.trim() === '' ? [] : textBlocks(text.trimEnd())),
    ...drawn.flatMap((part) => pictureBlocks(speech, part)),
    ...originalBlocks(speech, row, text),
  ]
}

function DocumentTitle({ speech, row }: { speech: Speech; row: DocumentRow }) {
  const { words, code } = speech
  return (
    <>
      <ClinicalTime time={row.documentAt} /> {row.title || row.type || words.documents.untitled}{' '}
      <span className="mark">{code(DOCUMENT_CATEGORY_WORDS, row.category)}</span>{' '}
      {row.standing !== 'current' && (
        <span className="mark">{words.documents.standing[row.standing]}</span>
      )}{' '}
      <small>{byWhom(words, row)}</small> <SourceNames of={row} />
    </>
  )
}

/** Files of kinds that neither have a text nor can be drawn stand on the screen, or in the system that made them. */
function originalBlocks({ print }: Speech, row: DocumentRow, text: string): Block[] {
  if (row.parts.length === 0) return text.trim() === '' ? [sentence(print.original)] : []
  const left = row.parts.filter((part) => !isPicturePart(part) && !isText(part.mediaType))
  if (left.length > 0) {
    const names = left.map((part) => part.name || part.mediaType).join(' ')
    return [sentence(`${print.original} (${names})`)]
  }
  const isEmpty = text.trim() === '' && !row.parts.some(isPicturePart)
  return isEmpty ? [sentence(print.original)] : []
}

function isText(mediaType: string): boolean {
  return /html|xml|^text\//.test(mediaType)
}
