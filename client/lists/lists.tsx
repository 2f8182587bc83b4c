/** Patients by department, by doctor, and around the date of the data: which lists there are, or one of them. */
import type { OpenChartAnswer } from '../../model/api/chart/opening.ts'
import type { ListGroup, ListKind, ListsAnswer } from '../../model/api/lists.ts'
import { LIST_DAYS } from '../../model/codes/list-days.ts'
import { useAnswer } from '../api/use-answer.ts'
import { RouteLink } from '../frame/route-link.tsx'
import { useWords } from '../language/language.tsx'
import { Failure } from '../parts/failure.tsx'
import '../ward/ward.css'
import './lists.css'
import { DatedListScreen } from './dated-list.tsx'
import { GroupedListScreen } from './grouped-list.tsx'

interface ListsProps {
  readonly list: '' | ListKind
  readonly group: string
  readonly onOpen: (opened: OpenChartAnswer) => void
}

export function Lists({ list, group, onOpen }: ListsProps) {
  if (list === '' || ((list === 'department' || list === 'attending') && group === '')) {
    return <Overview />
  }
  if (list === 'department' || list === 'attending') {
    return <GroupedListScreen list={list} group={group} onOpen={onOpen} />
  }
  return <DatedListScreen key={list} list={list} onOpen={onOpen} />
}

function Overview() {
  const { words } = useWords()
  const { answer, error, retry } = useAnswer<ListsAnswer>('/api/lists')
  if (error !== null) return <Failure error={error} retry={retry} />
  if (answer === null) {
    return (
      <p className="waiting" role="status">
        {words.reading}
      </p>
    )
  }
  return (
    <section className="lists" aria-labelledby="lists-title">
      <h1 id="lists-title">
        {words.lists.title}
        <small>{words.wards.total(answer.inpatients)}</small>
      </h1>
      <h2>{words.lists.around}</h2>
      <ul className="ward-list">
        {answer.dated.map(({ list, counts, held }) => (
          <li key={list}>
            <RouteLink to={{ screen: 'lists', list, group: '' }} className="ward-card">
              <b>{words.lists.dated[list]}</b>
              {held ? (
                <dl className="list-counts">
                  {LIST_DAYS.map((days, at) => (
                    <div key={days}>
                      <dt>{words.lists.days(days)}</dt>
                      <dd>{words.lists.entries(counts[at] ?? 0)}</dd>
                    </div>
                  ))}
                </dl>
              ) : (
                <span className="missing">{words.lists.notHeldShort}</span>
              )}
            </RouteLink>
          </li>
        ))}
      </ul>
      <Groups list="department" groups={answer.departments} />
      <Groups list="attending" groups={answer.attendings} />
    </section>
  )
}

interface GroupsProps {
  readonly list: 'department' | 'attending'
  readonly groups: readonly ListGroup[]
}

function Groups({ list, groups }: GroupsProps) {
  const { words } = useWords()
  return (
    <>
      <h2>{words.lists.by[list]}</h2>
      {groups.length === 0 && <p className="notice">{words.wards.nobody}</p>}
      <ul className="ward-list group-list">
        {groups.map(({ group, name, code, inpatients }) => (
          <li key={group}>
            <RouteLink to={{ screen: 'lists', list, group }} className="ward-card">
              {group === 'none' ? (
                <b className="missing">{words.lists.nobodyNamed[list]}</b>
              ) : (
                <b>
                  {name}
                  {groups.some((other) => other.group !== group && other.name === name) && (
                    <small>{words.inBrackets(code)}</small>
                  )}
                </b>
              )}
              <span className="ward-count">{words.wards.people(inpatients)}</span>
            </RouteLink>
          </li>
        ))}
      </ul>
    </>
  )
}
