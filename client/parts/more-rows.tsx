/** A long list shown in steps. How much is shown and how much there is stand beside it, always. */
import { type ReactNode, useState } from 'react'
import { useWords } from '../language/language.tsx'

interface MoreRowsProps<T> {
  readonly rows: readonly T[]
  readonly step: number
  readonly children: (shown: readonly T[]) => ReactNode
}

export function MoreRows<T>({ rows, step, children }: MoreRowsProps<T>) {
  const { words } = useWords()
  const [count, setCount] = useState(step)
  return (
    <>
      {children(rows.slice(0, count))}
      {rows.length > count && (
        <p className="more">
          {words.shownOf(count, rows.length)}
          <button type="button" onClick={() => setCount(count + step)}>
            {words.showMore}
          </button>
        </p>
      )}
    </>
  )
}
