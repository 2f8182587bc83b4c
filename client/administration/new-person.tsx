/** One more person who may sign in. */
import { type FormEvent, useState } from 'react'
import type { PassphraseAnswer } from '../../model/api/administration.ts'
import { ROLE_WORDS } from '../../model/codes/roles.ts'
import { USER_NAME_PATTERN } from '../../model/codes/user-name.ts'
import { request } from '../api/request.ts'
import { useWords } from '../language/language.tsx'
import { readDay } from '../parts/day-box.tsx'
import { Dialog } from '../parts/dialog.tsx'
import { Failure } from '../parts/failure.tsx'
import { HandedOut } from './handed-out.tsx'
import { useOfficeWords } from './words.ts'

interface NewPersonProps {
  readonly onClose: () => void
  readonly onDone: () => void
}

export function NewPerson({ onClose, onDone }: NewPersonProps) {
  const { words: dayWords, code } = useWords()
  const office = useOfficeWords()
  const { people: words } = office
  const [error, setError] = useState<unknown>(null)
  const [isNoDay, setIsNoDay] = useState(false)
  const [busy, setBusy] = useState(false)
  const [made, setMade] = useState<PassphraseAnswer | null>(null)
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const entered = Object.fromEntries(new FormData(event.currentTarget))
    const typed = String(entered.lastDay ?? '').trim()
    const lastDay = typed === '' ? '' : readDay(typed)
    setIsNoDay(lastDay === null)
    if (lastDay === null) return
    const body = { ...entered, lastDay }
    setBusy(true)
    setError(null)
    try {
      setMade(await request<PassphraseAnswer>('POST', '/api/accounts', { body }))
      onDone()
    } catch (failure) {
      setError(failure)
      setBusy(false)
    }
  }
  if (made !== null)
    return <HandedOut title={made.user} secret={made.passphrase} onClose={onClose} />
  return (
    <Dialog title={words.add} onClose={onClose} className="office-dialog">
      <form onSubmit={(event) => void submit(event)}>
        <label>
          {words.name}
          <input name="displayName" maxLength={100} autoComplete="off" required data-first-focus />
        </label>
        <label>
          {words.user}
          <input
            name="user"
            maxLength={64}
            pattern={USER_NAME_PATTERN}
            autoComplete="off"
            spellCheck={false}
            required
          />
        </label>
        <label>
          {words.role}
          <select name="role" defaultValue="clinician">
            {Object.keys(ROLE_WORDS).map((role) => (
              <option key={role} value={role}>
                {code(ROLE_WORDS, role)}
              </option>
            ))}
          </select>
        </label>
        <label>
          {words.lastDay}
          <input
            name="lastDay"
            maxLength={10}
            inputMode="numeric"
            autoComplete="off"
            placeholder={dayWords.dayExample}
          />
        </label>
        {isNoDay && (
          <p className="failure" role="alert">
            {words.noDay}
          </p>
        )}
        {error !== null && <Failure error={error} />}
        <div className="dialog-buttons">
          <button type="button" onClick={onClose}>
            {office.cancel}
          </button>
          <button type="submit" className="primary" disabled={busy}>
            {words.add}
          </button>
        </div>
      </form>
    </Dialog>
  )
}
