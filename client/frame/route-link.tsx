/** A link within the viewer: a real one, followed without loading the page again. */
import type { MouseEvent, ReactNode } from 'react'
import { navigate, pathOf, type Route } from '../router.ts'

interface RouteLinkProps {
  readonly to: Route
  readonly current?: boolean
  readonly className?: string
  readonly children: ReactNode
}

export function RouteLink({ to, current = false, className, children }: RouteLinkProps) {
  const follow = (event: MouseEvent) => {
    if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) return
    event.preventDefault()
    navigate(to)
  }
  return (
    <a
      href={pathOf(to)}
      className={className}
      aria-current={current ? 'page' : undefined}
      onClick={follow}
    >
      {children}
    </a>
  )
}
