/** What is to be seen of the timeline: by kind, department, author, and by words in the text. */
import type { TimelineEntry } from '../../../model/api/chart/timeline.ts'
import { TIMELINE_KIND_WORDS } from '../../../model/codes/chart-words.ts'
import { useWords } from '../../language/language.tsx'
import type { TimelineFilter } from './find-entries.ts'

interface FilterProps {
  /** Read so far: what there is to choose from. */
  readonly entries: readonly TimelineEntry[]
  readonly filter: TimelineFilter
  readonly onFilter: (filter: TimelineFilter) => void
}

export function TimelineFilterBox({ entries, filter, onFilter }: FilterProps) {
  const { words, code, language } = useWords()
  const choices = (of: 'kind' | 'department' | 'author') =>
    [...new Set(entries.map((entry) => entry[of] as string))]
      .filter((each) => each !== '')
      .sort((a, b) => a.localeCompare(b, language))
  return (
    <>
      <Choice
        label={words.timeline.kind}
        chosen={filter.kind}
        choices={choices('kind').map((kind) => [kind, code(TIMELINE_KIND_WORDS, kind)])}
        onChoose={(kind) => onFilter({ ...filter, kind })}
      />
      <Choice
        label={words.wards.department}
        chosen={filter.department}
        choices={choices('department').map((each) => [each, each])}
        onChoose={(department) => onFilter({ ...filter, department })}
      />
      <Choice
        label={words.timeline.author}
        chosen={filter.author}
        choices={choices('author').map((each) => [each, each])}
        onChoose={(author) => onFilter({ ...filter, author })}
      />
      <label>
        {words.timeline.search}
        <input
          type="search"
          value={filter.text}
          autoComplete="off"
          onChange={(event) => onFilter({ ...filter, text: event.currentTarget.value })}
        />
      </label>
    </>
  )
}

interface ChoiceProps {
  readonly label: string
  readonly chosen: string
  readonly choices: readonly (readonly [value: string, text: string])[]
  readonly onChoose: (value: string) => void
}

function Choice({ label, chosen, choices, onChoose }: ChoiceProps) {
  const { words } = useWords()
  if (choices.length < 2 && chosen === '') return null
  return (
    <label>
      {label}
      <select value={chosen} onChange={(event) => onChoose(event.currentTarget.value)}>
        <option value="">{words.all}</option>
        {choices.map(([value, text]) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </label>
  )
}
