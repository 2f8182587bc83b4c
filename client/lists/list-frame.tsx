/** What every list has: its title and way back, what it may lack, its rows, and the identity to be confirmed. */
import { type ReactNode, useState } from 'react'
import type { OpenChartAnswer } from '../../model/api/chart/opening.ts'
import type { ListAnswer, ListedPatient } from '../../model/api/lists.ts'
import type { Answered } from '../api/use-answer.ts'
import { ConfirmIdentity } from '../find-patient/confirm-identity.tsx'
import '../find-patient/find-patient.css'
import { RouteLink } from '../frame/route-link.tsx'
import { useWords } from '../language/language.tsx'
import { Failure } from '../parts/failure.tsx'
import { ALL_LISTS } from '../router.ts'
import { ListLacks } from './list-lacks.tsx'
import { ListTable } from './list-table.tsx'

interface ListFrameProps {
  readonly answered: Answered<ListAnswer>
  readonly title: string
  /** How many, and of when; '' while it is awaited. */
  readonly about: string
  readonly choices?: ReactNode
  /** Said in the place of rows. */
  readonly emptyText: ReactNode
  readonly onOpen: (opened: OpenChartAnswer) => void
  readonly children?: ReactNode
}

export function ListFrame(props: ListFrameProps) {
  const { words } = useWords()
  const { answer, error, retry } = props.answered
  return (
    <section className="lists" aria-labelledby="list-title">
      <p>
        <RouteLink to={ALL_LISTS}>{words.lists.back}</RouteLink>
      </p>
      <h1 id="list-title">
        {props.title}
        <small>{props.about}</small>
      </h1>
      {props.choices !== undefined && <div className="choices">{props.choices}</div>}
      {props.children}
      {error !== null ? (
        <Failure error={error} retry={retry} />
      ) : answer === null ? (
        <p className="waiting" role="status">
          {words.reading}
        </p>
      ) : (
        <Listed answer={answer} emptyText={props.emptyText} onOpen={props.onOpen} />
      )}
    </section>
  )
}

function Listed({
  answer,
  emptyText,
  onOpen,
}: { answer: ListAnswer } & Pick<ListFrameProps, 'emptyText' | 'onOpen'>) {
  const { words } = useWords()
  const [chosen, setChosen] = useState<ListedPatient | null>(null)
  const { patients, total } = answer
  return (
    <>
      <ListLacks answer={answer} />
      {patients.length === 0 ? (
        <p className="notice">{emptyText}</p>
      ) : (
        <ListTable answer={answer} onChoose={setChosen} />
      )}
      {total > patients.length && (
        <p className="missing">{words.lists.cut(patients.length, total)}</p>
      )}
      {chosen !== null && (
        <ConfirmIdentity
          patient={chosen}
          known={patients}
          onClose={() => setChosen(null)}
          onOpen={onOpen}
        />
      )}
    </>
  )
}
