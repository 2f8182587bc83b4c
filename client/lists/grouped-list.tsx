/** The in-patients of one department or one attending doctor. */
import type { OpenChartAnswer } from '../../model/api/chart/opening.ts'
import type { GroupedList, ListAnswer } from '../../model/api/lists.ts'
import { useAnswer } from '../api/use-answer.ts'
import { useWords } from '../language/language.tsx'
import { formatMoment } from '../parts/dates.ts'
import { ListFrame } from './list-frame.tsx'

interface GroupedListProps {
  readonly list: GroupedList
  readonly group: string
  readonly onOpen: (opened: OpenChartAnswer) => void
}

export function GroupedListScreen({ list, group, onOpen }: GroupedListProps) {
  const { words } = useWords()
  const answered = useAnswer<ListAnswer>(`/api/lists/${list}?group=${encodeURIComponent(group)}`)
  const { answer } = answered
  const name = group === 'none' ? words.lists.nobodyNamed[list] : (answer?.name ?? '')
  return (
    <ListFrame
      answered={answered}
      title={name}
      about={
        answer === null
          ? ''
          : words.wards.lyingHere(answer.total) + words.wards.at(formatMoment(answer.asOf))
      }
      emptyText={words.wards.nobody}
      onOpen={onOpen}
    />
  )
}
