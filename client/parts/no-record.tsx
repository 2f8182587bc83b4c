/** "There is none", qualified where something of that kind could not be read: then nobody can say that there is none. */
import type { Area, Gap } from '../../model/api/common.ts'
import { useWords } from '../language/language.tsx'
import { gapsConcerning } from './gap-notice.tsx'

interface NoRecordProps {
  readonly text: string
  readonly gaps: readonly Gap[]
  readonly areas: readonly Area[]
  /** A screen's only content stands in a box; a part of a screen is a line. */
  readonly isWholeScreen?: boolean
}

export function NoRecord({ text, gaps, areas, isWholeScreen = false }: NoRecordProps) {
  const { words } = useWords()
  const unread = gapsConcerning(gaps, areas).length
  const look = unread > 0 ? 'missing' : 'none'
  return (
    <p className={isWholeScreen ? 'notice' : look}>
      {text}
      {unread > 0 && <strong className="missing">{words.gaps.butUnread(unread)}</strong>}
    </p>
  )
}
