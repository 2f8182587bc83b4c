/** The sheet of keys, on `?`. */
import { useWords } from '../language/language.tsx'
import { Dialog } from '../parts/dialog.tsx'

export function KeySheet({ onClose }: { onClose: () => void }) {
  const { words } = useWords()
  return (
    <Dialog title={words.keySheet.title} onClose={onClose}>
      <dl className="key-sheet">
        {words.keySheet.keys.map(([key, meaning]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
      <div className="dialog-buttons">
        <button type="button" onClick={onClose}>
          {words.close}
        </button>
      </div>
    </Dialog>
  )
}
