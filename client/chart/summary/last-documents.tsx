/** The last imaging, operation, anaesthesia and discharge documents, and the newest of all kinds. */
import type { DocumentRow, SummaryAnswer } from '../../../model/api/chart.ts'
import { DOCUMENT_CATEGORY_WORDS } from '../../../model/codes/chart-words.ts'
import { useWords } from '../../language/language.tsx'
import { ClinicalTime } from '../../parts/clinical-time.tsx'
import { DocumentLink } from '../documents/document-link.tsx'

export function LastDocument({ title, row }: { title: string; row: DocumentRow | null }) {
  const { words } = useWords()
  if (row === null) {
    return (
      <p className="none">
        {title}
        {title !== '' && ' '}
        {words.noRecordInBackup}
      </p>
    )
  }
  return (
    <div className="last-document">
      <p>
        <ClinicalTime time={row.documentAt} to="day" />{' '}
        <DocumentLink document={row.document}>
          {row.title || row.type || words.documents.untitled}
        </DocumentLink>{' '}
        <small>{[row.department, row.author].filter((each) => each !== '').join(' ')}</small>
      </p>
      {row.excerpt !== '' && <p className="excerpt">{row.excerpt}</p>}
    </div>
  )
}

export function LastImaging({ summary }: { summary: SummaryAnswer }) {
  const { words } = useWords()
  const { study, report } = summary.lastImaging
  if (study === null && report === null) return <p className="none">{words.noRecordInBackup}</p>
  return (
    <>
      {study !== null && (
        <p>
          <ClinicalTime time={study.studyAt} />{' '}
          <span className="mark">{study.modalities.join('・') || words.unknown}</span>{' '}
          <b>{study.description || words.images.noDescription}</b>{' '}
          {!study.inBackup && <span className="missing">{words.images.notInBackup}</span>}
        </p>
      )}
      {report === null ? (
        <p className="none">{words.images.noReport}</p>
      ) : (
        <LastDocument title="" row={report} />
      )}
    </>
  )
}

export function RecentDocuments({ summary }: { summary: SummaryAnswer }) {
  const { words, code } = useWords()
  if (summary.recentDocuments.length === 0) {
    return <p className="none">{words.noRecordInBackup}</p>
  }
  return (
    <ul className="lines">
      {summary.recentDocuments.map((row) => (
        <li key={row.document}>
          <span>
            <ClinicalTime time={row.documentAt} to="day" />{' '}
            <DocumentLink document={row.document}>
              {row.title || row.type || words.documents.untitled}
            </DocumentLink>
          </span>
          <small>{code(DOCUMENT_CATEGORY_WORDS, row.category)}</small>
        </li>
      ))}
    </ul>
  )
}
