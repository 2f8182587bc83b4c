/** The packets of all in-patients of a ward in one go. */
import type { WardAnswer } from '../../model/api/patients.ts'
import { Dialog } from '../parts/dialog.tsx'
import { JobState } from './job-state.tsx'
import { PresetButtons } from './preset-buttons.tsx'
import './print-dialog.css'
import { usePrintJob } from './use-print-job.ts'
import { collectWard } from './ward/collect-ward.ts'
import { useSpeech } from './words.ts'

interface PrintWardDialogProps {
  readonly ward: WardAnswer
  readonly onClose: () => void
}

export default function PrintWardDialog({ ward, onClose }: PrintWardDialogProps) {
  const speech = useSpeech()
  const { print, words } = speech
  const job = usePrintJob(print)
  const name = ward.ward === 'none' ? words.wards.noBed : ward.name
  return (
    <Dialog
      title={print.wardTitle(name, ward.patients.length)}
      onClose={onClose}
      className="print-dialog"
    >
      <p className="none">{print.logged}</p>
      <PresetButtons
        isBusy={job.isBusy}
        onChoose={(preset, parts) =>
          job.run((tools) => collectWard(speech, { ward, preset, parts }, tools))
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
