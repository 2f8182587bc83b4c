/** Who came, who left, or what is booked, within a few days of the date of the data. */
import { useState } from 'react'
import type { OpenChartAnswer } from '../../model/api/chart.ts'
import type { DatedList, ListAnswer } from '../../model/api/lists.ts'
import { LIST_DAYS } from '../../model/codes/list-days.ts'
import { useAnswer } from '../api/use-answer.ts'
import { useWords } from '../language/language.tsx'
import { ChoiceButtons } from '../parts/choice-buttons.tsx'
import { formatDay } from '../parts/dates.ts'
import { ListFrame } from './list-frame.tsx'

interface DatedListProps {
  readonly list: DatedList
  readonly onOpen: (opened: OpenChartAnswer) => void
}

export function DatedListScreen({ list, onOpen }: DatedListProps) {
  const { words } = useWords()
  const [days, setDays] = useState<(typeof LIST_DAYS)[number]>(LIST_DAYS[0])
  const answered = useAnswer<ListAnswer>(`/api/lists/${list}?days=${days}`)
  const { answer } = answered
  const isBefore = list === 'admitted' || list === 'discharged'
  const daysText = isBefore ? words.lists.daysBefore : words.lists.daysAhead
  const spanOf = ({ from, to }: ListAnswer) => words.lists.span(formatDay(from), formatDay(to))
  return (
    <ListFrame
      answered={answered}
      title={words.lists.dated[list]}
      about={
        answer === null
          ? ''
          : [answer.held && words.lists.entries(answer.total), spanOf(answer)]
              .filter((each) => each !== false)
              .join(' ')
      }
      choices={
        <ChoiceButtons choices={LIST_DAYS} chosen={days} word={daysText} onChoose={setDays} />
      }
      emptyText={answer?.held === false ? words.lists.notHeld[list] : words.lists.empty}
      onOpen={onOpen}
    >
      {!isBefore && <p className="none">{words.lists.asBooked}</p>}
    </ListFrame>
  )
}
