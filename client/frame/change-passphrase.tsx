/** Somebody gives their own account another passphrase; what was typed stays in the fields and goes with them. */
import { type FormEvent, useState } from 'react'
import { request } from '../api/request.ts'
import { useWords } from '../language/language.tsx'
import { Dialog } from '../parts/dialog.tsx'
import { Failure } from '../parts/failure.tsx'
import './change-passphrase.css'

type Progress = 'typing' | 'differ' | 'busy' | 'changed'

interface ChangePassphraseProps {
  readonly onClose: () => void
  /** To the person's authenticator app instead. */
  readonly onSecondFactor: () => void
}

export function ChangePassphrase({ onClose, onSecondFactor }: ChangePassphraseProps) {
  const { words } = useWords()
  const [progress, setProgress] = useState<Progress>('typing')
  const [error, setError] = useState<unknown>(null)
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = event.currentTarget
    const entered = new FormData(form)
    const [current, next, again] = ['current', 'next', 'again'].map((name) =>
      String(entered.get(name) ?? ''),
    )
    setError(null)
    if (next !== again) {
      setProgress('differ')
      return
    }
    setProgress('busy')
    try {
      await request('POST', '/api/session/passphrase', { body: { current, next } })
      form.reset()
      setProgress('changed')
    } catch (failure) {
      setError(failure)
      setProgress('typing')
    }
  }
  return (
    <Dialog title={words.passphrase.title} onClose={onClose} className="change-passphrase">
      <form onSubmit={(event) => void submit(event)}>
        {(['current', 'next', 'again'] as const).map((name) => (
          <label key={name} hidden={progress === 'changed'}>
            {words.passphrase[name]}
            <input
              name={name}
              type="password"
              autoComplete="off"
              maxLength={256}
              required={progress !== 'changed'}
            />
          </label>
        ))}
        {progress === 'differ' && (
          <p className="failure" role="alert">
            {words.passphrase.differ}
          </p>
        )}
        {progress === 'changed' && <p role="status">{words.passphrase.changed}</p>}
        {error !== null && <Failure error={error} />}
        <div className="dialog-buttons">
          <button type="button" className="link" onClick={onSecondFactor}>
            {words.secondFactor.title}
          </button>
          <button type="button" onClick={onClose}>
            {words.passphrase.close}
          </button>
          {progress !== 'changed' && (
            <button type="submit" className="primary" disabled={progress === 'busy'}>
              {words.passphrase.change}
            </button>
          )}
        </div>
      </form>
    </Dialog>
  )
}
