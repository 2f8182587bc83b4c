/** A failed request as a sentence, with the way on. */
import { PROBLEM_TYPES } from '../../model/codes/problem-types.ts'
import { ApiError } from '../api/request.ts'
import { useWords } from '../language/language.tsx'

/** The sentence for an error, in the language of the screen. */
export function useFailureText(): (error: unknown) => string {
  const { words, language } = useWords()
  return (error) => {
    if (!(error instanceof ApiError)) return words.failure.unexpected
    if (error.status === 0) return words.failure.noAnswer
    const known = Object.entries(PROBLEM_TYPES).find(([code]) => code === error.code)
    const sentence = known?.[1][language] ?? words.failure.refused(error.status)
    const wait =
      error.retryAfter === null ? '' : words.failure.retryIn(Math.ceil(error.retryAfter / 60))
    return `${sentence}${words.fullStop}${wait}`
  }
}

/** Says what failed; `retry` gives a button. */
export function Failure({ error, retry }: { error: unknown; retry?: () => void }) {
  const { words } = useWords()
  const textOf = useFailureText()
  return (
    <div className="failure" role="alert">
      <p>{textOf(error)}</p>
      {retry !== undefined && (
        <button type="button" onClick={retry}>
          {words.tryAgain}
        </button>
      )}
    </div>
  )
}
