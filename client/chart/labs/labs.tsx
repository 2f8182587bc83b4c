/** Laboratory results: the cumulative table, and what does not fit into one (cultures, examinations) as reports. */
import { useMemo, useState } from 'react'
import type { LabsAnswer } from '../../../model/api/chart.ts'
import { ORDER_CATEGORY_WORDS } from '../../../model/codes/chart-words.ts'
import { useWords } from '../../language/language.tsx'
import { NoRecord } from '../../parts/no-record.tsx'
import { PartFrame } from '../part-frame.tsx'
import { cumulate } from './cumulative.ts'
import { CumulativeGrid } from './cumulative-grid.tsx'
import './labs.css'
import { LabReports } from './lab-reports.tsx'

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
  if (category === undefined) {
    return (
      <NoRecord text={words.labs.none} gaps={part.patientGaps} areas={['labs']} isWholeScreen />
    )
  }
  return (
    <div className="labs">
      {categories.length > 1 && (
        <div className="choices">
          {categories.map((each) => (
            <button
              key={each}
              type="button"
              aria-pressed={each === category}
              onClick={() => setChosen(each)}
            >
              {code(ORDER_CATEGORY_WORDS, each)}
            </button>
          ))}
        </div>
      )}
      {category === 'laboratory' ? (
        <CumulativeSheet part={part} />
      ) : (
        <LabReports part={part} category={category} />
      )}
    </div>
  )
}

function laboratoryFirst(a: string, b: string): number {
  return Number(b === 'laboratory') - Number(a === 'laboratory') || a.localeCompare(b)
}

function CumulativeSheet({ part }: { part: LabsAnswer }) {
  const table = useMemo(() => {
    const groups = part.groups.filter((group) => group.category === 'laboratory')
    return cumulate(groups, part.items, part.results)
  }, [part])
  return <CumulativeGrid table={table} events={part.events} />
}
