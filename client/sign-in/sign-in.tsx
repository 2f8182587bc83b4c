/** Sign-in: says of which date the data is before anybody asks it anything. */
import { type FormEvent, useEffect, useRef, useState } from 'react'
import type { Session, Status } from '../../model/api/session.ts'
import { readBadgeSecret } from '../../model/codes/badge-secret.ts'
import { ApiError, request } from '../api/request.ts'
import type { Ending } from '../frame/session.ts'
import { useWords } from '../language/language.tsx'
import { formatMoment } from '../parts/dates.ts'
import { useFailureText } from '../parts/failure.tsx'
import { BadgePin } from './badge-pin.tsx'
import { type Further, FurtherStep, furtherOf } from './further-step.tsx'
import './sign-in.css'

interface SignInProps {
  readonly status: Status | null
  readonly ending: Ending
  readonly onSignedIn: (session: Session) => void
}

/** By passphrase; what was given beyond it so far. */
interface Claim {
  readonly user: string
  readonly password: string
  readonly code?: string
  readonly next?: string
}

export function SignIn({ status, ending, onSignedIn }: SignInProps) {
  const { words } = useWords()
  const textOf = useFailureText()
  const [error, setError] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const [badge, setBadge] = useState<string | null>(null)
  /** A passphrase that was right, while more is asked for. */
  const [claim, setClaim] = useState<Claim | null>(null)
  const [asked, setAsked] = useState<Further | null>(null)
  const userBox = useRef<HTMLInputElement>(null)
  useEffect(() => {
    if (badge === null && asked === null) userBox.current?.focus()
  }, [badge, asked])
  const takeBadge = (text: string) => {
    const secret = readBadgeSecret(text)
    if (secret === null) return
    setBadge(secret)
    setError(null)
  }

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = event.currentTarget
    const entered = new FormData(form)
    const text = (name: string) => String(entered.get(name) ?? '')
    setError(null)
    if (asked === 'own' && text('next') !== text('again')) {
      setError('differ')
      return
    }
    const given = Object.fromEntries(
      ['code', 'next'].filter((name) => entered.has(name)).map((name) => [name, text(name)]),
    )
    const byPassphrase = claim ?? { user: text('user').trim(), password: text('password') }
    const body = badge === null ? { ...byPassphrase, ...given } : { badge, pin: text('pin') }
    setBusy(true)
    try {
      onSignedIn(await request<Session>('POST', '/api/session', { body }))
    } catch (failure) {
      const further = failure instanceof ApiError ? furtherOf(failure.code) : null
      const isQuestion = further !== null && further !== asked
      setClaim(further === null || badge !== null ? null : { ...byPassphrase, ...given })
      setAsked(further)
      setError(isQuestion ? null : failure)
      setBusy(false)
      setBadge(null)
      form.reset()
      userBox.current?.focus()
    }
  }
  const startAgain = () => {
    setClaim(null)
    setAsked(null)
    setError(null)
  }

  return (
    <div className="sign-in">
      <h1>
        {words.product}
        <small>{words.signIn.subtitle}</small>
      </h1>
      {ending !== 'none' && (
        <p className={ending === 'unconfirmed' ? 'failure' : 'notice'} role="status">
          {words.signIn.ending[ending]}
        </p>
      )}
      <DataSheet status={status} />
      <form onSubmit={(event) => void submit(event)}>
        {badge !== null ? (
          <BadgePin onDrop={() => setBadge(null)} />
        ) : asked !== null ? (
          <FurtherStep asked={asked} onBack={startAgain} />
        ) : (
          <>
            <label>
              {words.signIn.user}
              <input
                ref={userBox}
                name="user"
                autoComplete="off"
                autoCapitalize="off"
                spellCheck={false}
                maxLength={64}
                required
                onChange={(event) => {
                  const { isComposing } = event.nativeEvent as InputEvent
                  if (!isComposing) takeBadge(event.target.value)
                }}
                onCompositionEnd={(event) => takeBadge(event.currentTarget.value)}
              />
            </label>
            <label>
              {words.signIn.password}
              <input name="password" type="password" autoComplete="off" maxLength={256} required />
            </label>
          </>
        )}
        {error !== null && (
          <p className="failure" role="alert">
            {error === 'differ' ? words.passphrase.differ : textOf(error)}
          </p>
        )}
        <button type="submit" className="primary" disabled={busy}>
          {busy ? words.signIn.busy : words.signIn.submit}
        </button>
      </form>
      <p className="sign-in-note">{words.signIn.logged}</p>
    </div>
  )
}

function DataSheet({ status }: { status: Status | null }) {
  const { words } = useWords()
  if (status === null || status.asOf === null) return null
  return (
    <dl className="facts">
      <dt>{words.frame.asOf}</dt>
      <dd className="time">{formatMoment(status.asOf)}</dd>
      <dt>{words.frame.generation}</dt>
      <dd className="time">{status.generation}</dd>
      <dt>{words.gaps.title}</dt>
      <dd>{status.gapCount > 0 ? words.frame.gapCount(status.gapCount) : words.frame.noGaps}</dd>
      {status.demo && (
        <>
          <dt>{words.frame.demo}</dt>
          <dd>{words.signIn.demo}</dd>
        </>
      )}
    </dl>
  )
}
