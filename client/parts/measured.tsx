/** Height or weight with the day it was measured: a child's of years ago is no ground for a dose. */
import type { BodyMeasure } from '../../model/api/chart/opening.ts'
import { useWords } from '../language/language.tsx'
import { formatDay } from './dates.ts'
import { Known } from './known.tsx'

export function Measured({ of: { text, at } }: { of: BodyMeasure }) {
  const { words } = useWords()
  if (text === '') return <Known text="" />
  return (
    <>
      {text}{' '}
      <small className="time">
        {words.inBrackets(at === null ? words.banner.dayUnknown : formatDay(at))}
      </small>
    </>
  )
}
