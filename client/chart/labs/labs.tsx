/** Laboratory results: the cumulative table, and what does not fit into one (cultures, examinations) as reports. */
import { useMemo, useState } from 'react'
import type { LabsAnswer } from '../../../model/api/chart/labs.ts'
import { ORDER_CATEGORY_WORDS } from '../../../model/codes/chart-words.ts'
import { useWords } from '../../language/language.tsx'
import { NoRecord } from '../../parts/no-record.tsx'
import { PartFrame } from '../part-frame.tsx'
import { cumulate } from './cumulative.ts'
import { CumulativeGrid } from './cumulative-grid.tsx'
import './labs.css'
import { LabReports } from './lab-reports.tsx'

/** Social history, scores, alerts: what no laboratory measured, and is read along time all the same. */
const OTHER = 'other'

export function Labs() {
  return (
    <PartFrame<LabsAnswer> of="labs" areas={['labs']}>
      {(part) => <LabSheets part={part} />}
    </PartFrame>
  )
}

function LabSheets({ part }: { part: LabsAnswer }) {
  const { words, code } = useWords()
  const categories = useMemo(
    () => [...new Set(part.groups.map((group) => group.category))].sort(laboratoryFirst),
    [part],
  )
  const [chosen, setChosen] = useState<string | null>(null)
  const category = chosen ?? categories[0]
  const none = (isWholeScreen: boolean) => (
    <NoRecord
      text={words.labs.none}
      gaps={part.patientGaps}
      areas={['labs']}
      isWholeScreen={isWholeScreen}
    />
  )
  if (category === undefined) return none(true)
  const isTested = categories.some((each) => each !== OTHER)
  return (
    <div className="labs">
      {!isTested && none(false)}
      {(categories.length > 1 || !isTested) && (
        <div className="choices">
          {categories.map((each) => (
            <button
              key={each}
              type="button"
              aria-pressed={each === category}
              onClick={() => setChosen(each)}
            >
              {each === OTHER ? words.labs.otherResults : code(ORDER_CATEGORY_WORDS, each)}
            </button>
          ))}
        </div>
      )}
      {category === 'laboratory' || category === OTHER ? (
        <CumulativeSheet key={category} part={part} category={category} />
      ) : (
        <LabReports part={part} category={category} />
      )}
    </div>
  )
}

function laboratoryFirst(a: string, b: string): number {
  return placeOf(a) - placeOf(b) || a.localeCompare(b)
}

function placeOf(category: string): number {
  if (category === 'laboratory') return 0
  return category === OTHER ? 2 : 1
}

function CumulativeSheet({ part, category }: { part: LabsAnswer; category: string }) {
  const table = useMemo(() => {
    const groups = part.groups.filter((group) => group.category === category)
    return cumulate(groups, part.items, part.results)
  }, [part, category])
  return <CumulativeGrid table={table} events={part.events} />
}
