/** A password that the machine made: on the screen once, to be handed to its owner. */
import { useWords } from '../language/language.tsx'
import { Dialog } from '../parts/dialog.tsx'
import { useOfficeWords } from './words.ts'

interface HandedOutProps {
  readonly title: string
  readonly secret: string
  readonly onClose: () => void
}

export function HandedOut({ title, secret, onClose }: HandedOutProps) {
  const { words } = useWords()
  const { people: office } = useOfficeWords()
  return (
    <Dialog title={title} onClose={onClose} className="office-dialog">
      <p>
        <output className="handed-out">{secret}</output>
      </p>
      <p>{office.handOver}</p>
      <div className="dialog-buttons">
        <button type="button" className="primary" onClick={onClose}>
          {words.close}
        </button>
      </div>
    </Dialog>
  )
}
