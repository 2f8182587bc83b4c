/** The blocks that every part of the paper is made of: titles, lines of text, and what could not be read. */
import type { ReactNode } from 'react'
import type { Area, Gap } from '../../model/api/common.ts'
import { GAP_REASONS } from '../../model/codes/gap-reasons.ts'
import { formatDay } from '../parts/dates.ts'
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
const GAPS_NAMED = 6

/** What this part would have shown and could not, said where it would have stood. */
export function gapBlocks(speech: Speech, gaps: readonly Gap[], areas: readonly Area[]): Block[] {
  const { words, code } = speech
  const here = gaps.filter((gap) => areas.includes(gap.area))
  if (here.length === 0) return []
  const named = here
    .slice(0, GAPS_NAMED)
    .map((gap) =>
      [
        gap.date === '' ? words.undated : formatDay(gap.date),
        gap.dataType,
        code(GAP_REASONS, gap.reason),
      ].join(' '),
    )
  const rest = here.length > GAPS_NAMED ? ' …' : ''
  return [
    {
      className: 'gap-block',
      node: (
        <p className="gap-line">
          {words.gaps.couldNotRead(here.length)}: {named.join(words.listComma)}
          {rest}
        </p>
      ),
    },
  ]
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
