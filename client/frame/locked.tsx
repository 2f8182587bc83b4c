/** In place of whatever was on the screen: nothing of a patient is shown until its person gives their secret again. */
import { type FormEvent, useEffect, useRef, useState } from 'react'
import type { Session } from '../../model/api/session.ts'
import { readBadgeSecret } from '../../model/codes/badge-secret.ts'
import { request } from '../api/request.ts'
import { useWords } from '../language/language.tsx'
import { Failure } from '../parts/failure.tsx'
import { BadgePin } from '../sign-in/badge-pin.tsx'
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
  const [badge, setBadge] = useState<string | null>(null)
  const box = useRef<HTMLInputElement>(null)
  useEffect(() => {
    if (badge === null) box.current?.focus()
  }, [badge])

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = event.currentTarget
    const entered = new FormData(form)
    const text = (name: string) => String(entered.get(name) ?? '')
    const body = badge === null ? { password: text('password') } : { badge, pin: text('pin') }
    setBusy(true)
    setError(null)
    try {
      onUnlocked(await request<Session>('POST', '/api/session/unlock', { body }))
    } catch (failure) {
      setError(failure)
      setBusy(false)
      setBadge(null)
      form.reset()
      box.current?.focus()
    }
  }

  return (
    <div className="sign-in">
      <h1>{words.locked.title}</h1>
      <p>{words.locked.comeBack(person)}</p>
      <form onSubmit={(event) => void submit(event)}>
        {badge !== null ? (
          <BadgePin onDrop={() => setBadge(null)} />
        ) : (
          <label>
            {words.signIn.passwordOrBadge}
            <input
              ref={box}
              name="password"
              type="password"
              autoComplete="off"
              maxLength={256}
              required
              onChange={(event) => {
                const secret = readBadgeSecret(event.target.value)
                if (secret === null) return
                setBadge(secret)
                setError(null)
              }}
            />
          </label>
        )}
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
