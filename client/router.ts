/** Which screen is shown, by path. No patient and no chart handle ever stands in one. */
import { useSyncExternalStore } from 'react'

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

export type Route =
  | { readonly screen: 'find' }
  | { readonly screen: 'wards' }
  | { readonly screen: 'ward'; readonly ward: string }
  | { readonly screen: 'chart'; readonly part: ChartPart }

/** The route of a path; a path that is none leads to the search. */
export function routeOf(path: string): Route {
  const [first = '', second = ''] = path.split('/').filter(Boolean)
  if (first === 'wards' && second !== '')
    return { screen: 'ward', ward: decodeURIComponentSafe(second) }
  if (first === 'wards') return { screen: 'wards' }
  const part = CHART_PARTS.find((each) => each === second)
  if (first === 'chart' && part !== undefined) return { screen: 'chart', part }
  return { screen: 'find' }
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
    case 'chart':
      return `/chart/${route.part}`
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
