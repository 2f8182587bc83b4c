/** A time out of a record: what is known of it, what the source wrote when that could not be understood, or 不明. */
import type { Time } from '../../model/api/common.ts'
import { useWords } from '../language/language.tsx'
import { formatDay, formatMoment } from './dates.ts'

/** `day` leaves the clock out; `moment` shows it when it is known. */
export function ClinicalTime({
  time,
  to = 'moment',
}: {
  time: Time | null
  to?: 'day' | 'moment'
}) {
  const { words } = useWords()
  if (time === null || (time.at === null && time.text === '')) {
    return <span className="unknown">{words.unknown}</span>
  }
  if (time.at === null) {
    return (
      <span className="missing">
        {time.text}
        {words.asWritten}
      </span>
    )
  }
  return (
    <time className="time" dateTime={time.at}>
      {to === 'day' ? formatDay(time.at) : formatMoment(time.at)}
    </time>
  )
}

/** The same as plain text; '' when the source gave nothing. */
export function timeText(time: Time | null, to: 'day' | 'moment' = 'moment'): string {
  if (time === null) return ''
  if (time.at === null) return time.text
  return to === 'day' ? formatDay(time.at) : formatMoment(time.at)
}
