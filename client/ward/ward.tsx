/** The in-patients of one ward at the date of the data. */

import { useState } from 'react'
import type { OpenChartAnswer } from '../../model/api/chart/opening.ts'
import type { WardAnswer, WardPatient } from '../../model/api/patients.ts'
import { useAnswer } from '../api/use-answer.ts'
import { ConfirmIdentity } from '../find-patient/confirm-identity.tsx'
import { PatientCells } from '../find-patient/patient-cells.tsx'
import '../find-patient/find-patient.css'
import { moveBetweenRows } from '../find-patient/found-patients.tsx'
import { RouteLink } from '../frame/route-link.tsx'
import { useWords } from '../language/language.tsx'
import { ChoiceButtons } from '../parts/choice-buttons.tsx'
import { ClinicalTime } from '../parts/clinical-time.tsx'
import { formatMoment } from '../parts/dates.ts'
import { Failure } from '../parts/failure.tsx'
import { Age, placeText, Sex } from '../parts/identity.tsx'
import { Known } from '../parts/known.tsx'
import { PrintPatientButton, PrintWardButton } from '../printing/print-button.tsx'
import { FactCells } from './fact-cells.tsx'
import { PatientRemarks } from './patient-remarks.tsx'
import './ward.css'
import { WardMap } from './ward-map.tsx'

type View = 'list' | 'map'
const VIEWS: readonly View[] = ['list', 'map']

interface WardProps {
  readonly ward: string
  readonly onOpen: (opened: OpenChartAnswer) => void
}

export function Ward({ ward, onOpen }: WardProps) {
  const { words } = useWords()
  const { answer, error, retry } = useAnswer<WardAnswer>(`/api/wards/${encodeURIComponent(ward)}`)
  const [chosen, setChosen] = useState<WardPatient | null>(null)
  const [view, setView] = useState<View>('list')
  if (error !== null) return <Failure error={error} retry={retry} />
  if (answer === null) {
    return (
      <p className="waiting" role="status">
        {words.reading}
      </p>
    )
  }
  return (
    <section className="ward" aria-labelledby="ward-title">
      <p>
        <RouteLink to={{ screen: 'wards' }}>{words.wards.back}</RouteLink>
      </p>
      <h1 id="ward-title">
        {answer.ward === 'none' ? words.wards.noBed : answer.name}
        <small>
          {words.wards.lyingHere(answer.patients.length)}
          {words.wards.at(formatMoment(answer.asOf))}
        </small>
      </h1>
      {answer.patients.length > 0 && (
        <div className="choices">
          <ChoiceButtons
            choices={VIEWS}
            chosen={view}
            word={(each) => words.wards.view[each]}
            onChoose={setView}
          />
          <PrintWardButton ward={answer} />
        </div>
      )}
      {answer.patients.length === 0 ? (
        <p className="notice">{words.wards.nobody}</p>
      ) : view === 'map' ? (
        <WardMap ward={answer} onChoose={setChosen} />
      ) : (
        <WardTable ward={answer} onChoose={setChosen} />
      )}
      {chosen !== null && (
        <ConfirmIdentity
          patient={chosen}
          known={answer.patients}
          onClose={() => setChosen(null)}
          onOpen={onOpen}
        />
      )}
    </section>
  )
}

interface WardTableProps {
  readonly ward: WardAnswer
  readonly onChoose: (patient: WardPatient) => void
}

function WardTable({ ward, onChoose }: WardTableProps) {
  const { words } = useWords()
  // Those without a ward say themselves what is known of their place.
  const wardKnown = ward.ward !== 'none'
  return (
    <table className="rows">
      <thead>
        <tr>
          <th scope="col">{words.wards.bed}</th>
          <th scope="col">{words.identity.id}</th>
          <th scope="col">{words.identity.name}</th>
          <th scope="col">{words.identity.age}</th>
          <th scope="col">{words.identity.sex}</th>
          <th scope="col">{words.wards.admitted}</th>
          <th scope="col">{words.wards.department}</th>
          <th scope="col">{words.wards.mainProblem}</th>
          <th scope="col">{words.allergy.title}</th>
          <th scope="col">{words.infection.title}</th>
          <th scope="col">{words.identity.remarks}</th>
          <th scope="col">{words.print}</th>
        </tr>
      </thead>
      <tbody onKeyDown={moveBetweenRows}>
        {ward.patients.map((patient) => (
          <tr key={patient.patientId} className="choosable">
            <td className="time">
              {(wardKnown ? placeText({ ...patient, ward: '' }) : placeText(patient)) || (
                <span className="missing">{words.wards.noBed}</span>
              )}
            </td>
            <PatientCells patient={patient} onChoose={() => onChoose(patient)} />
            <td>
              <Age age={patient.age} />
            </td>
            <td className="time">
              <Sex sex={patient.sex} />
            </td>
            <td>
              <ClinicalTime time={patient.admittedAt} to="day" />
            </td>
            <td>
              <Known text={patient.department} />
              <small className="time">{patient.attending}</small>
            </td>
            <FactCells facts={patient.facts} />
            <td>
              <PatientRemarks patient={patient} />
            </td>
            <td>
              <PrintPatientButton ward={ward} patient={patient} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
