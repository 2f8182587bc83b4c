/** The blocks that every part of the paper is made of: titles, lines of text, and what could not be read. */
import type { ReactNode } from 'react'
import type { Area, Gap } from '../../model/api/common.ts'
import { GAP_REASONS } from '../../model/codes/gap-reasons.ts'
import { gapCountText, gapsConcerning, isSpan } from '../parts/gap-notice.tsx'
import { dataTypeText, daysText, isOfEveryKind } from './gap-words.ts'
import { type Block, textPieces } from './sheet.ts'
import type { Speech } from './words.ts'

export function partTitle(title: string, note = ''): Block {
  return {
    className: 'part-title',
    keepWithNext: true,
    node: (
      <h2>
        {title}
        {note !== '' && <small>{note}</small>}
      </h2>
    ),
  }
}

export function pieceTitle(title: ReactNode): Block {
  return { className: 'piece-title', keepWithNext: true, node: <h3>{title}</h3> }
}

/** One short sentence. */
export function sentence(text: ReactNode, className = 'noted'): Block {
  return { className, node: <p>{text}</p> }
}

/** Running text of any length, its own lines kept. */
export function textBlocks(text: string): Block[] {
  return textPieces(text).map((piece) => ({
    className: 'line',
    node: <p>{piece === '' ? '\u00a0' : piece}</p>,
  }))
}

/** Files, and spans without data, told one by one in a line; the rest of more stand in the list of gaps. */
const FILES_NAMED = 4
const SPANS_NAMED = 3

/**
 * What this part would have shown and could not, said where it would have stood: the patient's own files, then spans
 * without data, named however many files there are: those of the whole backup first, each newest first.
 */
export function gapBlocks(speech: Speech, gaps: readonly Gap[], areas: readonly Area[]): Block[] {
  const { words, print } = speech
  const rank = (gap: Gap) => Number(isOfEveryKind(gap))
  const here = gapsConcerning(gaps, areas)
  if (here.length === 0) return []
  const files = here.filter((gap) => !isSpan(gap))
  const spans = here
    .filter(isSpan)
    .sort((a, b) => rank(b) - rank(a) || b.date.localeCompare(a.date))
  const named = [...files.slice(0, FILES_NAMED), ...spans.slice(0, SPANS_NAMED)]
  const rest = here.length > named.length ? print.moreGaps(here.length - named.length) : ''
  return [
    {
      className: 'gap-block',
      keepWithNext: true,
      node: (
        <p className="gap-line">
          {gapCountText(words, here)}:{' '}
          {named.map((gap) => gapText(speech, gap)).join(words.listComma)}
          {rest}
        </p>
      ),
    },
  ]
}

/** When, which kind of data, and why. */
function gapText(speech: Speech, gap: Gap): string {
  const why = speech.code(GAP_REASONS, gap.reason)
  return [daysText(speech, gap), dataTypeText(speech, gap), why].join(' ')
}

/** "None", and that it can't be said for certain where something is missing or could not be read. */
export function noneBlock(
  speech: Speech,
  text: string,
  gaps: readonly Gap[],
  areas: readonly Area[],
): Block {
  const unread = gapsConcerning(gaps, areas).length
  return sentence(unread > 0 ? `${text}${speech.words.gaps.butUnread(unread)}` : text)
}
