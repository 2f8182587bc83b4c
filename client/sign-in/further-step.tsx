/** What a sign-in by passphrase asks for beyond it: the code of an authenticator app, or a passphrase of one's own in place of a one-time one. */
import { useEffect, useRef } from 'react'
import { useWords } from '../language/language.tsx'

export type Further = 'code' | 'own'

/** @returns what the server's refusal asks for; null = it is no question */
export function furtherOf(code: string): Further | null {
  if (code === 'code-needed' || code === 'wrong-code') return 'code'
  return code === 'own-passphrase-needed' || code === 'weak-passphrase' ? 'own' : null
}

export function FurtherStep({ asked, onBack }: { asked: Further; onBack: () => void }) {
  const { words } = useWords()
  const box = useRef<HTMLInputElement>(null)
  useEffect(() => {
    if (asked !== null) box.current?.focus()
  }, [asked])
  return (
    <>
      <p className="notice" role="status">
        {words.signIn.further[asked]}{' '}
        <button type="button" className="link" onClick={onBack}>
          {words.signIn.startAgain}
        </button>
      </p>
      {asked === 'code' ? (
        <label key="code">
          {words.signIn.code}
          <input
            ref={box}
            name="code"
            inputMode="numeric"
            autoComplete="off"
            maxLength={16}
            required
          />
        </label>
      ) : (
        (['next', 'again'] as const).map((name) => (
          <label key={name}>
            {words.passphrase[name]}
            <input
              ref={name === 'next' ? box : undefined}
              name={name}
              type="password"
              autoComplete="off"
              maxLength={256}
              required
            />
          </label>
        ))
      )}
    </>
  )
}
