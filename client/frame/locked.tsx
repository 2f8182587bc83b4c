/** In place of whatever was on the screen: nothing of a patient is shown until its person gives their secret again. */
import { type FormEvent, useEffect, useRef, useState } from 'react'
import type { Session } from '../../model/api/session.ts'
import { request } from '../api/request.ts'
import { useWords } from '../language/language.tsx'
import { Failure } from '../parts/failure.tsx'
import '../sign-in/sign-in.css'

interface LockedProps {
  readonly person: string
  readonly onUnlocked: (session: Session) => void
  readonly onSignOut: () => void
}

export function Locked({ person, onUnlocked, onSignOut }: LockedProps) {
  const { words } = useWords()
  const [error, setError] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const box = useRef<HTMLInputElement>(null)
  useEffect(() => {
    box.current?.focus()
  }, [])

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = event.currentTarget
    const body = { password: String(new FormData(form).get('password') ?? '') }
    setBusy(true)
    setError(null)
    try {
      onUnlocked(await request<Session>('POST', '/api/session/unlock', { body }))
    } catch (failure) {
      setError(failure)
      setBusy(false)
      form.reset()
      box.current?.focus()
    }
  }

  return (
    <div className="sign-in">
      <h1>{words.locked.title}</h1>
      <p>{words.locked.comeBack(person)}</p>
      <form onSubmit={(event) => void submit(event)}>
        <label>
          {words.signIn.password}
          <input
            ref={box}
            name="password"
            type="password"
            autoComplete="off"
            maxLength={256}
            required
          />
        </label>
        {error !== null && <Failure error={error} />}
        <button type="submit" className="primary" disabled={busy}>
          {busy ? words.signIn.busy : words.locked.unlock}
        </button>
        <button type="button" onClick={onSignOut}>
          {words.frame.signOut}
        </button>
      </form>
    </div>
  )
}
