/**
 * A modal dialog: the browser's own, so that focus, Escape and the rest of the page behave as they must.
 * An element inside with `data-first-focus` gets the focus, else the first that can have it.
 */
import { type ReactNode, useEffect, useId, useRef } from 'react'

interface DialogProps {
  readonly title: string
  readonly onClose: () => void
  readonly className?: string
  readonly children: ReactNode
}

export function Dialog({ title, onClose, className = '', children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  const titleId = useId()
  useEffect(() => {
    const shown = dialog.current
    if (shown !== null && !shown.open) shown.showModal()
    shown?.querySelector<HTMLElement>('[data-first-focus]')?.focus()
    return () => shown?.close()
  }, [])
  return (
    <dialog ref={dialog} className={className} aria-labelledby={titleId} onClose={onClose}>
      <h2 id={titleId}>{title}</h2>
      {children}
    </dialog>
  )
}
