/** The blocks that every part of the paper is made of: titles, lines of text, and what could not be read. */
import type { ReactNode } from 'react'
import type { Area, Gap } from '../../model/api/common.ts'
import { GAP_REASONS } from '../../model/codes/gap-reasons.ts'
import { formatDay } from '../parts/dates.ts'
import { gapCountText } from '../parts/gap-notice.tsx'
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

/** Gaps told one by one in a line; the rest of more stand in the list of gaps. */
const GAPS_NAMED = 4

/** What this part would have shown and could not, said where it would have stood; unreadable files come first. */
export function gapBlocks(speech: Speech, gaps: readonly Gap[], areas: readonly Area[]): Block[] {
  const { words, code } = speech
  const here = gaps.filter((gap) => areas.includes(gap.area))
  if (here.length === 0) return []
  const isMissing = (gap: Gap) => Number(gap.reason === 'missing-days')
  const named = [...here]
    .sort((a, b) => isMissing(a) - isMissing(b))
    .slice(0, GAPS_NAMED)
    .map((gap) =>
      [
        gap.date === '' ? words.undated : formatDay(gap.date),
        dataTypeName(gap.dataType),
        code(GAP_REASONS, gap.reason),
      ].join(' '),
    )
  const rest = here.length > GAPS_NAMED ? speech.print.moreGaps(here.length - GAPS_NAMED) : ''
  return [
    {
      className: 'gap-block',
      keepWithNext: true,
      node: (
        <p className="gap-line">
          {gapCountText(words, here)}: {named.join(words.listComma)}
          {rest}
        </p>
      ),
    },
  ]
}

/** The name in a coded data type (HL7 CWE: code^name^system…); any other as it is. */
export function dataTypeName(dataType: string): string {
  const parts = dataType.split('^')
  return parts[1] || parts[0] || dataType
}

/** "None", and that it can't be said for certain where something could not be read. */
export function noneBlock(
  speech: Speech,
  text: string,
  gaps: readonly Gap[],
  areas: readonly Area[],
): Block {
  const unread = gaps.filter((gap) => areas.includes(gap.area)).length
  return sentence(unread > 0 ? `${text}${speech.words.gaps.butUnread(unread)}` : text)
}
