/** Makes badges, and prints them and their PINs apart; nothing of them is kept when this closes. */
import { useEffect, useState } from 'react'
import type { BadgesAnswer } from '../../model/api/administration.ts'
import { request } from '../api/request.ts'
import { useWords } from '../language/language.tsx'
import { Dialog } from '../parts/dialog.tsx'
import { Failure } from '../parts/failure.tsx'
import { type BadgePages, BadgePaper } from './badge-paper.tsx'
import { useOfficeWords } from './words.ts'

/** Hashing a PIN takes a twentieth of a second: the bar moves, and no request waits long. */
const AT_ONCE = 20

interface IssueBadgesProps {
  readonly users: readonly string[]
  readonly onIssued: () => void
  readonly onClose: () => void
}

export function IssueBadges({ users, onIssued, onClose }: IssueBadgesProps) {
  const { words } = useWords()
  const office = useOfficeWords()
  const [made, setMade] = useState<BadgesAnswer['badges']>([])
  const [state, setState] = useState<'asked' | 'making' | 'made'>('asked')
  const [error, setError] = useState<unknown>(null)
  const [pages, setPages] = useState<BadgePages | null>(null)
  useEffect(() => {
    const clear = () => setPages(null)
    addEventListener('afterprint', clear)
    return () => removeEventListener('afterprint', clear)
  }, [])
  useEffect(() => {
    if (pages !== null) window.print()
  }, [pages])

  const make = async () => {
    setState('making')
    setError(null)
    const badges = [...made]
    try {
      for (let at = badges.length; at < users.length; at += AT_ONCE) {
        const body = { users: users.slice(at, at + AT_ONCE) }
        const answer = await request<BadgesAnswer>('POST', '/api/badges', { body })
        badges.push(...answer.badges)
        setMade([...badges])
      }
      onIssued()
    } catch (failure) {
      setError(failure)
    }
    setState(badges.length > 0 ? 'made' : 'asked')
  }
  // Those of a first part that went well must be printed, whatever befell the second.
  const title =
    state === 'made' ? office.badges.made(made.length) : office.people.issue(users.length)
  return (
    <Dialog title={title} onClose={onClose} className="office-dialog">
      {state === 'making' && <p role="status">{office.badges.making(made.length, users.length)}</p>}
      {error !== null && <Failure error={error} />}
      {state !== 'making' && <p className="notice">{office.badges.once}</p>}
      {state === 'made' && <p>{office.badges.apart}</p>}
      <div className="dialog-buttons">
        {state === 'made' ? (
          <>
            <button type="button" className="primary" onClick={() => setPages('badges')}>
              {office.badges.printBadges}
            </button>
            <button type="button" className="primary" onClick={() => setPages('pins')}>
              {office.badges.printPins}
            </button>
            <button type="button" onClick={onClose}>
              {words.close}
            </button>
          </>
        ) : (
          <>
            <button type="button" onClick={onClose}>
              {office.cancel}
            </button>
            <button
              type="button"
              className="primary"
              disabled={state === 'making'}
              onClick={() => void make()}
            >
              {office.people.issue(users.length)}
            </button>
          </>
        )}
      </div>
      {pages !== null && <BadgePaper badges={made} pages={pages} />}
    </Dialog>
  )
}
