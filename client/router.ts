/** Which screen is shown, by path. No patient and no chart handle ever stands in one. */
import { useSyncExternalStore } from 'react'
import type { ListKind } from '../model/api/lists.ts'

export const CHART_PARTS = [
  'summary',
  'labs',
  'medications',
  'problems',
  'timeline',
  'vitals',
  'documents',
  'images',
  'gaps',
] as const
export type ChartPart = (typeof CHART_PARTS)[number]

/** Every list, those with groups first. */
const LISTS = {
  department: true,
  attending: true,
  admitted: true,
  discharged: true,
  operations: true,
  visits: true,
  admissions: true,
} as const satisfies Readonly<Record<ListKind, true>>

/** The screens of those who run the house's reading, by role (client/frame/screens-of.ts). */
export const OFFICES = ['phases', 'people', 'sessions', 'terminals', 'log'] as const
export type Office = (typeof OFFICES)[number]

export type Route =
  | { readonly screen: 'find' }
  | { readonly screen: 'wards' }
  | { readonly screen: 'ward'; readonly ward: string }
  /** `list` '' = which lists there are; `group` of a list by department or doctor, else ''. */
  | { readonly screen: 'lists'; readonly list: '' | ListKind; readonly group: string }
  | { readonly screen: 'chart'; readonly part: ChartPart }
  | { readonly screen: Office }

/** The screen that says which lists there are. */
export const ALL_LISTS: Route = { screen: 'lists', list: '', group: '' }

/** The route of a path; a path that is none leads to the search. */
export function routeOf(path: string): Route {
  const [first = '', second = '', third = ''] = path.split('/').filter(Boolean)
  if (first === 'wards' && second !== '')
    return { screen: 'ward', ward: decodeURIComponentSafe(second) }
  if (first === 'wards') return { screen: 'wards' }
  if (first === 'lists') return { screen: 'lists', list: listOf(second), group: third }
  const part = CHART_PARTS.find((each) => each === second)
  if (first === 'chart' && part !== undefined) return { screen: 'chart', part }
  const office = OFFICES.find((each) => each === first)
  return { screen: office ?? 'find' }
}

function listOf(text: string): '' | ListKind {
  return Object.hasOwn(LISTS, text) ? (text as ListKind) : ''
}

/** The path of a route. */
export function pathOf(route: Route): string {
  switch (route.screen) {
    case 'find':
      return '/find'
    case 'wards':
      return '/wards'
    case 'ward':
      return `/wards/${encodeURIComponent(route.ward)}`
    case 'lists':
      return ['/lists', route.list, route.group].filter((each) => each !== '').join('/')
    case 'chart':
      return `/chart/${route.part}`
    default:
      return `/${route.screen}`
  }
}

const listeners = new Set<() => void>()

/** Shows another screen. Within a chart the entry is replaced, so that "back" always leaves the chart. */
export function navigate(route: Route): void {
  const path = pathOf(route)
  if (path === location.pathname) return
  const withinChart = route.screen === 'chart' && location.pathname.startsWith('/chart/')
  if (withinChart) history.replaceState(null, '', path)
  else history.pushState(null, '', path)
  for (const listener of listeners) listener()
}

/** The path shown now; follows `navigate` and the browser's own back and forward. */
export function usePath(): string {
  return useSyncExternalStore(subscribe, () => location.pathname)
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  addEventListener('popstate', listener)
  return () => {
    listeners.delete(listener)
    removeEventListener('popstate', listener)
  }
}

function decodeURIComponentSafe(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
