/** Warns of people whose names sound or look nearly alike. It asks to look twice, and keeps nobody from going on. */
import { useEffect, useState } from 'react'
import type { PatientRow, SimilarAnswer } from '../../model/api/patients.ts'
import { request } from '../api/request.ts'
import { useWords } from '../language/language.tsx'
import { OtherPeople } from './other-people.tsx'

/** As many as the server takes. */
const MOST_AMONG = 200

interface SimilarNamedProps {
  readonly patient: PatientRow
  /** Rows that are on the screen: those alike among them count, too. */
  readonly known: readonly PatientRow[]
}

export function SimilarNamed({ patient, known }: SimilarNamedProps) {
  const { words } = useWords()
  const [answer, setAnswer] = useState<SimilarAnswer | 'failed' | null>(null)
  useEffect(() => {
    const control = new AbortController()
    const among = known.map(({ patientId }) => patientId).slice(0, MOST_AMONG)
    request<SimilarAnswer>('POST', '/api/patients/similar', {
      body: { patientId: patient.patientId, among },
      signal: control.signal,
    })
      .then(setAnswer)
      .catch(() => {
        // That there are others is known all the same: the sentence stands without their names.
        if (!control.signal.aborted) setAnswer('failed')
      })
    return () => control.abort()
  }, [patient, known])
  const people = answer === null || answer === 'failed' ? [] : answer.patients
  return (
    <div className="similar-name" role="status">
      <h3>{words.confirm.similarName}</h3>
      {answer === null ? (
        <p>{words.find.searching}</p>
      ) : people.length === 0 ? (
        <p>{words.confirm.sameNameNotListed}</p>
      ) : (
        <OtherPeople people={people} why={({ likeness }) => words.confirm.likeness[likeness]} />
      )}
      {answer !== null && answer !== 'failed' && answer.truncated && (
        <p className="missing">{words.confirm.similarMore}</p>
      )}
    </div>
  )
}
