/** The in-patients of a ward by room and bed, those without a bed in a room of their own: everybody stands in it once. */
import type { WardAnswer, WardPatient } from '../../model/api/patients.ts'
import { useWords } from '../language/language.tsx'
import { Age, Sex } from '../parts/identity.tsx'
import { Known } from '../parts/known.tsx'
import { PrintPatientButton } from '../printing/print-button.tsx'
import { AllergyMark } from './allergy-mark.tsx'
import { InfectionMark } from './infection-mark.tsx'
import { PatientRemarks } from './patient-remarks.tsx'
import { RestrictedMark } from './restricted-mark.tsx'
import './ward-map.css'

interface WardMapProps {
  readonly ward: WardAnswer
  readonly onChoose: (patient: WardPatient) => void
}

export function WardMap({ ward, onChoose }: WardMapProps) {
  const { words } = useWords()
  const rooms = [...Map.groupBy(ward.patients, ({ room }) => room)].sort(([a], [b]) => byRoom(a, b))
  return (
    <>
      <div className="ward-map">
        {rooms.map(([room, inRoom]) => (
          <section key={room} className={room === '' ? 'room without-bed' : 'room'}>
            <h2>{room === '' ? words.wards.noBed : room}</h2>
            <div className="beds">
              {inRoom
                .toSorted((a, b) => a.bed.localeCompare(b.bed, 'ja', { numeric: true }))
                .map((patient) => (
                  <div key={patient.patientId} className="bed-place">
                    <Bed patient={patient} onChoose={onChoose} />
                    <PrintPatientButton ward={ward} patient={patient} />
                  </div>
                ))}
            </div>
          </section>
        ))}
      </div>
      <p className="none">{words.wards.mapMeans}</p>
    </>
  )
}

/** Rooms by number; those without a bed last. */
function byRoom(a: string, b: string): number {
  if (a === '' || b === '') return a === b ? 0 : a === '' ? 1 : -1
  return a.localeCompare(b, 'ja', { numeric: true })
}

function Bed({
  patient,
  onChoose,
}: {
  patient: WardPatient
  onChoose: (patient: WardPatient) => void
}) {
  const { words } = useWords()
  const { facts } = patient
  return (
    <button type="button" className="bed" data-patient-row onClick={() => onChoose(patient)}>
      <span className="bed-number time">{patient.bed || words.wards.noBed}</span>
      <span className="bed-id">{patient.patientId}</span>
      <b>
        <Known text={patient.name} />
      </b>
      <small>{patient.kana}</small>
      <span className="bed-facts">
        <Age age={patient.age} /> <Sex sex={patient.sex} />
      </span>
      <span className="bed-facts">
        {facts === null ? (
          <RestrictedMark />
        ) : (
          facts.mainProblem || <span className="none">{words.noRecord}</span>
        )}
      </span>
      <small>
        {[patient.department, patient.attending].filter((each) => each !== '').join(' ')}
      </small>
      <span className="bed-marks">
        {facts !== null && (
          <>
            <span>
              {words.allergy.title} <AllergyMark state={facts.allergyState} />
            </span>
            <span>
              {words.infection.title} <InfectionMark infections={facts.infections} />
            </span>
          </>
        )}
        <PatientRemarks patient={patient} />
      </span>
    </button>
  )
}
