/** The reports of the study that is looked at, beside its images, as the documents' screen shows them. */
import { useState } from 'react'
import type { DocumentsAnswer } from '../../../../model/api/chart/documents.ts'
import type { ImageStudyRow } from '../../../../model/api/chart/image-studies.ts'
import { useWords } from '../../../language/language.tsx'
import { Failure } from '../../../parts/failure.tsx'
import { DocumentReader } from '../../documents/document-reader.tsx'
import { usePart } from '../../open-chart.tsx'
import { useViewer, type Viewer } from './viewer-state.ts'
import type { ViewerWords } from './viewer-words.ts'
import '../../documents/documents.css'

interface ReportPanelProps {
  readonly viewer: Viewer
  /** Shown while the active viewport is empty. */
  readonly study: ImageStudyRow
  readonly words: ViewerWords
}

export function ReportPanel({ viewer, study, words }: ReportPanelProps) {
  const active = useViewer(
    viewer,
    ({ stacks, cells, active }) => stacks[cells[active]?.stack ?? -1]?.study,
  )
  const { reports } = active ?? study
  return (
    <aside className="viewer-report" aria-label={words.report}>
      {reports.length === 0 ? <p>{words.noReport}</p> : <Reports reports={reports} />}
    </aside>
  )
}

function Reports({ reports }: Pick<ImageStudyRow, 'reports'>) {
  const { words } = useWords()
  const { part, error, retry } = usePart<DocumentsAnswer>('documents')
  const [chosen, setChosen] = useState(0)
  const report = reports[chosen] ?? reports[0]
  if (error !== null) return <Failure error={error} retry={retry} />
  if (part === null) return <p role="status">{words.reading}</p>
  const row = part.documents.find(({ document }) => document === report?.document)
  return (
    <>
      {reports.length > 1 && (
        <p>
          {reports.map(({ document, title }, n) => (
            <button
              key={document}
              type="button"
              aria-pressed={document === report?.document}
              onClick={() => setChosen(n)}
            >
              {title || words.documents.untitled}
            </button>
          ))}
        </p>
      )}
      {row === undefined ? <p>{words.documents.noPartHere}</p> : <DocumentReader row={row} />}
    </>
  )
}
