/** Who came, who left, or what is booked, within a few days of the date of the data. */
import { useState } from 'react'
import type { OpenChartAnswer } from '../../model/api/chart/opening.ts'
import type { DatedList, ListAnswer } from '../../model/api/lists.ts'
import { LIST_DAYS } from '../../model/codes/list-days.ts'
import { useAnswer } from '../api/use-answer.ts'
import { useWords } from '../language/language.tsx'
import { ChoiceButtons } from '../parts/choice-buttons.tsx'
import { formatDay, weekday } from '../parts/dates.ts'
import { ListFrame } from './list-frame.tsx'

interface DatedListProps {
  readonly list: DatedList
  readonly onOpen: (opened: OpenChartAnswer) => void
}

/** Opens where something stands, and says so: on a Saturday Monday's operations are what is looked for. */
export function DatedListScreen({ list, onOpen }: DatedListProps) {
  const { words, language } = useWords()
  const [days, setDays] = useState<number | null>(null)
  const answered = useAnswer<ListAnswer>(
    `/api/lists/${list}${days === null ? '' : `?days=${days}`}`,
  )
  const { answer } = answered
  const isBefore = list === 'admitted' || list === 'discharged'
  const daysText = isBefore ? words.lists.daysBefore : words.lists.daysAhead
  const dayText = (day: string) => formatDay(day) + words.inBrackets(weekday(day, language))
  const spanOf = ({ from, to }: ListAnswer) =>
    from === to ? dayText(from) : words.lists.span(dayText(from), dayText(to))
  // Entries stand nearest to as-of first.
  const first = answer?.patients[0]?.at.at?.slice(0, 10) ?? ''
  return (
    <ListFrame
      answered={answered}
      title={words.lists.dated[list]}
      about={
        answer === null
          ? ''
          : [answer.held ? words.lists.entries(answer.total) : '', spanOf(answer)]
              .filter((each) => each !== '')
              .join(words.lists.comma)
      }
      choices={
        <ChoiceButtons<number>
          choices={LIST_DAYS}
          chosen={days ?? answer?.days ?? LIST_DAYS[0]}
          word={daysText}
          onChoose={setDays}
        />
      }
      emptyText={
        answer?.held === false ? (
          words.lists.notHeld[list]
        ) : (
          <Empty nearest={answer?.nearest ?? ''} day={dayText} onNearest={() => setDays(null)} />
        )
      }
      onOpen={onOpen}
    >
      {!isBefore && <p className="none">{words.lists.asBooked}</p>}
      {days === null && first !== '' && answer?.days !== LIST_DAYS[0] && (
        <p className="list-opens">
          {isBefore ? words.lists.lastIs(dayText(first)) : words.lists.firstIs(dayText(first))}
        </p>
      )}
    </ListFrame>
  )
}

interface EmptyProps {
  /** '' = there is none anywhere. */
  readonly nearest: string
  readonly day: (day: string) => string
  readonly onNearest: () => void
}

function Empty({ nearest, day, onNearest }: EmptyProps) {
  const { words } = useWords()
  if (nearest === '') return words.lists.empty
  return (
    <>
      {words.lists.empty} {words.lists.nearest(day(nearest))}{' '}
      <button type="button" onClick={onNearest}>
        {words.lists.showNearest}
      </button>
    </>
  )
}
