/** What stands on every screen: that it is read-only, as of when the data speaks, what is missing, who reads. */
import { type ReactNode, useEffect, useState } from 'react'
import type { Session, Status } from '../../model/api/session.ts'
import { useWords } from '../language/language.tsx'
import { formatClock } from '../parts/dates.ts'
import { navigate, type Route } from '../router.ts'
import { ChangePassphrase } from './change-passphrase.tsx'
import { DataStatus } from './data-status.tsx'
import './frame.css'
import { KeySheet } from './key-sheet.tsx'
import { Notices } from './notices.tsx'
import { RouteLink } from './route-link.tsx'
import { reads, screenName, screensOf } from './screens-of.ts'
import { SecondFactor } from './second-factor.tsx'
import { nextTheme, type Theme, useTheme } from './theme.ts'

interface FrameProps {
  readonly status: Status | null
  readonly session: Session | null
  readonly route: Route
  readonly lostAt: number | null
  /** True when the screen was cleared because the server stayed away. */
  readonly cleared: boolean
  readonly onLock: () => void
  readonly onSignOut: () => void
  readonly children: ReactNode
}

export function Frame(props: FrameProps) {
  const { words } = useWords()
  const [theme, setTheme] = useTheme()
  const [keysShown, setKeysShown] = useState(false)
  const { session } = props
  useFrameKeys(session !== null && reads(session.role), () => setKeysShown(true))
  return (
    <div className="frame">
      <a className="skip-link" href="#content">
        {words.frame.skip}
      </a>
      <header className="frame-head">
        <DataStatus status={props.status} />
        <div className="frame-tools">
          {props.session !== null && <Screens role={props.session.role} route={props.route} />}
          <div className="frame-person">
            {props.session !== null && <Person name={props.session.displayName} />}
            <LanguageSwitch />
            <ThemeSwitch theme={theme} onChange={setTheme} />
            <button type="button" className="quiet" onClick={() => setKeysShown(true)}>
              {words.frame.keys}
            </button>
            {props.session !== null && (
              <>
                <button type="button" onClick={props.onLock}>
                  {words.frame.lock}
                </button>
                <button type="button" onClick={props.onSignOut}>
                  {words.frame.signOut}
                </button>
              </>
            )}
          </div>
        </div>
      </header>
      {props.status !== null && (
        <Notices notices={props.status.notices} signedIn={session !== null} />
      )}
      {props.lostAt !== null && (
        <ServerLost since={props.lostAt} cleared={props.cleared} shown={session !== null} />
      )}
      <main id="content" className="content" tabIndex={-1}>
        {props.children}
      </main>
      {keysShown && <KeySheet onClose={() => setKeysShown(false)} />}
    </div>
  )
}

function Screens({ role, route }: { role: Session['role']; route: Route }) {
  const { words } = useWords()
  const shown = route.screen === 'ward' ? 'wards' : route.screen
  return (
    <nav className="frame-screens" aria-label={words.frame.screens}>
      {screensOf(role).map((each) => (
        <RouteLink key={each.screen} to={each} current={each.screen === shown}>
          {screenName(words, each)}
        </RouteLink>
      ))}
    </nav>
  )
}

/** Who reads: the name opens what concerns the person's own account. */
function Person({ name }: { name: string }) {
  const { words } = useWords()
  const [open, setOpen] = useState<'passphrase' | 'second-factor' | null>(null)
  const close = () => setOpen(null)
  return (
    <>
      <button
        type="button"
        className="quiet frame-user"
        title={words.passphrase.title}
        onClick={() => setOpen('passphrase')}
      >
        {name}
      </button>
      {open === 'passphrase' && (
        <ChangePassphrase onClose={close} onSecondFactor={() => setOpen('second-factor')} />
      )}
      {open === 'second-factor' && <SecondFactor onClose={close} />}
    </>
  )
}

function LanguageSwitch() {
  const { language, setLanguage } = useWords()
  const other = language === 'ja' ? 'en' : 'ja'
  return (
    <button type="button" className="quiet" lang={other} onClick={() => setLanguage(other)}>
      {other === 'ja' ? '日本語' : 'English'}
    </button>
  )
}

function ThemeSwitch({ theme, onChange }: { theme: Theme; onChange: (theme: Theme) => void }) {
  const { words } = useWords()
  return (
    <button type="button" className="quiet" onClick={() => onChange(nextTheme(theme))}>
      {words.frame.theme[theme]}
    </button>
  )
}

interface ServerLostProps {
  readonly since: number
  readonly cleared: boolean
  /** Whether the screen shows anything that may be cleared: not while it is locked or nobody is signed in. */
  readonly shown: boolean
}

function ServerLost({ since, cleared, shown }: ServerLostProps) {
  const { words } = useWords()
  const local = new Date(since - new Date(since).getTimezoneOffset() * 60_000).toISOString()
  return (
    <p className="server-lost" role="alert">
      {cleared ? (
        words.frame.lostCleared
      ) : (
        <>
          {words.frame.lost(formatClock(local))}
          {shown && words.frame.lostClears}
        </>
      )}
    </p>
  )
}

/** `/` to the search from anywhere, `?` for the sheet; never while something is being typed. */
function useFrameKeys(searches: boolean, showKeys: () => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (isTyping(event)) return
      if (event.key === '?') showKeys()
      else if (event.key === '/' && searches) {
        event.preventDefault()
        navigate({ screen: 'find' })
        document.getElementById('find-box')?.focus()
      } else return
      event.preventDefault()
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [searches, showKeys])
}

/** Whether a key belongs to a field, a dialog or a shortcut of the browser. */
export function isTyping(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return true
  const target = event.target as Element | null
  return target?.closest('input, textarea, select, dialog') !== null
}
