/** The packet of one in-patient straight from the ward: who it is, and one click on what to print. */
import type { WardAnswer, WardPatient } from '../../model/api/patients.ts'
import { Dialog } from '../parts/dialog.tsx'
import { BirthDate, placeText, Sex } from '../parts/identity.tsx'
import { Known } from '../parts/known.tsx'
import { JobState } from './job-state.tsx'
import { PresetButtons } from './preset-buttons.tsx'
import './print-dialog.css'
import { usePrintJob } from './use-print-job.ts'
import { collectPacket } from './ward/collect-ward.ts'
import { useSpeech } from './words.ts'

interface PrintPatientDialogProps {
  readonly ward: WardAnswer
  readonly patient: WardPatient
  readonly onClose: () => void
}

export default function PrintPatientDialog({ ward, patient, onClose }: PrintPatientDialogProps) {
  const speech = useSpeech()
  const { print, words } = speech
  const job = usePrintJob(print)
  return (
    <Dialog title={print.patientTitle} onClose={onClose} className="print-dialog">
      <p className="confirm-id time">{patient.patientId}</p>
      <p className="confirm-name">
        <Known text={patient.name} />
        <span>
          <Known text={patient.kana} />
        </span>
      </p>
      <p>
        <BirthDate time={patient.birthDate} /> <Sex sex={patient.sex} />{' '}
        {placeText(patient) || words.wards.noBed}
      </p>
      {patient.sameName && <p className="missing">{words.confirm.sameName}</p>}
      {patient.similarName && <p>{words.confirm.similarName}</p>}
      <p className="none">{print.logged}</p>
      <PresetButtons
        isBusy={job.isBusy}
        onChoose={(preset, parts) =>
          job.run(async (tools) => [
            await collectPacket(
              speech,
              { ward, preset, parts },
              { patient, tools, form: 'packet' },
            ),
          ])
        }
      />
      <JobState job={job} />
      <div className="dialog-buttons">
        <button type="button" onClick={onClose}>
          {job.isBusy ? print.cancel : words.close}
        </button>
      </div>
      {job.paper}
    </Dialog>
  )
}
