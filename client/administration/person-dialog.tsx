/** What IT may do about one person: chosen first, then asked for its reason. */
import { useState } from 'react'
import type { PassphraseAnswer } from '../../model/api/administration.ts'
import { Dialog } from '../parts/dialog.tsx'
import { HandedOut } from './handed-out.tsx'
import type { Person } from './people.tsx'
import { ReasonDialog } from './reason-dialog.tsx'
import { useOfficeWords } from './words.ts'

type Change = 'unlock' | 'passphrase' | 'secondFactor' | 'disable'

const PATHS: Readonly<Record<Change, string>> = {
  unlock: '/api/accounts/unlock',
  passphrase: '/api/accounts/passphrase',
  secondFactor: '/api/accounts/second-factor/removal',
  disable: '/api/accounts/disable',
}

interface PersonDialogProps {
  readonly person: Person
  readonly onClose: () => void
  readonly onDone: () => void
}

export function PersonDialog({ person, onClose, onDone }: PersonDialogProps) {
  const office = useOfficeWords()
  const { people: words } = office
  const [change, setChange] = useState<Change | null>(null)
  const [passphrase, setPassphrase] = useState('')
  if (passphrase !== '') {
    return <HandedOut title={person.displayName} secret={passphrase} onClose={onClose} />
  }
  if (change !== null) {
    const warning = {
      unlock: '',
      passphrase: words.passphraseWarning,
      secondFactor: words.secondFactorWarning,
      disable: words.disableWarning,
    }
    return (
      <ReasonDialog
        title={`${words[change]}: ${person.displayName}`}
        warning={warning[change]}
        act={words[change]}
        path={PATHS[change]}
        body={{ user: person.user }}
        onClose={() => (change === 'passphrase' ? setChange(null) : onClose())}
        onDone={(answer) => {
          onDone()
          if (change === 'passphrase') setPassphrase((answer as PassphraseAnswer).passphrase)
        }}
      />
    )
  }
  return (
    <Dialog title={`${person.displayName} (${person.user})`} onClose={onClose}>
      <ul className="person-changes">
        {person.lockedSeconds > 0 && (
          <li>
            <button type="button" onClick={() => setChange('unlock')}>
              {words.unlock}
            </button>
          </li>
        )}
        <li>
          <button type="button" onClick={() => setChange('passphrase')}>
            {words.passphrase}
          </button>
        </li>
        {person.secondFactor && (
          <li>
            <button type="button" onClick={() => setChange('secondFactor')}>
              {words.secondFactor}
            </button>
          </li>
        )}
        <li>
          <button type="button" onClick={() => setChange('disable')}>
            {words.disable}
          </button>
        </li>
      </ul>
      <div className="dialog-buttons">
        <button type="button" onClick={onClose}>
          {office.cancel}
        </button>
      </div>
    </Dialog>
  )
}
