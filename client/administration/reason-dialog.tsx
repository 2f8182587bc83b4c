/** Asks for the reason of something that is then done: the server's refusal stays in the dialog. */
import { type FormEvent, useState } from 'react'
import { request } from '../api/request.ts'
import { Dialog } from '../parts/dialog.tsx'
import { Failure } from '../parts/failure.tsx'
import { useOfficeWords } from './words.ts'

interface ReasonDialogProps {
  readonly title: string
  readonly warning: string
  /** The word on the button. */
  readonly act: string
  readonly path: string
  /** What is sent beside the reason. */
  readonly body: object
  /** Filled in already; the person may change it. */
  readonly reason?: string
  readonly onClose: () => void
  /** Told when it is done, with the server's answer. */
  readonly onDone: (answer: unknown) => void
}

export function ReasonDialog(props: ReasonDialogProps) {
  const words = useOfficeWords()
  const [error, setError] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const reason = String(new FormData(event.currentTarget).get('reason') ?? '').trim()
    setBusy(true)
    setError(null)
    try {
      props.onDone(await request('POST', props.path, { body: { ...props.body, reason } }))
      props.onClose()
    } catch (failure) {
      setError(failure)
      setBusy(false)
    }
  }
  return (
    <Dialog title={props.title} onClose={props.onClose} className="office-dialog">
      <form onSubmit={(event) => void submit(event)}>
        <p>{props.warning}</p>
        <label>
          {words.reason}
          <input
            name="reason"
            defaultValue={props.reason ?? ''}
            maxLength={500}
            autoComplete="off"
            required
            data-first-focus
          />
        </label>
        {error !== null && <Failure error={error} />}
        <div className="dialog-buttons">
          <button type="button" onClick={props.onClose}>
            {words.cancel}
          </button>
          <button type="submit" className="primary" disabled={busy}>
            {props.act}
          </button>
        </div>
      </form>
    </Dialog>
  )
}
