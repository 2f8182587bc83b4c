/** Every value of the span by time, for those who read tables, and for what a curve cannot show. */
import type { VitalPoint } from '../../../model/api/chart/vitals.ts'
import { useWords } from '../../language/language.tsx'
import { ClinicalTime } from '../../parts/clinical-time.tsx'
import { MoreRows } from '../../parts/more-rows.tsx'
import { LabStatus } from '../labs/lab-cell.tsx'
import { Otherwise, SourcesOf } from '../otherwise.tsx'
import { isVoid } from './sheet.ts'

export function ValueTable({ points }: { points: readonly VitalPoint[] }) {
  const { words, note } = useWords()
  if (points.length === 0) return null
  const newestFirst = [...points].sort((a, b) => (b.at.at ?? '').localeCompare(a.at.at ?? ''))
  return (
    <details className="value-table">
      <summary>{words.vitals.allValues(points.length)}</summary>
      <MoreRows rows={newestFirst} step={200}>
        {(shown) => (
          <table className="rows">
            <thead>
              <tr>
                <th scope="col">{words.vitals.time}</th>
                <th scope="col">{words.labs.item}</th>
                <th scope="col" className="number">
                  {words.labs.value}
                </th>
                <th scope="col">{words.labs.unit}</th>
                <th scope="col">{words.labs.note}</th>
              </tr>
            </thead>
            <tbody>
              {shown.map((point, at) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: values are read only and never move
                <tr key={at}>
                  <td>
                    <ClinicalTime time={point.at} />
                  </td>
                  <td>{point.name}</td>
                  <td className="number">
                    {isVoid(point) ? <s>{point.text}</s> : point.text} {point.flag}
                  </td>
                  <td>{point.unit}</td>
                  <td>
                    <LabStatus status={point.status} />
                    {point.method !== undefined && <small>{words.labs.method(point.method)}</small>}
                    {point.site !== undefined && <small>{words.vitals.site(point.site)}</small>}
                    {point.note !== undefined && <small>{note(point.note)}</small>}
                    <SourcesOf sources={point.sources} />
                    <Otherwise of={point} at={point.at.at} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </MoreRows>
    </details>
  )
}
