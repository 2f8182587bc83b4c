/** Somebody registers their own authenticator app: by their passphrase, shown once, good when a code of it was shown. */
import { type FormEvent, useState } from 'react'
import type { SecondFactorAnswer } from '../../model/api/session.ts'
import { request } from '../api/request.ts'
import { useWords } from '../language/language.tsx'
import { Dialog } from '../parts/dialog.tsx'
import { Failure } from '../parts/failure.tsx'
import './change-passphrase.css'
import { QrCode } from './qr-code.tsx'

export function SecondFactor({ onClose }: { onClose: () => void }) {
  const { words } = useWords()
  const { secondFactor } = words
  const [shown, setShown] = useState<SecondFactorAnswer | null>(null)
  const [done, setDone] = useState(false)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = event.currentTarget
    const entered = String(new FormData(form).get(shown === null ? 'password' : 'code') ?? '')
    const path = '/api/session/second-factor'
    setBusy(true)
    setError(null)
    try {
      if (shown === null) {
        const body = { password: entered }
        setShown(await request<SecondFactorAnswer>('POST', path, { body }))
      } else {
        await request('POST', `${path}/confirmation`, { body: { code: entered } })
        setShown(null)
        setDone(true)
      }
    } catch (failure) {
      setError(failure)
    }
    form.reset()
    setBusy(false)
  }
  return (
    <Dialog title={secondFactor.title} onClose={onClose} className="change-passphrase">
      <form onSubmit={(event) => void submit(event)}>
        {done && <p role="status">{secondFactor.done}</p>}
        {!done && shown === null && (
          <>
            <p>{secondFactor.what}</p>
            <label>
              {words.passphrase.current}
              <input
                name="password"
                type="password"
                autoComplete="off"
                maxLength={256}
                required
                data-first-focus
              />
            </label>
          </>
        )}
        {shown !== null && (
          <>
            <p>{secondFactor.scan}</p>
            <QrCode text={shown.uri} label={secondFactor.title} />
            <p>
              {secondFactor.typed}{' '}
              <output className="hash">{shown.secret.match(/.{1,4}/g)?.join(' ')}</output>
            </p>
            <label>
              {words.signIn.code}
              <input name="code" inputMode="numeric" autoComplete="off" maxLength={16} required />
            </label>
          </>
        )}
        {error !== null && <Failure error={error} />}
        <div className="dialog-buttons">
          <button type="button" onClick={onClose}>
            {words.passphrase.close}
          </button>
          {!done && (
            <button type="submit" className="primary" disabled={busy}>
              {shown === null ? secondFactor.begin : secondFactor.confirm}
            </button>
          )}
        </div>
      </form>
    </Dialog>
  )
}
