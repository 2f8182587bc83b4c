/** A box for a day, typed as it is written here; the browser's own date box follows the browser's language instead. */
import { useState } from 'react'
import { useWords } from '../language/language.tsx'
import { formatDay } from './dates.ts'

/** Longest day as typed: `2022/10/31`. */
const LENGTH = 10

interface DayBoxProps {
  readonly label: string
  /** `YYYY-MM-DD`, '' = none. */
  readonly day: string
  /** Called on Enter and on leaving the box, with a day that exists, or '' when it was emptied. */
  readonly onDay: (day: string) => void
}

export function DayBox({ label, day, onDay }: DayBoxProps) {
  const { words } = useWords()
  const [typed, setTyped] = useState(formatDay(day))
  const isWrong = typed !== '' && readDay(typed) === null
  const commit = () => {
    const read = typed === '' ? '' : readDay(typed)
    if (read !== null && read !== day) onDay(read)
  }
  return (
    <label>
      {label}
      <input
        value={typed}
        size={LENGTH}
        maxLength={LENGTH}
        inputMode="numeric"
        autoComplete="off"
        placeholder={words.dayExample}
        aria-invalid={isWrong && typed.length >= 8}
        onChange={(event) => setTyped(event.currentTarget.value)}
        onBlur={commit}
        onKeyDown={(event) => {
          if (event.key === 'Enter') commit()
        }}
      />
    </label>
  )
}

/** `2022/10/31`, `2022-10-31` or `20221031` → `2022-10-31`; null for anything that is not a day. */
export function readDay(text: string): string | null {
  const parts = /^(\d{4})[-/]?(\d{2})[-/]?(\d{2})$/.exec(text.normalize('NFKC').trim())
  if (parts === null) return null
  const day = `${parts[1]}-${parts[2]}-${parts[3]}`
  const time = Date.parse(`${day}T00:00:00Z`)
  const exists = !Number.isNaN(time) && new Date(time).toISOString().startsWith(day)
  return exists ? day : null
}
