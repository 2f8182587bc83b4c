/** Why a list may not be whole: only in-patients are loaded, files could not be read, days are missing. Nothing when it is whole. */
import type { ListAnswer } from '../../model/api/lists.ts'
import { AREA_WORDS } from '../../model/codes/chart-words.ts'
import { useWords } from '../language/language.tsx'
import { GapTable } from '../parts/gap-notice.tsx'

export function ListLacks({ answer }: { answer: ListAnswer }) {
  const { words, code } = useWords()
  const { partial, unread, spans, area } = answer
  const why = [
    partial !== '' && words.lists.partial,
    unread > 0 && words.lists.unread(code(AREA_WORDS, area), unread),
    spans.length > 0 && words.lists.missingSpans(spans.length),
  ].filter((each) => each !== false)
  if (why.length === 0) return null
  const text = words.lists.incomplete(why.join(words.listComma))
  if (spans.length === 0) return <p className="list-lacks">{text}</p>
  return (
    <details className="gap-notice" open={spans.length <= 3}>
      <summary>
        <strong>{text}</strong>
      </summary>
      <GapTable gaps={spans} />
    </details>
  )
}
