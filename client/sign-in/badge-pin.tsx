/** The PIN of a badge that was just scanned; the badge itself is no longer on the screen. */
import { useEffect, useRef } from 'react'
import { useWords } from '../language/language.tsx'

export function BadgePin({ onDrop }: { onDrop: () => void }) {
  const { words } = useWords()
  const box = useRef<HTMLInputElement>(null)
  useEffect(() => {
    box.current?.focus()
  }, [])
  return (
    <>
      <p className="notice" role="status">
        {words.signIn.badgeRead}{' '}
        <button type="button" className="link" onClick={onDrop}>
          {words.signIn.withoutBadge}
        </button>
      </p>
      <label>
        {words.signIn.pin}
        <input
          ref={box}
          name="pin"
          type="password"
          inputMode="numeric"
          autoComplete="off"
          maxLength={12}
          required
          onKeyDown={(event) => {
            // A scanner sends Enter behind the badge: it is no PIN.
            if (event.key === 'Enter' && event.currentTarget.value === '') event.preventDefault()
          }}
        />
      </label>
    </>
  )
}
