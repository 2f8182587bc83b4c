/** The way to a handover, for the desk. What it opens is loaded when it is wanted. */
import { lazy, Suspense, useState } from 'react'
import { useWords } from '../language/language.tsx'

const HandoverDialog = lazy(() => import('./handover-dialog.tsx'))

export function HandoverButton() {
  const { words } = useWords()
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <button type="button" className="handover-button" onClick={() => setOpen(true)}>
        {words.handOver}
      </button>
      {isOpen && (
        <Suspense fallback={null}>
          <HandoverDialog onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  )
}
