/** One box for everything: id, kanji, kana, birth date, and the scanner that types an id and Enter. */
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import type { OpenChartAnswer } from '../../model/api/chart/opening.ts'
import type { PatientRow, SearchAnswer } from '../../model/api/patients.ts'
import { useWords } from '../language/language.tsx'
import { Failure } from '../parts/failure.tsx'
import { ConfirmIdentity } from './confirm-identity.tsx'
import './find-patient.css'
import { isTyping } from '../frame/frame.tsx'
import { FoundPatients } from './found-patients.tsx'
import { RecentPatients } from './recent-patients.tsx'
import { useSearch } from './use-search.ts'

/** One and the same: who is known is compared by identity. */
const NOBODY: readonly PatientRow[] = []

export function FindPatient({ onOpen }: { onOpen: (opened: OpenChartAnswer) => void }) {
  const { words } = useWords()
  const [chosen, setChosen] = useState<PatientRow | null>(null)
  const box = useRef<HTMLInputElement>(null)
  const search = useSearch((answer) => setChosen(onlyPatient(answer)))
  useEffect(() => {
    box.current?.focus()
  }, [])
  useScannerAnywhere(box)

  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'Enter') {
      event.preventDefault()
      search.enter(event.currentTarget.value)
    } else if (event.key === 'ArrowDown') {
      event.preventDefault()
      document.querySelector<HTMLElement>('[data-patient-row]')?.focus()
    } else if (event.key === 'Escape') {
      search.type('')
      event.currentTarget.value = ''
    } else if (event.key === '/' && event.currentTarget.value === '') {
      // Whoever presses the key that leads here is here already.
      event.preventDefault()
    }
  }

  return (
    <section className="find">
      <h1 className="sr-only">{words.find.title}</h1>
      <div className="find-box">
        <label htmlFor="find-box">{words.find.label}</label>
        <input
          id="find-box"
          ref={box}
          type="search"
          autoComplete="off"
          spellCheck={false}
          maxLength={100}
          aria-describedby="find-hint"
          onInput={(event) => search.type(event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
        <p id="find-hint">{words.find.hint}</p>
      </div>
      {search.error !== null ? (
        <Failure error={search.error} retry={search.retry} />
      ) : (
        <Found answer={search.answer} query={search.query} onChoose={setChosen} />
      )}
      {chosen !== null && (
        <ConfirmIdentity
          patient={chosen}
          known={search.answer?.patients ?? NOBODY}
          onClose={() => {
            setChosen(null)
            box.current?.select()
          }}
          onOpen={onOpen}
        />
      )}
    </section>
  )
}

/** The patient that Enter means: the exact id, or the only hit; null when a person must choose. */
export function onlyPatient(answer: SearchAnswer): PatientRow | null {
  if (answer.exactId || (answer.patients.length === 1 && !answer.truncated)) {
    return answer.patients[0] ?? null
  }
  return null
}

interface FoundProps {
  readonly answer: SearchAnswer | null
  readonly query: string
  readonly onChoose: (patient: PatientRow) => void
}

function Found({ answer, query, onChoose }: FoundProps) {
  const { words } = useWords()
  if (query.trim() === '') {
    return (
      <>
        <RecentPatients onChoose={onChoose} />
        <Examples />
      </>
    )
  }
  if (answer === null) {
    return (
      <p className="waiting" role="status">
        {words.find.searching}
      </p>
    )
  }
  const understood = answer.understoodAs.map((each) => words.find.understood[each])
  const asWhat = understood.join(words.listComma)
  if (answer.patients.length === 0) {
    return (
      <div className="notice" role="status">
        <p>
          <strong>{words.find.nobody(query.trim())}</strong>
        </p>
        <p>{understood.length > 0 ? words.find.understoodAs(asWhat) : words.find.notUnderstood}</p>
        <p>{answer.partial === '' ? words.find.nobodyMeans : words.find.nobodyYet}</p>
      </div>
    )
  }
  return (
    <>
      <p className="find-count" role="status">
        {words.find.count(answer.patients.length, answer.truncated)}
        {understood.length > 0 && <span>{words.find.understoodAs(asWhat)}</span>}
      </p>
      <FoundPatients patients={answer.patients} onChoose={onChoose} />
    </>
  )
}

function Examples() {
  const { words } = useWords()
  return (
    <div className="find-examples">
      <h2>{words.find.howTo}</h2>
      <dl>
        {words.find.examples.map(([example, meaning]) => (
          <div key={example}>
            <dt>{example}</dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </div>
  )
}

/** A scanner types wherever the focus is: what can only be the start of an id goes to the box. */
function useScannerAnywhere(box: React.RefObject<HTMLInputElement | null>): void {
  useEffect(() => {
    const onKey = (event: globalThis.KeyboardEvent) => {
      if (!isTyping(event) && /^[0-9A-Za-z]$/.test(event.key)) box.current?.focus()
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [box])
}
