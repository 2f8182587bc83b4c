/** Documents by kind, newest first; versions that were replaced lie folded behind the valid one. */

import { useState } from 'react'
import type { DocumentRow, DocumentsAnswer } from '../../../model/api/chart/documents.ts'
import { DOCUMENT_CATEGORY_WORDS } from '../../../model/codes/chart-words.ts'
import { useWords } from '../../language/language.tsx'
import { byWhom } from '../../parts/by-whom.ts'
import { ClinicalTime } from '../../parts/clinical-time.tsx'
import { MoreRows } from '../../parts/more-rows.tsx'
import { NoRecord } from '../../parts/no-record.tsx'
import { useChart } from '../open-chart.tsx'
import { Voices } from '../otherwise.tsx'
import { PartFrame } from '../part-frame.tsx'
import { chooseDocument, chosenDocument } from './document-link.tsx'
import { DocumentReader } from './document-reader.tsx'
import './documents.css'
import { shelve, type Versions } from './shelves.ts'

export default function Documents() {
  return (
    <PartFrame<DocumentsAnswer> of="documents" areas={['documents']}>
      {(part) => <Shelf part={part} />}
    </PartFrame>
  )
}

function Shelf({ part }: { part: DocumentsAnswer }) {
  const { words, code } = useWords()
  const chart = useChart()
  const [shown, setShown] = useState(() => chosenDocument(chart))
  const choose = (document: string) => {
    chooseDocument(chart, document)
    setShown(document)
  }
  const row = part.documents.find((each) => each.document === shown) ?? null
  if (part.documents.length === 0) {
    return (
      <>
        <NoRecord
          text={words.documents.none}
          gaps={part.patientGaps}
          areas={['documents']}
          isWholeScreen
        />
        <Deleted count={part.deleted} />
      </>
    )
  }
  return (
    <div className="shelf">
      <nav className="shelf-list" aria-label={words.documents.list}>
        {shelve(part.documents).map((shelf) => (
          <section key={shelf.category}>
            <h2>
              {code(DOCUMENT_CATEGORY_WORDS, shelf.category)}
              <small>{words.documents.count(shelf.documents.length)}</small>
            </h2>
            <MoreRows rows={shelf.documents} step={60}>
              {(rows) =>
                rows.map((versions) => (
                  <VersionRows
                    key={versions.newest.document}
                    versions={versions}
                    shown={shown}
                    onChoose={choose}
                  />
                ))
              }
            </MoreRows>
          </section>
        ))}
        <Deleted count={part.deleted} />
      </nav>
      <section
        className="shelf-reader"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a document scrolls, and must scroll by keyboard
        tabIndex={0}
        aria-label={words.documents.reader}
      >
        {row === null ? (
          <p className="notice">{words.documents.choose}</p>
        ) : (
          <DocumentReader key={row.document} row={row} />
        )}
      </section>
    </div>
  )
}

function Deleted({ count }: { count: number }) {
  const { words } = useWords()
  if (count === 0) return null
  return <p className="none">{words.documents.deleted(count)}</p>
}

interface VersionRowsProps {
  readonly versions: Versions
  readonly shown: string
  readonly onChoose: (document: string) => void
}

function VersionRows({ versions, shown, onChoose }: VersionRowsProps) {
  const { words } = useWords()
  return (
    <>
      <DocumentButton row={versions.newest} shown={shown} onChoose={onChoose} />
      {versions.older.length > 0 && (
        <details
          className="older"
          open={versions.older.some((each) => each.document === shown) || undefined}
        >
          <summary>{words.documents.older(versions.older.length)}</summary>
          {versions.older.map((row) => (
            <DocumentButton key={row.document} row={row} shown={shown} onChoose={onChoose} />
          ))}
        </details>
      )}
    </>
  )
}

interface DocumentButtonProps {
  readonly row: DocumentRow
  readonly shown: string
  readonly onChoose: (document: string) => void
}

function DocumentButton({ row, shown, onChoose }: DocumentButtonProps) {
  const { words } = useWords()
  const isVoid = row.standing !== 'current'
  return (
    <button
      type="button"
      className={isVoid ? 'document-button void' : 'document-button'}
      aria-current={row.document === shown}
      onClick={() => onChoose(row.document)}
    >
      <span>
        <ClinicalTime time={row.documentAt} to="day" />
        {isVoid && <span className="mark missing">{words.documents.standing[row.standing]}</span>}
        {row.parts.length === 0 && <span className="mark missing">{words.documents.noPart}</span>}
        <small>{byWhom(words, row)}</small>
      </span>
      <b>{row.title || row.type || words.documents.untitled}</b>
      <Voices of={row} />
    </button>
  )
}
