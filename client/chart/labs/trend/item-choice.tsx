/** Which items share the axis: the one that is read stays, others come and go. */
import { useWords } from '../../../language/language.tsx'
import type { LabRow } from '../cumulative.ts'

/** More strips than this are too low to be read. */
export const MOST_ITEMS = 4

interface ItemChoiceProps {
  readonly row: LabRow
  readonly rows: readonly LabRow[]
  /** Ids of the items added. */
  readonly added: readonly number[]
  readonly onChange: (added: readonly number[]) => void
}

export function ItemChoice({ row, rows, added, onChange }: ItemChoiceProps) {
  const { words } = useWords()
  const others = added.filter((id) => id !== row.item.id)
  const isDrawable = ({ cells }: LabRow) =>
    [...cells.values()].some(({ number }) => number !== null)
  const choosable = rows.filter(
    (each) => each !== row && !others.includes(each.item.id) && isDrawable(each),
  )
  return (
    <div className="choices trend-items">
      {others.map((id) => {
        const item = rows.find((each) => each.item.id === id)?.item
        if (item === undefined) return null
        return (
          <button
            key={id}
            type="button"
            aria-label={words.labs.takeAway(item.name)}
            onClick={() => onChange(others.filter((each) => each !== id))}
          >
            {item.name} ✕
          </button>
        )
      })}
      {others.length < MOST_ITEMS - 1 && choosable.length > 0 && (
        <label>
          {words.labs.addItem}
          <select
            value=""
            onChange={(event) => onChange([...others, Number(event.currentTarget.value)])}
          >
            <option value="">{words.labs.chooseItem}</option>
            {choosable.map(({ item }) => (
              <option key={item.id} value={item.id}>
                {[item.name, item.unit && words.inBrackets(item.unit), item.specimen]
                  .filter((each) => each !== '')
                  .join(' ')}
              </option>
            ))}
          </select>
        </label>
      )}
    </div>
  )
}
