/** Results that belong together on one specimen or examination: cultures with susceptibilities, physiology … */
import type { LabGroup, LabItem, LabResult, LabsAnswer } from '../../../model/api/chart/labs.ts'
import { flagSense } from '../../../model/codes/result-words.ts'
import { useWords } from '../../language/language.tsx'
import { ClinicalTime } from '../../parts/clinical-time.tsx'
import { MoreRows } from '../../parts/more-rows.tsx'
import { SourcesOf, Voices } from '../otherwise.tsx'
import { LabFlag, LabNote, LabStatus, LabValue } from './lab-cell.tsx'

export function LabReports({ part, category }: { part: LabsAnswer; category: string }) {
  const groups = part.groups.filter((group) => group.category === category)
  const results = Map.groupBy(part.results, (result) => result.group)
  const items = new Map(part.items.map((item) => [item.id, item]))
  return (
    <MoreRows rows={groups} step={40}>
      {(shown) =>
        shown.map((group) => (
          <Report
            key={group.id}
            group={group}
            results={results.get(group.id) ?? []}
            items={items}
          />
        ))
      }
    </MoreRows>
  )
}

interface ReportProps {
  readonly group: LabGroup
  readonly results: readonly LabResult[]
  readonly items: ReadonlyMap<number, LabItem>
}

function Report({ group, results, items }: ReportProps) {
  const { words, note } = useWords()
  return (
    <section className="lab-report">
      <h2>
        <ClinicalTime time={group.collectedAt} />
        {group.panel} <small>{group.specimen}</small>
        <LabStatus status={group.status} />
        {group.source !== undefined && <SourcesOf sources={[group.source]} />}
      </h2>
      {group.category === 'microbiology' && group.parent !== '' && (
        <p>
          {words.labs.parent}: <strong>{group.parent}</strong>
        </p>
      )}
      {results.length === 0 ? (
        <p className="none">{words.labs.noResults}</p>
      ) : (
        <table className="rows">
          <tbody>
            {results.map((result, index) => {
              const item = items.get(result.item)
              return (
                // biome-ignore lint/suspicious/noArrayIndexKey: results are read only and never move
                <tr key={index}>
                  <td className="time">{result.subId}</td>
                  <th scope="row">{item?.name ?? words.unknown}</th>
                  <td className={`sense-${flagSense(result.flag)}`}>
                    <LabValue result={result} /> <LabFlag flag={result.flag} />
                  </td>
                  <td>{item?.unit}</td>
                  <td className="time">{result.range}</td>
                  <td>
                    <LabStatus status={result.status} />
                    <LabNote result={result} />
                    <Voices of={result} />
                  </td>
                </tr>
              )
            })}
          </tbody>
        </table>
      )}
      {group.note !== '' && <p>{note(group.note)}</p>}
    </section>
  )
}
