/**
 * "There is none", qualified where nobody can say that there is none: in full where the patient's own files could not be read, and by
 * a link to the gaps where days are not in the backup. Those concern every list at once, and stand in full on top of the screen.
 */
import type { Area, Gap } from '../../model/api/common.ts'
import { RouteLink } from '../frame/route-link.tsx'
import { useWords } from '../language/language.tsx'
import { gapsConcerning, isSpan } from './gap-notice.tsx'

interface NoRecordProps {
  readonly text: string
  readonly gaps: readonly Gap[]
  readonly areas: readonly Area[]
  /** A screen's only content stands in a box; a part of a screen is a line. */
  readonly isWholeScreen?: boolean
}

export function NoRecord({ text, gaps, areas, isWholeScreen = false }: NoRecordProps) {
  const { words } = useWords()
  const here = gapsConcerning(gaps, areas)
  const unread = here.filter((gap) => !isSpan(gap)).length
  const look = unread > 0 ? 'missing' : 'none'
  return (
    <p className={isWholeScreen ? 'notice' : look}>
      {text}
      {unread > 0 && <strong className="missing">{words.gaps.butUnread(unread)}</strong>}
      {here.length > unread && (
        <>
          {' '}
          <RouteLink to={{ screen: 'chart', part: 'gaps' }} className="missing time">
            {words.gaps.daysNotIncluded}
          </RouteLink>
        </>
      )}
    </p>
  )
}
