/** The last imaging, operation, anaesthesia and discharge documents, and the newest of all kinds. */

import type { DocumentRow } from '../../../model/api/chart/documents.ts'
import type { SummaryAnswer } from '../../../model/api/chart/summary.ts'
import type { Gap } from '../../../model/api/common.ts'
import { DOCUMENT_CATEGORY_WORDS } from '../../../model/codes/chart-words.ts'
import { rejectionSentence } from '../../../model/codes/rejection-notes.ts'
import { useWords } from '../../language/language.tsx'
import { byWhom } from '../../parts/by-whom.ts'
import { ClinicalTime } from '../../parts/clinical-time.tsx'
import { NoRecord } from '../../parts/no-record.tsx'
import { DocumentLink } from '../documents/document-link.tsx'
import { useChart } from '../open-chart.tsx'
import { SourceNames } from '../otherwise.tsx'
import { withoutHeading } from './excerpt.ts'

interface LastDocumentProps {
  readonly title: string
  readonly row: DocumentRow | null
  readonly gaps: readonly Gap[]
}

export function LastDocument({ title, row, gaps }: LastDocumentProps) {
  const { words } = useWords()
  const { patientId } = useChart().opened.banner
  if (row === null) {
    const text = [title, words.noRecordInBackup].filter((each) => each !== '').join(' ')
    return <NoRecord text={text} gaps={gaps} areas={['documents']} />
  }
  return (
    <div className="last-document">
      <p>
        <ClinicalTime time={row.documentAt} to="day" />{' '}
        <DocumentLink document={row.document}>
          {row.title || row.type || words.documents.untitled}
        </DocumentLink>{' '}
        <small>{byWhom(words, row)}</small>
      </p>
      {row.excerpt !== '' && (
        <p className="excerpt">{withoutHeading(row.excerpt, row.title, patientId)}</p>
      )}
    </div>
  )
}

export function LastImaging({ summary }: { summary: SummaryAnswer }) {
  const { words, language } = useWords()
  const { study, report } = summary.lastImaging
  const gaps = summary.patientGaps
  if (study === null && report === null) {
    return <NoRecord text={words.noRecordInBackup} gaps={gaps} areas={['images', 'documents']} />
  }
  return (
    <>
      {study !== null && (
        <p>
          <ClinicalTime time={study.studyAt} />{' '}
          <span className="mark">{study.modalities.join('・') || words.unknown}</span>{' '}
          <b>{study.description || words.images.noDescription}</b>{' '}
          {!study.inBackup && <span className="missing">{words.images.notInBackup}</span>}
          {study.rejections.map((each) => (
            <strong key={each.code} className="missing">
              {rejectionSentence(each, language)}
            </strong>
          ))}{' '}
          <SourceNames of={study} />
        </p>
      )}
      {report === null ? (
        <NoRecord text={words.images.noReport} gaps={gaps} areas={['documents']} />
      ) : (
        <LastDocument title="" row={report} gaps={gaps} />
      )}
    </>
  )
}

export function RecentDocuments({ summary }: { summary: SummaryAnswer }) {
  const { words, code } = useWords()
  if (summary.recentDocuments.length === 0) {
    return (
      <NoRecord text={words.noRecordInBackup} gaps={summary.patientGaps} areas={['documents']} />
    )
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
