/** Notes of the last days, newest first, each with its whole text. */

import type { TimelineEntry } from '../../../model/api/chart/timeline.ts'
import { DOCUMENT_CATEGORY_WORDS } from '../../../model/codes/chart-words.ts'
import { PRINT_PART_WORDS } from '../../../model/codes/print-forms.ts'
import { SourceNames } from '../../chart/otherwise.tsx'
import { byWhom } from '../../parts/by-whom.ts'
import { ClinicalTime } from '../../parts/clinical-time.tsx'
import { formatDay } from '../../parts/dates.ts'
import { gapBlocks, noneBlock, partTitle, pieceTitle, sentence, textBlocks } from '../blocks.tsx'
import type { Block } from '../sheet.ts'
import type { Speech } from '../words.ts'
import type { PacketFacts } from './read-packet.ts'

export function noteBlocks(speech: Speech, { summary, notes }: PacketFacts): Block[] {
  if (notes === null) return []
  const { print, language, words } = speech
  const since = formatDay(notes.since)
  const isEmpty = notes.entries.length === 0 && notes.undated.length === 0
  return [
    partTitle(PRINT_PART_WORDS.notes[language], notes.within ? print.notesSince(since) : ''),
    ...gapBlocks(speech, summary.patientGaps, ['documents']),
    ...(notes.within ? [] : [sentence(print.noNotesSince(since))]),
    ...(isEmpty ? [noneBlock(speech, print.noNotes, summary.patientGaps, ['documents'])] : []),
    ...notes.entries.flatMap((entry) => entryBlocks(speech, entry)),
    ...(notes.undated.length === 0
      ? []
      : [
          sentence(words.timeline.undated),
          ...notes.undated.flatMap((entry) => entryBlocks(speech, entry)),
        ]),
  ]
}

function entryBlocks({ words, print, code }: Speech, entry: TimelineEntry): Block[] {
  const text = entry.lines.join('\n').trimEnd()
  return [
    pieceTitle(
      <>
        <ClinicalTime time={entry.at} />{' '}
        <span className={entry.cancelled ? 'struck' : undefined}>
          {entry.title || words.documents.untitled}
        </span>{' '}
        <span className="mark">{code(DOCUMENT_CATEGORY_WORDS, entry.code)}</span>{' '}
        {entry.cancelled && <span className="mark">{words.medications.cancelled}</span>}{' '}
        <small>{byWhom(words, entry)}</small> <SourceNames of={entry} />
      </>,
    ),
    ...(text.trim() === '' ? [sentence(print.original)] : textBlocks(text)).map((block) =>
      entry.cancelled ? { ...block, className: `${block.className} struck` } : block,
    ),
  ]
}
