/** The rows of the list of people. */
import { ROLE_WORDS } from '../../model/codes/roles.ts'
import { useWords } from '../language/language.tsx'
import { facilityNow, formatDay } from '../parts/dates.ts'
import type { Person } from './people.tsx'
import { useOfficeWords } from './words.ts'

interface PeopleTableProps {
  readonly people: readonly Person[]
  /** User names for whom badges are to be made. */
  readonly chosen: ReadonlySet<string>
  readonly onChosen: (users: ReadonlySet<string>) => void
  readonly onChange: (person: Person) => void
  readonly onLost: (person: Person) => void
}

export function PeopleTable({ people, chosen, onChosen, onChange, onLost }: PeopleTableProps) {
  const { code } = useWords()
  const { people: office, badges } = useOfficeWords()
  const able = people.filter(mayHaveBadge)
  const all = able.length > 0 && able.every((each) => chosen.has(each.user))
  const toggle = (users: readonly string[], on: boolean) => {
    const next = new Set(chosen)
    for (const user of users) {
      if (on) next.add(user)
      else next.delete(user)
    }
    onChosen(next)
  }
  return (
    <table className="rows people">
      <thead>
        <tr>
          <th scope="col">
            <input
              type="checkbox"
              aria-label={office.selectAll}
              checked={all}
              onChange={(event) =>
                toggle(
                  able.map((each) => each.user),
                  event.target.checked,
                )
              }
            />
          </th>
          <th scope="col">{office.name}</th>
          <th scope="col">{office.user}</th>
          <th scope="col">{office.role}</th>
          <th scope="col">{office.badge}</th>
          <th scope="col">{office.until}</th>
          <th scope="col">{office.state}</th>
          <td />
        </tr>
      </thead>
      <tbody>
        {people.map((person) => (
          <tr key={person.user} className={person.disabledAt === '' ? undefined : 'none'}>
            <td>
              {mayHaveBadge(person) && (
                <input
                  type="checkbox"
                  aria-label={`${office.select} ${person.displayName}`}
                  checked={chosen.has(person.user)}
                  onChange={(event) => toggle([person.user], event.target.checked)}
                />
              )}
            </td>
            <th scope="row">
              <b>{person.displayName}</b>
            </th>
            <td>{person.user}</td>
            <td>{code(ROLE_WORDS, person.role)}</td>
            <td className="time">
              {person.badge === null ? (
                <span className="none">{office.noBadge}</span>
              ) : (
                badges.number(person.badge.serial)
              )}
            </td>
            <td className="time">
              {person.expiresAt === ''
                ? office.noEnd
                : formatDay(facilityNow(new Date(person.expiresAt)))}
            </td>
            <td>
              <PersonState person={person} />
            </td>
            <td className="row-actions">
              {person.badge !== null && (
                <button type="button" onClick={() => onLost(person)}>
                  {office.lost}
                </button>
              )}
              {!person.demo && person.disabledAt === '' && (
                <button type="button" onClick={() => onChange(person)}>
                  {office.change}
                </button>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function PersonState({ person }: { person: Person }) {
  const { people: office } = useOfficeWords()
  if (person.disabledAt !== '') return office.disabled
  if (isOver(person)) return <span className="missing">{office.over}</span>
  return (
    <>
      {person.lockedSeconds > 0 && (
        <span className="mark missing">{office.locked(Math.ceil(person.lockedSeconds / 60))}</span>
      )}
      {person.signedInAt.length > 0 && <span>{office.at(person.signedInAt.join(' / '))}</span>}
    </>
  )
}

function mayHaveBadge(person: Person): boolean {
  return !person.demo && person.disabledAt === '' && !isOver(person)
}

function isOver({ expiresAt }: Person): boolean {
  return expiresAt !== '' && Date.parse(expiresAt) <= Date.now()
}
