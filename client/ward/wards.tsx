/** The wards with their in-patients counted, those without a bed among them. */
import type { WardsAnswer } from '../../model/api/patients.ts'
import { useAnswer } from '../api/use-answer.ts'
import { RouteLink } from '../frame/route-link.tsx'
import { useWords } from '../language/language.tsx'
import { Failure } from '../parts/failure.tsx'
import './ward.css'

/** @param opens false for who sees numbers only */
export function Wards({ opens }: { opens: boolean }) {
  const { words } = useWords()
  const { answer, error, retry } = useAnswer<WardsAnswer>('/api/wards')
  if (error !== null) return <Failure error={error} retry={retry} />
  if (answer === null) {
    return (
      <p className="waiting" role="status">
        {words.reading}
      </p>
    )
  }
  const counted = answer.wards.reduce((sum, ward) => sum + ward.inpatients, 0)
  return (
    <section className="wards" aria-labelledby="wards-title">
      <h1 id="wards-title">
        {words.wards.title}
        <small>{words.wards.total(answer.inpatients)}</small>
      </h1>
      {counted !== answer.inpatients && (
        <p className="failure" role="alert">
          {words.wards.doesNotAddUp(counted, answer.inpatients)}
        </p>
      )}
      {answer.wards.length === 0 ? (
        <p className="notice">{words.wards.nobody}</p>
      ) : (
        <ul className="ward-list">
          {answer.wards.map((ward) => (
            <li key={ward.ward}>
              {opens ? (
                <RouteLink to={{ screen: 'ward', ward: ward.ward }} className="ward-card">
                  <WardCount ward={ward} />
                </RouteLink>
              ) : (
                <div className="ward-card">
                  <WardCount ward={ward} />
                </div>
              )}
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

function WardCount({ ward }: { ward: WardsAnswer['wards'][number] }) {
  const { words } = useWords()
  return (
    <>
      <b>{ward.ward === 'none' ? words.wards.noBed : ward.name}</b>
      <span className="ward-count">{words.wards.people(ward.inpatients)}</span>
      <span className={ward.withoutBed > 0 ? 'missing' : 'none'}>
        {ward.withoutBed > 0 ? words.wards.withoutBed(ward.withoutBed) : words.wards.allInBeds}
      </span>
    </>
  )
}
