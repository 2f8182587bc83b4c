/** What is said of the drugs below a trend: that they are read, could not be read, are none, or are more than are shown. */
import { useWords } from '../../../language/language.tsx'

/** Lanes drawn at first: those that began last. */
export const MOST_LANES = 4

interface DrugChoiceProps {
  readonly state: { readonly part: unknown; readonly error: unknown; readonly retry: () => void }
  readonly count: number
  readonly shown: number
  readonly onShow: (lanes: number) => void
}

export function DrugChoice({ state, count, shown, onShow }: DrugChoiceProps) {
  const { words } = useWords()
  if (state.error !== null) {
    return (
      <p className="missing">
        {words.labs.drugsUnread}{' '}
        <button type="button" onClick={state.retry}>
          {words.tryAgain}
        </button>
      </p>
    )
  }
  if (state.part === null) return <p className="none">{words.reading}</p>
  if (count === 0) return <p className="none">{words.labs.noDrugs}</p>
  if (count <= MOST_LANES) return null
  return (
    <p className="none">
      {shown < count && (
        <button type="button" onClick={() => onShow(count)}>
          {words.labs.moreDrugs(count - shown)}
        </button>
      )}
      {shown > MOST_LANES && (
        <button type="button" onClick={() => onShow(MOST_LANES)}>
          {words.labs.fewerDrugs}
        </button>
      )}
    </p>
  )
}
