/** Which screens a role has, the first where it begins. What may be asked for is decided by the server. */
import type { Session } from '../../model/api/session.ts'
import type { Words } from '../language/ja.ts'
import { ALL_LISTS, type Route } from '../router.ts'

const READING: readonly Route[] = [{ screen: 'find' }, { screen: 'wards' }, ALL_LISTS]

const SCREENS: Readonly<Record<Session['role'], readonly Route[]>> = {
  clinician: READING,
  desk: READING,
  coordinator: [{ screen: 'phases' }, { screen: 'wards' }],
  it: [{ screen: 'people' }, { screen: 'sessions' }, { screen: 'terminals' }],
  auditor: [{ screen: 'log' }],
}

export function screensOf(role: Session['role']): readonly Route[] {
  return SCREENS[role]
}

/** Whether the role reads charts, and has the search that leads to them. */
export function reads(role: Session['role']): boolean {
  return SCREENS[role] === READING
}

/** The route itself where the role has it, else where the role begins. */
export function routeFor(role: Session['role'], route: Route): Route {
  const mine = SCREENS[role].some((each) => each.screen === route.screen)
  const within = reads(role) && (route.screen === 'chart' || route.screen === 'ward')
  return mine || within ? route : (SCREENS[role][0] ?? route)
}

export function screenName(words: Words, { screen }: Route): string {
  switch (screen) {
    case 'find':
    case 'chart':
      return words.find.title
    case 'wards':
    case 'ward':
      return words.wards.title
    case 'lists':
      return words.lists.title
    default:
      return words.frame.screen[screen]
  }
}
