/** IT's list of people: who may sign in, by which badge, and what is done about them. */
import { useMemo, useState } from 'react'
import type { AccountsAnswer } from '../../model/api/administration.ts'
import { useAnswer } from '../api/use-answer.ts'
import { useWords } from '../language/language.tsx'
import { Failure } from '../parts/failure.tsx'
import { IssueBadges } from './issue-badges.tsx'
import { NewPerson } from './new-person.tsx'
import { PeopleTable } from './people-table.tsx'
import { PersonDialog } from './person-dialog.tsx'
import { ReasonDialog } from './reason-dialog.tsx'
import { useOfficeWords } from './words.ts'

export type Person = AccountsAnswer['accounts'][number]

/** What stands open over the list. */
type Open =
  | { readonly kind: 'none' | 'new' | 'badges' }
  | { readonly kind: 'change' | 'lost'; readonly person: Person }

export function People() {
  const { words } = useWords()
  const { people: office } = useOfficeWords()
  const { answer, error, retry } = useAnswer<AccountsAnswer>('/api/accounts')
  const [filter, setFilter] = useState('')
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const [open, setOpen] = useState<Open>({ kind: 'none' })
  const shown = useMemo(() => matching(answer?.accounts ?? [], filter), [answer, filter])
  const close = () => setOpen({ kind: 'none' })
  return (
    <section className="office" aria-labelledby="office-title">
      <h1 id="office-title">
        {words.frame.screen.people}
        {answer !== null && <small>{office.count(shown.length, answer.accounts.length)}</small>}
      </h1>
      <div className="choices">
        <label>
          {office.filter}
          <input
            type="search"
            value={filter}
            autoComplete="off"
            onChange={(event) => setFilter(event.target.value)}
          />
        </label>
        <button type="button" onClick={() => setOpen({ kind: 'new' })}>
          {office.add}
        </button>
        <button
          type="button"
          disabled={chosen.size === 0}
          onClick={() => setOpen({ kind: 'badges' })}
        >
          {office.issue(chosen.size)}
        </button>
        <small>{office.bulk}</small>
      </div>
      {error !== null && <Failure error={error} retry={retry} />}
      {answer === null && error === null && <p role="status">{words.reading}</p>}
      {answer !== null && (
        <PeopleTable
          people={shown}
          chosen={chosen}
          onChosen={setChosen}
          onChange={(person) => setOpen({ kind: 'change', person })}
          onLost={(person) => setOpen({ kind: 'lost', person })}
        />
      )}
      {open.kind === 'new' && <NewPerson onClose={close} onDone={retry} />}
      {open.kind === 'badges' && (
        <IssueBadges
          users={[...chosen]}
          onIssued={() => {
            setChosen(new Set())
            retry()
          }}
          onClose={close}
        />
      )}
      {open.kind === 'change' && (
        <PersonDialog person={open.person} onClose={close} onDone={retry} />
      )}
      {open.kind === 'lost' && (
        <ReasonDialog
          title={`${office.lost}: ${open.person.displayName}`}
          warning={office.revokeWarning}
          act={office.revoke}
          path="/api/badges/revocation"
          body={{ serial: open.person.badge?.serial }}
          reason={office.lostReason}
          onClose={close}
          onDone={retry}
        />
      )}
    </section>
  )
}

/** By name or user name, in any width and case. */
function matching(people: readonly Person[], filter: string): readonly Person[] {
  const plain = (text: string) => text.normalize('NFKC').toLowerCase().replaceAll(/\s/g, '')
  const wanted = plain(filter)
  return people.filter((each) => plain(`${each.displayName} ${each.user}`).includes(wanted))
}
