/** Who is signed in, which chart is open, which screen that makes. All of it lives here and nowhere else. */
import { lazy, Suspense, useCallback, useEffect, useState } from 'react'
import type { OpenChartAnswer } from '../model/api/chart/opening.ts'
import { useServerLostAt } from './api/connection.ts'
import { ChartScreen } from './chart/chart-screen.tsx'
import { beginChart, type OpenChart } from './chart/open-chart.tsx'
import { FindPatient } from './find-patient/find-patient.tsx'
import { Frame } from './frame/frame.tsx'
import { Locked } from './frame/locked.tsx'
import { reads, routeFor } from './frame/screens-of.ts'
import { useServerStatus } from './frame/server-status.ts'
import { useSession } from './frame/session.ts'
import { useGraceOver } from './frame/terminal-left-alone.ts'
import { useWords } from './language/language.tsx'
import { Lists } from './lists/lists.tsx'
import { navigate, routeOf, usePath } from './router.ts'
import { SignIn } from './sign-in/sign-in.tsx'
import { Ward } from './ward/ward.tsx'
import { Wards } from './ward/wards.tsx'

/** Loaded only by those who have these screens. */
const Administration = lazy(() => import('./administration/administration.tsx'))

export function App() {
  const { words } = useWords()
  const status = useServerStatus()
  const { session, ending, signedIn, lock, signOut } = useSession()
  const lostAt = useServerLostAt()
  const graceOver = useGraceOver(lostAt)
  const [chart, setChart] = useState<OpenChart | null>(null)
  const asked = routeOf(usePath())
  const route = session == null ? asked : routeFor(session.role, asked)
  const inChart = route.screen === 'chart'
  const kept = inChart && session !== null && !graceOver ? chart : null
  const locked = session?.locked === true

  // A chart that is not on the screen is not in memory either; of a locked one only what leads back to it.
  useEffect(() => {
    if (chart !== null && kept === null) setChart(null)
    if (inChart && kept === null && session != null && !locked) navigate({ screen: 'find' })
    if (locked) chart?.parts.clear()
  }, [chart, kept, inChart, session, locked])

  const openChart = useCallback((opened: OpenChartAnswer) => {
    setChart(beginChart(opened))
    navigate({ screen: 'chart', part: 'summary' })
  }, [])

  if (session === undefined) {
    return (
      <p className="waiting" role="status">
        {words.reading}
      </p>
    )
  }
  return (
    <Frame
      status={status}
      session={locked ? null : session}
      route={route}
      lostAt={lostAt}
      cleared={graceOver}
      onLock={lock}
      onSignOut={signOut}
    >
      {session === null ? (
        <SignIn status={status} ending={ending} onSignedIn={signedIn} />
      ) : locked ? (
        <Locked person={session.displayName} onUnlocked={signedIn} onSignOut={signOut} />
      ) : kept !== null && route.screen === 'chart' ? (
        <ChartScreen chart={kept} part={route.part} handsOver={session.role === 'desk'} />
      ) : route.screen === 'wards' ? (
        <Wards opens={reads(session.role)} />
      ) : route.screen === 'ward' ? (
        <Ward ward={route.ward} onOpen={openChart} />
      ) : route.screen === 'lists' ? (
        <Lists list={route.list} group={route.group} onOpen={openChart} />
      ) : route.screen === 'find' || route.screen === 'chart' ? (
        <FindPatient onOpen={openChart} />
      ) : (
        <Suspense fallback={<p className="waiting">{words.reading}</p>}>
          <Administration screen={route.screen} status={status} />
        </Suspense>
      )}
    </Frame>
  )
}
